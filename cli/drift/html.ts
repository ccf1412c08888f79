import { readFile } from "node:fs/promises";
import type { Explanation } from "../../text/explained-error.ts";
import { htmlPage } from "../../text/html-page.ts";
import { utcTime } from "../../text/local-time.ts";
import { html, type Markup } from "../../text/markup.ts";
import { deletionsOf, lossOf } from "./deletions.ts";
import { inShort } from "./one-line.ts";
import { countsOf, type Line, linesOf, openChanges, type Report, revocations } from "./report.ts";
import { counted, type Kind, titleOf } from "./words.ts";

/** What the page is about: what a check found, or why it found nothing. `at` is when, in RFC 3339. */
export type DriftPage =
  | { readonly at: string; readonly report: Report }
  | { readonly at: string; readonly stack: string | undefined; readonly error: Explanation };

/** More would make a page that no mail program shows; the page says how many there are. */
const mostLines = 500;

/** The report as one HTML page that can be mailed. */
export async function htmlOf(page: DriftPage): Promise<string> {
  const style = await readFile(new URL("page.css", import.meta.url), "utf8");
  const stack = "report" in page ? page.report.stack : (page.stack ?? "");
  return htmlPage({
    title: `PIN Reset: drift of ${stack}`,
    styles: [style],
    body: html`<main>
<h1>PIN Reset: drift of <bdi>${stack}</bdi></h1>
<p class="muted">Checked ${utcTime(page.at)}</p>
${"report" in page ? found(page.report) : failed(page.error)}
</main>`,
  });
}

function failed({ code, message, hint }: Explanation): Markup {
  return html`<p class="status failed">The check failed. Whether anything drifted is not known.</p>
<article>
<p>${message}</p>
${hint && html`<p>${hint}</p>`}
<p class="muted">Code: ${code}</p>
</article>`;
}

function found(report: Report): Markup {
  const lines = linesOf(report);
  return html`${status(report)}
${deletions(report)}
${section("drift", "What drifted", lines)}
${section("pending", "Pending: changes of the program that no update has applied yet", lines)}
${
  report.notices.length > 0 &&
  html`<h2>Also found</h2>
<ul>${report.notices.map((notice) => html`<li>${notice}</li>`)}</ul>`
}`;
}

function status(report: Report): Markup {
  const { driftedChanges, driftedResources, pendingChanges } = countsOf(report);
  const pending = pendingChanges === 0 ? "" : ` ${counted(pendingChanges, "change")} pending.`;
  if (driftedResources === 0) {
    return html`<p class="status inSync">In sync: nothing drifted.${pending}</p>`;
  }
  const drift = `${counted(driftedChanges, "change")} of ${counted(driftedResources, "resource")} drifted`;
  return html`<p class="status drifted">${drift}${report.healed ? ", and restored" : ""}.${pending}</p>`;
}

/** What the next update would take away: resources, and permissions of a grant. */
function deletions(report: Report): Markup {
  const open = openChanges(report);
  const gone = deletionsOf(open).map((change) => {
    const what = lossOf(change);
    return what === undefined ? titleOf(change) : `${titleOf(change)} (for good: ${what})`;
  });
  const sentences = [
    ...(gone.length === 0 ? [] : [`The next update would delete: ${gone.join(", ")}.`]),
    ...revocations(open),
  ];
  return html`${sentences.map((sentence) => html`<p class="deletes"><strong>${sentence}</strong></p>\n`)}`;
}

function section(kind: Kind, title: string, all: readonly Line[]): Markup | undefined {
  const lines = all.filter((line) => line.kind === kind);
  if (lines.length === 0) {
    return undefined;
  }
  const resources = [...Map.groupBy(lines.slice(0, mostLines), ({ urn }) => urn).values()];
  const left = lines.length - mostLines;
  return html`<h2>${title}</h2>
${resources.map(article)}
${left > 0 && html`<p>And ${left} more: <code>pin-reset drift --output csv</code> lists them all.</p>`}`;
}

function article(lines: readonly Line[]): Markup {
  const [{ changedBy, changedAt } = {}] = lines;
  const by =
    changedBy !== undefined &&
    html`
<p class="muted">Changed by <bdi>${changedBy}</bdi>, ${utcTime(changedAt ?? "")}</p>`;
  return html`<article>
<h3><bdi>${lines[0] && titleOf(lines[0])}</bdi></h3>${by}
<ul>${lines.map(item)}</ul>
</article>`;
}

function item({ what, sentence, declared, actual }: Line): Markup {
  if (what === "") {
    return html`<li>${sentence}</li>`;
  }
  return html`<li><bdi>${what}</bdi>
<dl><dt>Declared</dt><dd><bdi>${shown(declared)}</bdi></dd><dt>In the tenant</dt><dd><bdi>${shown(actual)}</bdi></dd></dl></li>`;
}

function shown(value: unknown): string {
  return value === undefined ? "not there" : inShort(value);
}
