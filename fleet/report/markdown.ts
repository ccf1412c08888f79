import { markdownTable } from "markdown-table";
import { asText, code } from "../../cli/drift/markdown.ts";
import { plainText } from "../../text/plain-text.ts";
import { counted, reasonInWords } from "../words.ts";
import { type ReportModel, rowStatuses } from "./model.ts";
import { driftInWords, headlineOf, statusWords, titleOf } from "./words.ts";

/**
 * GitHub's limit for the summary of a job's step, 1 MiB.
 * Source: https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#step-isolation-and-limits
 */
export const mostSummaryBytes = 1024 * 1024;

/** Room for what says that something was left out, and for the sections' titles. */
const reservedBytes = 4096;

/**
 * The report as a section of GitHub's Markdown. It takes no more than `mostBytes`; each table that is cut says how much it left
 * out.
 */
export function markdownReport(model: ReportModel, mostBytes: number = mostSummaryBytes): string {
  const budget = { bytes: Math.max(0, mostBytes - reservedBytes) };
  const present = rowStatuses.filter((status) => model.totals[status] > 0);
  const sections = [
    `## PIN Reset: ${titleOf(model).toLowerCase()}`,
    asText(plainText(headlineOf(model))),
    `Run ${code(model.runId)}.`,
    ...table(
      budget,
      ["Ring", "Tenants", ...present.map((status) => statusWords[status])],
      [
        ...model.rings.map(({ name, tenants, totals }) => [
          code(name),
          String(tenants),
          ...present.map((status) => String(totals[status])),
        ]),
        ["**all**", String(model.rows.length), ...present.map((status) => String(model.totals[status]))],
      ],
    ),
    ...changes(model),
    ...failures(model, budget),
    ...drift(model, budget),
    ...notScanned(model),
    ...neverRun(model),
  ];
  return `${sections.join("\n\n")}\n`;
}

type Budget = { bytes: number };

function failures({ failures: groups }: ReportModel, budget: Budget): string[] {
  const rows = groups.flatMap(({ code: errorCode, hint = "", failures: tenants }) =>
    tenants.map(({ tenant, message }) => [code(tenant), code(errorCode), cell(message), cell(hint)]),
  );
  return titled("### Failures", table(budget, ["Tenant", "Code", "Message", "Hint"], rows));
}

function drift({ rows: tenants }: ReportModel, budget: Budget): string[] {
  const rows = tenants.flatMap(({ tenant, ring, outcome }) =>
    (outcome?.drift ?? []).map((resource) => [
      code(tenant),
      code(ring),
      code(driftInWords(resource)),
      code(resource.by ?? ""),
      code(resource.at ?? ""),
    ]),
  );
  return titled("### Drift", table(budget, ["Tenant", "Ring", "What", "Changed by", "Changed at"], rows));
}

function changes({ changes: found }: ReportModel): string[] {
  if (found === undefined) {
    return [];
  }
  const lines = (
    [
      ["Newly drifted", found.newlyDrifted],
      ["Newly failed", found.newlyFailed],
      ["Healed", found.healed],
      ["Recovered", found.recovered],
      ["New tenants", found.new],
      ["Gone", found.gone],
    ] as const
  ).flatMap(([title, tenants]) => (tenants.length > 0 ? [`- ${title}: ${some(tenants)}`] : []));
  return [
    `### Since run ${code(found.since.runId)}`,
    lines.length > 0 ? lines.join("\n") : "Nothing changed.",
  ];
}

function notScanned({ notScanned: groups }: ReportModel): string[] {
  const lines = groups.map(({ reason, tenants }) => `- ${reasonInWords(reason)}: ${some(tenants)}`);
  return titled("### Not scanned", lines.length > 0 ? [lines.join("\n")] : []);
}

function neverRun({ neverRun: tenants }: ReportModel): string[] {
  return titled("### No run is known to have ended for", tenants.length > 0 ? [some(tenants)] : []);
}

function titled(title: string, content: readonly string[]): string[] {
  return content.length > 0 ? [title, ...content] : [];
}

const mostNames = 20;

function some(tenants: readonly string[]): string {
  const left = tenants.length - mostNames;
  const names = tenants.slice(0, mostNames).map(code).join(", ");
  return left > 0 ? `${names} and ${left} more` : names;
}

/** A sentence in a table's cell. */
function cell(text: string): string {
  return asText(plainText(text));
}

function table(budget: Budget, titles: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) {
    return [];
  }
  const shown: string[][] = [];
  for (const row of rows) {
    const bytes = Buffer.byteLength(row.join(" | ")) + "|  |\n".length;
    if (bytes > budget.bytes) {
      break;
    }
    budget.bytes -= bytes;
    shown.push([...row]);
  }
  const left = rows.length - shown.length;
  const leftOut = `${counted(left, "more line")} left out here: the HTML, JSON and CSV reports have all.`;
  return [
    // Cells as wide as the widest would multiply the length of all others.
    ...(shown.length > 0 ? [markdownTable([[...titles], ...shown], { alignDelimiters: false })] : []),
    ...(left > 0 ? [leftOut] : []),
  ];
}
