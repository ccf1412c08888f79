import { styleText } from "node:util";
import { jsonText, plainText } from "../../text/plain-text.ts";
import type { Column, Output } from "../output.ts";
import type { Result } from "./examine.ts";
import { wrapped } from "./text.ts";

type State = Result["state"];

const marks: Readonly<Record<State, { text: string; style: Parameters<typeof styleText>[0] }>> = {
  ok: { text: "ok", style: "green" },
  warning: { text: "warning", style: "yellow" },
  unknown: { text: "unknown", style: "yellow" },
  fault: { text: "fault", style: "red" },
  skipped: { text: "skipped", style: "dim" },
};

/** Prints the checklist: as text with the way out of each finding, or what a script wants. */
export function printResults(output: Output, results: readonly Result[], stream: NodeJS.WriteStream): void {
  if (output.format === "json") output.data(jsonText({ checks: results.map(asJson) }, 2));
  else if (output.format === "csv") output.rows(columns, results.flatMap(asRows));
  else for (const result of results) output.styled(asText(result, stream));
}

function asJson({ id, title, state, findings }: Result) {
  return { id, title, state, findings: findings.map(({ message, doThis }) => ({ message, doThis })) };
}

type Row = Result & { readonly message: string | undefined; readonly doThis: string | undefined };

const columns: readonly Column<Row>[] = [
  { key: "id", title: "Check", value: ({ id }) => id },
  { key: "title", title: "Title", value: ({ title }) => title },
  { key: "state", title: "State", value: ({ state }) => state },
  { key: "message", title: "Found", value: ({ message }) => message },
  { key: "doThis", title: "What to do", value: ({ doThis }) => doThis },
];

/** A row for each finding; what found nothing has one too. */
function asRows(result: Result): Row[] {
  const empty = { message: undefined, doThis: undefined };
  const found = result.findings.map(({ message, doThis }) => ({ ...result, message, doThis }));
  return found.length > 0 ? found : [{ ...result, ...empty }];
}

const indent = " ".repeat(9);

function asText({ id, title, state, findings }: Result, stream: NodeJS.WriteStream): string {
  const { text, style } = marks[state];
  const mark = `${styleText(style, text, { stream })}${" ".repeat(indent.length - text.length)}`;
  const width = stream.isTTY ? stream.columns : Number.POSITIVE_INFINITY;
  const head = `${title} (${id})`;
  const found = findings.flatMap(({ message, doThis }) => [
    plainText(message),
    ...(doThis ? `-> ${doThis}`.split("\n").map(plainText) : []),
  ]);
  const lines = state === "skipped" ? [[head, ...found].join(": ")] : [head, ...found];
  const shown = lines.map((line) => wrapped(line, width, indent));
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
  ] as const;
  const said = parts.flatMap(([number, what]) => (number > 0 ? [`${number} ${what}`] : []));
  const checks = results.length === 1 ? "1 check" : `${results.length} checks`;
  return said.length === 0 ? `All is well: ${checks}.` : `Of ${checks}: ${said.join(", ")}.`;
}
