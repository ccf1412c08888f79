import { readFile } from "node:fs/promises";
import { htmlPage } from "../../text/html-page.ts";
import { html, type Markup } from "../../text/markup.ts";
import type { ReportModel } from "./model.ts";
import { tenantTable } from "./rows.ts";
import {
  changesSection,
  driftSection,
  failuresSection,
  header,
  leftOutSection,
  ringsSection,
  totalsSection,
} from "./sections.ts";
import { titleOf } from "./words.ts";

/** Run before the page is shown, so that details that only the script can open do not flash up. */
const withScript = 'document.documentElement.classList.add("js");';

/** The report as one HTML file. All rows are in the HTML, so that it is whole without its script. */
export async function htmlReport(model: ReportModel): Promise<string> {
  const [script = "", ...styles] = await Promise.all(["report.js", ...styleSheets].map(pagePart));
  return htmlPage({
    title: `PIN Reset: ${titleOf(model)}`,
    styles,
    body: body(model),
    scripts: { first: withScript, last: script },
  });
}

function body(model: ReportModel): Markup {
  const ids = new Map(model.rows.map(({ tenant }, index) => [tenant, `t${index}`]));
  return html`<a class="skip" href="#tenants">Skip to the tenants</a>
${header(model)}
<main>
${totalsSection(model)}
<div class="columns">
${ringsSection(model)}
${changesSection(model, ids)}
${failuresSection(model, ids)}
${driftSection(model, ids)}
${leftOutSection(model, ids)}
</div>
${tenantTable(model, ids)}
</main>
<footer><p>Run <code>${model.runId}</code>. Times are UTC.</p></footer>`;
}

/** In this order: a later one overrides an earlier one. */
const styleSheets = ["colors.css", "page.css", "panels.css", "tenants.css", "print.css"];

function pagePart(name: string): Promise<string> {
  return readFile(new URL(`page/${name}`, import.meta.url), "utf8");
}
