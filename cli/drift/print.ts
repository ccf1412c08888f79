import { styleText } from "node:util";
import { localTime } from "../../text/local-time.ts";
import { jsonText, plainText } from "../../text/plain-text.ts";
import type { Column, Output } from "../output.ts";
import { columnsOf, wrapped } from "../text-width.ts";
import type { Change } from "./changes.ts";
import { inOneLine } from "./one-line.ts";
import { countsOf, digestOf, type Line, linesOf, type Report, type Row, rowsOf } from "./report.ts";
import { counted, factsOf, type Kind, titleOf } from "./words.ts";

/** Prints the report: sentences for a person, CSV, or the JSON object. */
export function printReport(output: Output, report: Report, stream: NodeJS.WriteStream): void {
  if (output.format === "json") {
    output.data(jsonText(asJson(report), 2));
  } else if (output.format === "csv") {
    output.rows(csvColumns, rowsOf(report));
  } else {
    const sections = [...section("drift", report, stream), ...section("pending", report, stream)];
    if (sections.length > 0) {
      output.styled(sections.join("\n"));
    }
  }
}

/** What each kind is called, and how it is marked. */
const kinds = {
  drift: { title: "Drifted", style: "red" },
  pending: { title: "Pending", style: "yellow" },
} as const;

function section(kind: Kind, report: Report, stream: NodeJS.WriteStream): string[] {
  const lines = linesOf(report).filter((line) => line.kind === kind);
  if (lines.length === 0) {
    return [];
  }
  const { title, style } = kinds[kind];
  const resources = [...Map.groupBy(lines, ({ urn }) => urn).values()];
  const counts = `${counted(lines.length, "change")} of ${counted(resources.length, "resource")}`;
  return [
    `${styleText(style, title, { stream })} (${counts})`,
    ...resources.flatMap((each) => ofResource(each, stream)),
  ];
}

function ofResource(lines: readonly Line[], stream: NodeJS.WriteStream): string[] {
  const [first] = lines;
  if (first === undefined) {
    return [];
  }
  const { changedBy, changedAt = "" } = first;
  const by = changedBy === undefined ? "" : ` by ${changedBy}, ${localTime(changedAt)}`;
  return [
    ...fitted(titleOf(first), "  ", stream),
    ...lines.flatMap(({ sentence }) => fitted(`${sentence}${by}`, "    ", stream)),
  ];
}

/** Text behind an indent, wrapped between words where the terminal is narrow. */
function fitted(text: string, indent: string, stream: NodeJS.WriteStream): string[] {
  const width = columnsOf(stream) ?? Number.POSITIVE_INFINITY;
  return `${indent}${wrapped(plainText(text), width, `${indent}  `, true)}`.split("\n");
}

function asJson(report: Report) {
  const { stack, drifted, pending, healed, authors, notices, names } = report;
  const resourceOf = (kind: Kind, change: Change) => {
    const { urn, type, name, displayName = null, operation, differences, revokes } = change;
    return {
      urn,
      type,
      name,
      displayName,
      operation,
      ...(revokes ? { revokes } : {}),
      changes: factsOf(change, kind, names).map(({ sentence }) => sentence),
      differences: differences.map(({ path, setting, declared = null, actual = null }) => ({
        path,
        ...(setting ? { setting: setting.name } : {}),
        declared,
        actual,
      })),
    };
  };
  return {
    stack,
    drifted: drifted.length > 0,
    healed,
    counts: countsOf(report),
    digest: digestOf(report),
    resources: drifted.map((change) => ({ ...resourceOf("drift", change), ...authors.get(change.urn) })),
    pending: pending.map((change) => resourceOf("pending", change)),
    ...(notices.length > 0 ? { notices } : {}),
  };
}

const csvColumns: readonly Column<Row>[] = [
  { key: "kind", title: "Kind", value: ({ kind }) => kind },
  { key: "urn", title: "URN", value: ({ urn }) => urn },
  { key: "type", title: "Type", value: ({ type }) => type },
  { key: "name", title: "Resource", value: ({ name }) => name },
  { key: "operation", title: "Operation", value: ({ operation }) => operation },
  { key: "path", title: "Path", value: ({ path }) => path },
  { key: "declared", title: "Declared", value: ({ declared }) => inOneLine(declared) },
  { key: "actual", title: "Actual", value: ({ actual }) => inOneLine(actual) },
  { key: "changedBy", title: "Changed by", value: ({ changedBy }) => changedBy },
  { key: "changedAt", title: "Changed at", value: ({ changedAt }) => changedAt },
];
