import { createRequire } from "node:module";
import { z } from "zod";
import { jsonText, plainLines, plainStyledLines, plainText } from "../text/plain-text.ts";
import { alignedTable } from "./table.ts";

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
  return {
    format,
    rows(columns, rows) {
      const cells = rows.map((row) => columns.map(({ value }) => value(row)));
      const titles = columns.map(({ title }) => title);
      if (format === "json") {
        print(
          jsonText(
            rows.map((row) => objectOf(columns, row)),
            2,
          ),
        );
      } else if (format === "csv") {
        print(csv(columns, cells));
      }
      // Titles over nothing say less than the note that each command has for it.
      else if (rows.length > 0) {
        print(
          alignedTable(
            titles,
            cells.map((line) => line.map(asText)),
            stdout,
          ),
        );
      }
    },
    record(columns, row, asJson) {
      if (format === "json") {
        print(jsonText(asJson ?? objectOf(columns, row), 2));
      } else if (format === "csv") {
        print(csv(columns, [columns.map(({ value }) => value(row))]));
      } else {
        const width = Math.max(...columns.map(({ title }) => title.length));
        for (const { title, value } of columns) {
          print(`${title.padEnd(width)}  ${plainText(asText(value(row)))}`);
        }
      }
    },
    data: (text) => print(plainLines(text)),
    styled: (text) => print(plainStyledLines(text)),
    note: (text) => {
      stderr.write(`${plainLines(text)}\n`);
    },
  };
}

function objectOf<Row>(columns: readonly Column<Row>[], row: Row): Record<string, Cell> {
  return Object.fromEntries(columns.map(({ key, value }) => [key, value(row) ?? null]));
}

function csv<Row>(columns: readonly Column<Row>[], cells: readonly (readonly Cell[])[]): string {
  return csvText([columns.map(({ key }) => key), ...cells]);
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
