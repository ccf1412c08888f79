import { utcTime } from "../../text/local-time.ts";
import { html, type Markup } from "../../text/markup.ts";
import type { DriftedResource, TenantOutcome } from "../outcome.ts";
import type { ReportModel, ReportRow } from "./model.ts";
import { pathList, person, type RowIds } from "./sections.ts";
import { changeWords, durationInWords, statusWords, summaryOf } from "./words.ts";

/**
 * The table of all tenants. Its rows are laid out as grids, so that a browser leaves out those that are not in view (which CSS
 * offers for no table's row). Roles say what they are, since a display of grid takes a row's meaning away in some browsers.
 */
export function tenantTable(model: ReportModel, ids: RowIds): Markup {
  const { rows, rings, changes } = model;
  const rank = new Map(rings.map(({ name }, index) => [name, index]));
  const titles = ["Tenant", "Ring", "Status", "What", "Changed by"];
  return html`<section class="tenants" id="tenants" aria-labelledby="tenants-title">
<div class="bar-of-tools">
<h2 id="tenants-title">Tenants</h2>
<div class="tools" role="search">
<label class="unseen" for="search">Search tenants</label>
<input id="search" type="search" placeholder="Search: name, id, resource, code, person" autocomplete="off" spellcheck="false" aria-keyshortcuts="/">
<label class="unseen" for="ring">Ring</label>
<select id="ring"><option value="">All rings</option>${rings.map(({ name }, index) => html`<option value="${index}">${name}</option>`)}</select>
${changes !== undefined && html`<button type="button" id="only-changed" aria-pressed="false">Changed since an earlier run</button>`}
<button type="button" id="clear">Clear</button>
</div>
<p id="shown" role="status">${rows.length} of ${rows.length} tenants</p>
</div>
<p class="keys"><kbd>/</kbd> search <kbd>j</kbd> <kbd>k</kbd> or <kbd>↓</kbd> <kbd>↑</kbd> move <kbd>Enter</kbd> details <kbd>Esc</kbd> clear</p>
<table class="grid" role="table" aria-labelledby="tenants-title">
<thead role="rowgroup"><tr role="row">${titles.map((title) => html`<th role="columnheader" scope="col">${title}</th>`)}<th role="columnheader" scope="col" class="unseen">Details</th></tr></thead>
<tbody role="rowgroup">
${rows.map((row) => tenantRow(row, ids.get(row.tenant) ?? "", rank.get(row.ring) ?? 0))}
</tbody>
</table>
<p id="none" hidden>No tenant matches. <kbd>Esc</kbd> clears the search and the filters.</p>
</section>`;
}

function tenantRow(row: ReportRow, id: string, ring: number): Markup {
  const { tenant, status, change, outcome } = row;
  const authors = [...new Set((outcome?.drift ?? []).flatMap(({ by }) => by ?? []))];
  return html`<tr role="row" class="row" id="${id}" data-status="${status}" data-ring="${ring}" data-change="${change}"><th role="rowheader" scope="row"><button type="button" tabindex="-1" aria-controls="${id}d"><bdi>${tenant}</bdi></button></th><td role="cell" class="ring"><bdi>${row.ring}</bdi></td><td role="cell" class="state"><span class="badge is-${status}"><span class="dot"></span>${statusWords[status]}</span>${change !== undefined && html` <span class="change">${changeWords[change]}</span>`}</td><td role="cell" class="what">${summaryOf(row)}</td><td role="cell" class="by">${authors.map((by) => html`${person(by)} `)}</td><td role="cell" class="more" id="${id}d">${outcome === undefined ? html`<p>${row.progress ?? "It has not run yet."}</p>` : details(outcome)}</td></tr>
`;
}

function details(outcome: TenantOutcome): Markup {
  const { tenantId, startedAt, endedAt, drift, error, notices, doctor } = outcome;
  return html`<dl class="facts"><div><dt>Tenant ID</dt><dd><code>${tenantId}</code></dd></div><div><dt>Started</dt><dd>${utcTime(startedAt)}</dd></div><div><dt>Took</dt><dd>${durationInWords(startedAt, endedAt)}</dd></div></dl>${
    error !== undefined &&
    html`<p><code>${error.code}</code> ${error.message}</p>${error.hint !== undefined && html`<p class="hint">${error.hint}</p>`}`
  }${drift.length > 0 && html`<ul class="resources">${drift.map(resource)}</ul>`}${
    notices.length > 0 && html`<ul class="notices">${notices.map((notice) => html`<li>${notice}</li>`)}</ul>`
  }${
    doctor !== undefined &&
    html`<p>Doctor: ${doctor.verdict} ${doctor.findings.map((finding) => html`<code>${finding}</code> `)}</p>`
  }`;
}

function resource({ name, type, kind, paths, by, at }: DriftedResource): Markup {
  const known = by !== undefined || at !== undefined;
  return html`<li><strong><bdi>${name}</bdi></strong> <span class="sub">${type}</span><br>${kind === "missing" ? html`Deleted in the tenant` : pathList(paths)}${
    known &&
    html`<br><span class="sub">Changed${by !== undefined && html` by ${person(by)}`}${at !== undefined && html`, ${utcTime(at)}`}</span>`
  }</li>`;
}
