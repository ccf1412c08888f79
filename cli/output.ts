import { createRequire } from "node:module";
import { z } from "zod";
import { jsonText, plainLines, plainStyledLines, plainText } from "../text/plain-text.ts";
import { alignedTable, type ColumnFit } from "./table.ts";
import { columnsOf, cut, padded, widthOf, wrapped, wrappedLines } from "./text-width.ts";

/** Loads what only one format needs when that is printed. */
const require = createRequire(import.meta.url);

export const outputFormat = z.enum(["table", "json", "csv"]);

export type OutputFormat = z.infer<typeof outputFormat>;

type Cell = string | number | boolean | null | undefined;

/** A column of what a command prints: `key` names it in JSON and CSV, `title` in a table. */
export type Column<Row> = {
  readonly key: string;
  readonly title: string;
  readonly value: (row: Row) => Cell;
  /** How it is shown on a terminal; without it, it is always there, and its values as they are. */
  readonly table?: TerminalColumn<Row>;
};

/** How a column is shown on a terminal. JSON, CSV and what goes to a file or a pipe do not depend on it. */
type TerminalColumn<Row> = ColumnFit & {
  /** What a terminal shows instead of the value, such as a local time. */
  readonly short?: (row: Row) => string;
};

/**
 * Where a command writes: data on standard output in the format asked for, all else on standard error. What it is given
 * may hold any character; what it writes has none that a terminal acts on, or that is not seen.
 */
export type Output = {
  readonly format: OutputFormat;
  /** Many rows: a table, a JSON array of objects, or CSV with a header. */
  rows<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): void;
  /** One thing: a line for each column, the JSON object `json`, or CSV of one row. */
  record<Row>(columns: readonly Column<Row>[], row: Row, json?: unknown): void;
  /** A line of its own on standard output, whatever the format. */
  data(text: string): void;
  /** Lines with colors on standard output: what they say must be plain text already. */
  styled(text: string): void;
  /** A line for the user on standard error. */
  note(text: string): void;
};

export type Streams = { readonly stdout: NodeJS.WriteStream; readonly stderr: NodeJS.WriteStream };

/** The output of a command in a format. */
export function createOutput(format: OutputFormat, { stdout, stderr }: Streams): Output {
  const print = (text: string) => {
    stdout.write(text.endsWith("\n") ? text : `${text}\n`);
  };
  const note = (text: string) => {
    const lines = plainLines(text);
    const available = columnsOf(stderr);
    stderr.write(`${available === undefined ? lines : wrappedLines(lines, available)}\n`);
  };
  return {
    format,
    rows(columns, rows) {
      if (format === "json") {
        print(
          jsonText(
            rows.map((row) => objectOf(columns, row)),
            2,
          ),
        );
      } else if (format === "csv") {
        print(csv(columns, rows));
      }
      // Titles over nothing say less than the note that each command has for it.
      else if (rows.length > 0) {
        const cells = rows.map((row) => columns.map((column) => shown(column, row, stdout)));
        const fits = columns.map(({ title, table }) => ({ title, fit: table }));
        const { text, leftOut } = alignedTable(fits, cells, stdout);
        print(text);
        if (leftOut.length > 0) {
          note(leftOutNote(leftOut));
        }
      }
    },
    record(columns, row, asJson) {
      if (format === "json") {
        print(jsonText(asJson ?? objectOf(columns, row), 2));
      } else if (format === "csv") {
        print(csv(columns, [row]));
      } else if (columns.length > 0) {
        const lines = columns.map((column) => [column.title, shown(column, row, stdout)] as const);
        print(recordText(lines, columnsOf(stdout)));
      }
    },
    data: (text) => print(plainLines(text)),
    styled: (text) => print(plainStyledLines(text)),
    note,
  };
}

function leftOutNote(titles: readonly string[]): string {
  const count = titles.length === 1 ? "1 column" : `${titles.length} columns`;
  return `${count} not shown: ${titles.join(", ")}; --output json has all.`;
}

/** Lines of a title and a value. On a terminal a long value goes on under its first line, or under its title. */
function recordText(lines: readonly (readonly [string, string])[], available: number | undefined): string {
  const width = Math.max(0, ...lines.map(([title]) => widthOf(title))) + 2;
  return lines
    .map(([title, value]) => {
      const text = plainText(value);
      if (available === undefined) {
        return `${padded(title, width)}${text}`;
      }
      const longestWord = Math.max(...text.split(/\s+/).map(widthOf));
      return longestWord <= available - width
        ? `${padded(title, width)}${wrapped(text, available, " ".repeat(width), true)}`.trimEnd()
        : `${cut(title, available)}\n  ${wrapped(text, available, "  ", true)}`;
    })
    .join("\n");
}

function shown<Row>({ value, table }: Column<Row>, row: Row, { isTTY }: NodeJS.WriteStream): string {
  return isTTY && table?.short ? table.short(row) : asText(value(row));
}

function objectOf<Row>(columns: readonly Column<Row>[], row: Row): Record<string, Cell> {
  return Object.fromEntries(columns.map(({ key, value }) => [key, value(row) ?? null]));
}

function csv<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  return csvText([
    columns.map(({ key }) => key),
    ...rows.map((row) => columns.map(({ value }) => value(row))),
  ]);
}

/**
 * Lines of CSV. A cell that a spreadsheet would take for a formula is kept as text by an apostrophe before it, so that
 * nothing belongs here that must not be altered.
 * Source: https://owasp.org/www-community/attacks/CSV_Injection
 */
export function csvText(lines: readonly (readonly Cell[])[]): string {
  const { stringify }: typeof import("csv-stringify/sync") = require("csv-stringify/sync");
  return stringify(
    lines.map((line) => line.map((cell) => plainText(asText(cell)))),
    { escape_formulas: true },
  );
}

function asText(cell: Cell): string {
  return cell === null || cell === undefined ? "" : String(cell);
}
