import { plainText } from "../../../text/plain-text.ts";
import { badList } from "./bad-list.ts";
import {
  type ColumnMeaning,
  headerIssues,
  type KeyColumn,
  keyColumns,
  meaningsOf,
  unusedColumns,
} from "./list-columns.ts";
import { textOf } from "./list-text.ts";

/** A row of the list: the line on which it stands, what it is looked up by, and what it says of the device. */
export type Row = {
  readonly line: number;
  readonly key: KeyColumn;
  readonly cells: Readonly<Partial<Record<KeyColumn, string>>>;
};

/** The rows of a list, and what is to be said of how it was read. */
export type Rows = { readonly rows: readonly Row[]; readonly notes: readonly string[] };

/**
 * The rows of a CSV file with a header. The most telling of its columns says which device is meant, and has no empty
 * cell and nothing twice. Columns that do not identify a device are named in the notes.
 *
 * @throws CommandError `badList` with every issue and its line.
 */
export async function readRows(csv: Buffer): Promise<Rows> {
  const { text, notes } = textOf(csv);
  const [header, ...records] = await parse(text);
  if (header === undefined) {
    throw badList(["The list is empty: its first line names its columns."]);
  }
  const columns = meaningsOf(header.cells);
  const key = keyColumns.find((candidate) => columns.includes(candidate));
  const issues = headerIssues(header.cells).map((issue) => inWords({ line: header.line, text: issue }));
  if (key === undefined || issues.length > 0) {
    throw badList(issues);
  }
  if (records.length === 0) {
    throw badList(["The list has a header and no device."]);
  }
  const rows = records.map(({ line, cells }) => ({ line, key, cells: cellsOf(columns, cells) }));
  const all = [
    ...lengthIssues(header, records, /[\r\n]$/.test(text)),
    ...rows.flatMap((row) => keyIssues(row, key)),
    ...repeated(rows, key),
  ];
  if (all.length > 0) {
    throw badList(all.toSorted((one, other) => one.line - other.line).map(inWords));
  }
  const unused = unusedColumns(header.cells).map(plainText);
  return {
    rows,
    notes:
      unused.length === 0 ? notes : [...notes, `Columns of the list that are not used: ${unused.join(", ")}`],
  };
}

/**
 * A cell, or what Intune says, as they are compared: programs that write CSV put an apostrophe before what a
 * spreadsheet would take for a formula, or write a formula that returns the text; spreadsheets and people change the case and
 * the blanks at the ends, and put braces around ids.
 */
export function comparable(key: KeyColumn, text: string): string {
  return withoutGuard(key, text).toLowerCase();
}

function withoutGuard(key: KeyColumn, text: string): string {
  const bare = plainText(text)
    .trim()
    .replace(/^'(?=[=+\-@＝＋－＠])/, "")
    .replace(/^="(.*)"$/, "$1")
    .trim();
  return key === "id" ? bare.replace(/^\{(.*)\}$/, "$1") : bare;
}

type Line = { readonly line: number; readonly cells: readonly string[] };

type Issue = { readonly line: number; readonly text: string };

/** The lines that have something in them; the first is the header. */
async function parse(text: string): Promise<Line[]> {
  const { CsvError, parse: parseCsv } = await import("csv-parse/sync");
  const named = /^"?sep=(.)"?[;,\t]*(?:\r\n|\n|\r)/i.exec(text);
  const body = text.slice(named?.[0].length ?? 0);
  const read = (delimiter: string, to?: number) => {
    const lines: Line[] = [];
    parseCsv(body, {
      delimiter,
      trim: true,
      relax_column_count: true,
      record_delimiter: ["\r\n", "\n", "\r"],
      ...(to !== undefined && { to }),
      on_record: (cells: string[], { lines: line }) => {
        if (cells.some(Boolean)) {
          lines.push({ line: named === null ? line : line + 1, cells });
        }
      },
    });
    return lines;
  };
  try {
    return read(named?.[1] ?? delimiterOf((delimiter) => read(delimiter, 1)[0]?.cells ?? []));
  } catch (error) {
    if (!(error instanceof CsvError)) {
      throw error;
    }
    if (/^\s*[[{]\s*["{\r\n]/.test(text)) {
      throw badList(["It is not CSV but JSON: `--output csv` writes a list."]);
    }
    throw badList([`It is not CSV: ${error.message}.`]);
  }
}

/** The separator under which a header has most known names; of several, the one with most columns. */
function delimiterOf(headerBy: (delimiter: string) => readonly string[]): string {
  const tried = [",", ";", "\t"].map((delimiter) => {
    const header = headerBy(delimiter);
    return { delimiter, known: meaningsOf(header).filter(Boolean).length, columns: header.length };
  });
  const [best] = tried.toSorted((one, other) => other.known - one.known || other.columns - one.columns);
  return best?.delimiter ?? ",";
}

function cellsOf(columns: readonly ColumnMeaning[], cells: readonly string[]): Row["cells"] {
  const known = columns.flatMap((column, index) => {
    const cell = cells[index] ?? "";
    // The admin center has this word for a device that has no user.
    const isEmpty = cell === "" || (column === "user" && cell.toLowerCase() === "none");
    return column === undefined || isEmpty ? [] : [[column, withoutGuard(column, cell)]];
  });
  return Object.fromEntries(known);
}

/**
 * More cells than columns are those of a text with a separator in it, unless they are empty. Excel leaves empty cells
 * at the end of a line out; where a file ends in the midst of a line, that line is cut off.
 */
function lengthIssues(header: Line, records: readonly Line[], isWhole: boolean): Issue[] {
  const columns = header.cells.length;
  return records
    .filter(({ cells }, index) => {
      const isCut = cells.length < columns && !isWhole && index === records.length - 1;
      return isCut || cells.slice(columns).some(Boolean);
    })
    .map(({ line, cells }) => ({ line, text: `${cells.length} cells under ${columns} columns.` }));
}

function keyIssues({ line, cells }: Row, key: KeyColumn): Issue[] {
  const cell = cells[key];
  if (cell === undefined) {
    return [{ line, text: `the cell of "${key}" is empty.` }];
  }
  if (key !== "serialNumber" || !/^\d[.,]\d+E\+\d+$/i.test(cell)) {
    return [];
  }
  return [
    { line, text: `"${cell}" is a serial number that a spreadsheet rounded: make the column text there.` },
  ];
}

function repeated(rows: readonly Row[], key: KeyColumn): Issue[] {
  const first = new Map<string, number>();
  const issues: Issue[] = [];
  for (const { line, cells } of rows) {
    const cell = cells[key];
    if (cell === undefined) {
      continue;
    }
    const compared = comparable(key, cell);
    const before = first.get(compared);
    if (before === undefined) {
      first.set(compared, line);
    } else {
      issues.push({ line, text: `"${cell}" is on line ${before} already.` });
    }
  }
  return issues;
}

function inWords({ line, text }: Issue): string {
  return `Line ${line}: ${text}`;
}
