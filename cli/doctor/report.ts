import { styleText } from "node:util";
import type { Explanation } from "../../text/explained-error.ts";
import { jsonText, plainText } from "../../text/plain-text.ts";
import type { Column, Output } from "../output.ts";
import { wrapped } from "../text-width.ts";
import type { Result } from "./examine.ts";
import { headline, type Reason, resetSource, type Verdict } from "./verdict.ts";

type State = Result["state"];

const marks: Readonly<Record<State, { text: string; style: Parameters<typeof styleText>[0] }>> = {
  ok: { text: "ok", style: "green" },
  warning: { text: "warning", style: "yellow" },
  notChecked: { text: "not read", style: "dim" },
  unknown: { text: "unknown", style: "yellow" },
  fault: { text: "fault", style: "red" },
  skipped: { text: "skipped", style: "dim" },
};

/** Prints the checklist and the verdict: as text with the hint of each finding, or what a script wants. */
export function printResults(
  output: Output,
  results: readonly Result[],
  verdict: Verdict,
  stream: NodeJS.WriteStream,
): void {
  if (output.format === "json") {
    output.data(jsonText({ checks: results.map(asJson), verdict }, 2));
  } else if (output.format === "csv") {
    output.rows(columns, results.flatMap(asRows));
    output.note([headline(verdict), ...verdict.reasons.map(reasonInWords)].join("\n"));
  } else {
    for (const result of results) {
      output.styled(asText(result, stream));
    }
    output.styled(verdictAsText(verdict, stream));
  }
}

const verdictStyles = { works: "green", fails: "red", unknown: "yellow" } as const;

function verdictAsText(verdict: Verdict, stream: NodeJS.WriteStream): string {
  const mark = styleText(verdictStyles[verdict.outcome], "verdict", { stream });
  const source = verdict.outcome === "works" ? [`Source: ${resetSource}`] : [];
  const lines = [plainText(headline(verdict)), ...source, ...verdict.reasons.map(reasonInWords)];
  const shown = lines.map((line) => wrapped(line, widthOf(stream), indent));
  return `${mark}${" ".repeat(indent.length - "verdict".length)}${shown.join(`\n${indent}`)}`;
}

function reasonInWords({ state, message, source }: Reason): string {
  return `- ${plainText(message)} (${marks[state].text}; source: ${source})`;
}

function widthOf(stream: NodeJS.WriteStream): number {
  return stream.isTTY ? stream.columns : Number.POSITIVE_INFINITY;
}

function asJson({ id, title, state, findings }: Result) {
  return { id, title, state, findings: findings.map(({ code, message, hint }) => ({ code, message, hint })) };
}

type Row = Result & Partial<Explanation>;

const columns: readonly Column<Row>[] = [
  { key: "id", title: "Check", value: ({ id }) => id },
  { key: "title", title: "Title", value: ({ title }) => title },
  { key: "state", title: "State", value: ({ state }) => state },
  { key: "code", title: "Code", value: ({ code }) => code },
  { key: "message", title: "Found", value: ({ message }) => message },
  { key: "hint", title: "What to do", value: ({ hint }) => hint },
];

/** A row for each finding; what found nothing has one too. */
function asRows(result: Result): Row[] {
  const found = result.findings.map(({ code, message, hint }) => ({ ...result, code, message, hint }));
  return found.length > 0 ? found : [result];
}

const indent = " ".repeat(9);

function asText({ id, title, state, findings }: Result, stream: NodeJS.WriteStream): string {
  const { text, style } = marks[state];
  const mark = `${styleText(style, text, { stream })}${" ".repeat(indent.length - text.length)}`;
  const head = `${title} (${id})`;
  const found = findings.flatMap(({ message, hint }) => [
    plainText(message),
    ...(hint ? `-> ${hint}`.split("\n").map(plainText) : []),
  ]);
  const lines = state === "skipped" ? [[head, ...found].join(": ")] : [head, ...found];
  const shown = lines.map((line) => wrapped(line, widthOf(stream), indent));
  return `${mark}${shown.join(`\n${indent}`)}`;
}

/** The last line for a person: how many of what there is. */
export function summary(results: readonly Result[]): string {
  const count = (state: State) => results.filter((result) => result.state === state).length;
  const parts = [
    [count("fault"), "with a fault"],
    [count("unknown"), "could not be made"],
    [count("warning"), "with a warning"],
    [count("skipped"), "skipped"],
    [count("notChecked"), "not made, since something optional could not be read"],
  ] as const;
  const said = parts.flatMap(([number, what]) => (number > 0 ? [`${number} ${what}`] : []));
  const checks = results.length === 1 ? "1 check" : `${results.length} checks`;
  return said.length === 0 ? `All is well: ${checks}.` : `Of ${checks}: ${said.join(", ")}.`;
}
