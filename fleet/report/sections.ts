import { utcTime } from "../../text/local-time.ts";
import { html, type Markup } from "../../text/markup.ts";
import { counted, reasonInWords } from "../words.ts";
import { type ReportModel, type RowStatus, rowStatuses, type Totals } from "./model.ts";
import { durationInWords, headlineOf, resultOf, statusWords, titleOf, waitInWords } from "./words.ts";

/** The id of each tenant's row. */
export type RowIds = ReadonlyMap<string, string>;

export function header(model: ReportModel): Markup {
  const { runId, plannedAt, asOf, endedAt, engine, fleetFile, waiting } = model;
  const facts: readonly (readonly [string, Markup])[] = [
    ["Run", html`<code>${runId}</code>`],
    ["Started", html`<time datetime="${plannedAt}">${utcTime(plannedAt)}</time>`],
    [endedAt === undefined ? "So far" : "Took", html`${durationInWords(plannedAt, asOf)}`],
    ["Engine", html`${engine}`],
    ["Fleet", html`<code>${fleetFile}</code>`],
  ];
  return html`<header class="top">
<p class="eyebrow">Microsoft PIN Reset fleet</p>
<h1>${titleOf(model)}</h1>
<p class="headline">${waiting === undefined ? headlineOf(model) : resultOf(model)}</p>
${waiting !== undefined && html`<p class="banner">${waitInWords(waiting)}</p>`}
<dl class="facts">${facts.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>
</header>`;
}

/** They count for a reader even where they are none. */
const alwaysShown: readonly RowStatus[] = ["failed", "drifted", "inSync"];

/** The totals, which are the filters of the table too. */
export function totalsSection({ totals, rows }: ReportModel): Markup {
  const shown = rowStatuses.filter((status) => totals[status] > 0 || alwaysShown.includes(status));
  return html`<section class="totals" aria-labelledby="totals-title">
<h2 id="totals-title" class="unseen">Totals</h2>
${bar(totals, rows.length)}
<div class="tiles" role="group" aria-label="Filter tenants by status">${shown.map(
    (status) =>
      html`<button type="button" class="tile ${totals[status] > 0 ? `is-${status}` : ""}" data-filter="${status}" aria-pressed="false"><span class="number">${totals[status]}</span><span class="label"><span class="dot"></span>${statusWords[status]}</span></button>`,
  )}</div>
</section>`;
}

export function ringsSection({ rings }: ReportModel): Markup {
  const rows = rings.map(({ name, tenants, totals, maxFailures, approval, approved }) => {
    const rule = [
      maxFailures === undefined ? "" : `${maxFailures} may fail`,
      approval ? (approved ? "approved" : "needs approval") : "",
    ].filter(Boolean);
    return html`<tr><th scope="row"><bdi>${name}</bdi>${rule.length > 0 && html`<span class="sub">${rule.join(", ")}</span>`}</th><td class="wide">${bar(totals, tenants)}</td><td class="figure">${tenants}</td><td class="figure">${totals.failed}</td><td class="figure">${totals.drifted}</td></tr>`;
  });
  return html`<section class="panel" aria-labelledby="rings-title">
<h2 id="rings-title">Rings</h2>
<table class="rings"><thead><tr><th scope="col">Ring</th><th scope="col" class="wide">Tenants by status</th><th scope="col" class="figure">All</th><th scope="col" class="figure">Failed</th><th scope="col" class="figure">Drifted</th></tr></thead><tbody>${rows}</tbody></table>
</section>`;
}

export function changesSection({ changes }: ReportModel, ids: RowIds): Markup {
  const shown = nameLists(ids, [
    ["Newly drifted", changes?.newlyDrifted],
    ["Newly failed", changes?.newlyFailed],
    ["Healed", changes?.healed],
    ["Recovered", changes?.recovered],
    ["New tenants", changes?.new],
    ["No longer in the fleet", changes?.gone],
  ]);
  const since =
    changes === undefined
      ? "There is no earlier run to compare with."
      : `Compared with the run of ${utcTime(changes.since.plannedAt)}.`;
  return html`<section class="panel" aria-labelledby="changes-title">
<h2 id="changes-title">Since an earlier run</h2>
<p class="sub">${since}</p>
${shown}${changes !== undefined && shown.length === 0 && html`<p>Nothing changed.</p>`}
</section>`;
}

/** Tenants that are easily forgotten: the report has it only where there are some. */
export function leftOutSection({ neverRun, notSelected }: ReportModel, ids: RowIds): Markup {
  const shown = nameLists(ids, [
    ["No run is known to have ended for", neverRun],
    ["Not selected for this run", notSelected],
  ]);
  return shown.length === 0
    ? html``
    : html`<section class="panel" aria-labelledby="left-out-title"><h2 id="left-out-title">Left out</h2>${shown}</section>`;
}

function nameLists(
  ids: RowIds,
  lists: readonly (readonly [string, readonly string[] | undefined])[],
): readonly Markup[] {
  return lists.flatMap(([title, tenants]) =>
    tenants !== undefined && tenants.length > 0
      ? [html`<h3>${title} <span class="amount">${tenants.length}</span></h3>${names(tenants, ids)}`]
      : [],
  );
}

export function failuresSection({ failures, notScanned }: ReportModel, ids: RowIds): Markup {
  const causes = failures.map(({ code, hint, failures: failed }) => {
    const messages = new Set(failed.map(({ message }) => message));
    const [first = ""] = messages;
    const more = messages.size - 1;
    return html`<li><p class="cause"><code>${code}</code> <span class="amount">${failed.length}</span></p>
<p>${first}${more > 0 && html` <span class="sub">and ${counted(more, "other message")}</span>`}</p>
${hint !== undefined && html`<p class="hint">${hint}</p>`}
${names(
  failed.map(({ tenant }) => tenant),
  ids,
)}</li>`;
  });
  const reasons = notScanned.map(
    ({ reason, tenants }) =>
      html`<li><p class="cause">Not scanned: ${reasonInWords(reason)} <span class="amount">${tenants.length}</span></p>${names(tenants, ids)}</li>`,
  );
  return html`<section class="panel" aria-labelledby="failures-title">
<h2 id="failures-title">Failures and tenants not scanned</h2>
${causes.length + reasons.length > 0 ? html`<ul class="causes">${causes}${reasons}</ul>` : html`<p>None.</p>`}
</section>`;
}

const [mostDriftGroups, mostAuthors] = [6, 5];

export function driftSection({ drift, driftedBy }: ReportModel, ids: RowIds): Markup {
  const left = drift.length - mostDriftGroups;
  const groups = drift.slice(0, mostDriftGroups).map(
    ({ name, type, kind, paths, tenants }) =>
      html`<li><p class="cause"><bdi>${name}</bdi> <span class="amount">${tenants.length}</span></p>
<p class="sub">${type.split(":").at(-1)}</p>
<p>${kind === "missing" ? html`Deleted in the tenant` : pathList(paths)}</p>${names(tenants, ids)}</li>`,
  );
  const authors = driftedBy
    .slice(0, mostAuthors)
    .map(
      ({ by, resources, tenants }) =>
        html`<tr><th scope="row">${by === undefined ? html`<span class="sub">not known</span>` : html`${person(by)}`}</th><td class="figure">${resources}</td><td class="figure">${tenants}</td></tr>`,
    );
  return html`<section class="panel" aria-labelledby="drift-title">
<h2 id="drift-title">What drifted</h2>
${groups.length === 0 ? html`<p>Nothing.</p>` : html`<ul class="causes">${groups}</ul>`}
${left > 0 && html`<p class="sub">And ${counted(left, "other difference")}: the table below has all.</p>`}
${
  authors.length > 0 &&
  html`<h3>Changed by</h3><table class="authors"><thead><tr><th scope="col">Who</th><th scope="col" class="figure">Resources</th><th scope="col" class="figure">Tenants</th></tr></thead><tbody>${authors}</tbody></table>`
}
</section>`;
}

/** Paths of properties, each on a line where it does not fit. */
export function pathList(paths: readonly string[]): Markup {
  return html`${paths.map((path) => html`<code>${path}</code> `)}`;
}

/** A person's account, which may be broken after its `@`. */
export function person(account: string): Markup {
  const [name = "", ...domain] = account.split("@");
  return html`<bdi>${name}${domain.length > 0 && html`@<wbr>${domain.join("@")}`}</bdi>`;
}

const [shownNames, mostNames] = [6, 200];

function names(tenants: readonly string[], ids: RowIds): Markup {
  const link = (tenant: string) => {
    const id = ids.get(tenant);
    return html`<li>${id === undefined ? html`<bdi>${tenant}</bdi>` : html`<a href="#${id}"><bdi>${tenant}</bdi></a>`}</li>`;
  };
  const rest = tenants.slice(shownNames, mostNames);
  const left = tenants.length - shownNames - rest.length;
  return html`<ul class="names">${tenants.slice(0, shownNames).map(link)}</ul>${
    rest.length > 0 &&
    html`<details><summary>${tenants.length - shownNames} more</summary><ul class="names">${rest.map(link)}</ul>${left > 0 && html`<p class="sub">And ${left} more in the table below.</p>`}</details>`
  }`;
}

/** A bar of all statuses. Its parts are attributes of SVG: the page's policy has no room for inline styles. */
function bar(totals: Totals, all: number): Markup {
  const present = rowStatuses.filter((status) => totals[status] > 0).reverse();
  let x = 0;
  const parts = present.map((status) => {
    const width = (totals[status] / Math.max(1, all)) * 1000;
    const part = html`<rect class="fill-${status}" x="${x.toFixed(2)}" width="${width.toFixed(2)}" height="10"></rect>`;
    x += width;
    return part;
  });
  const label = present.map((status) => `${totals[status]} ${statusWords[status].toLowerCase()}`).join(", ");
  return html`<svg class="bar" viewBox="0 0 1000 10" preserveAspectRatio="none" role="img" aria-label="${label || "no tenants"}">${parts}</svg>`;
}
