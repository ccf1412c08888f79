import { allColumns } from "../../devices/columns.ts";
import { CommandError } from "../../errors.ts";

/** What may say which device a row means, the most telling first. */
export const keyColumns = ["id", "serialNumber", "device", "user"] as const;

export type KeyColumn = (typeof keyColumns)[number];

/** A row of the list: the line on which it stands, what it is looked up by, and what it says of the device. */
export type Row = {
  readonly line: number;
  readonly key: KeyColumn;
  readonly cells: Readonly<Partial<Record<KeyColumn, string>>>;
};

/** What a `pin-reset devices --output csv` also has, and nobody needs. */
const ignored = new Set(allColumns.map(({ key }) => key).filter((key) => !isKey(key)));

const sameAs = new Map([["name", "device"]]);

/**
 * The rows of a CSV file with a header. The most telling of its columns says which device is meant, and has no empty
 * cell and nothing twice; what the others say must fit too. Raises CommandError `badList` with every fault and its
 * line.
 */
export async function readRows(csv: Buffer): Promise<Row[]> {
  const [header, ...records] = await parse(csv);
  if (header === undefined) throw badList(["The list is empty: its first line names its columns."]);
  const columns = header.cells.map((name) => sameAs.get(name) ?? name);
  const key = keyColumns.find((candidate) => columns.includes(candidate));
  const faults = headerFaults(header, columns, key);
  if (key === undefined || faults.length > 0) throw badList(faults);
  if (records.length === 0) throw badList(["The list has a header and no device."]);
  const rows = records.map(({ line, cells }) => ({ line, key, cells: cellsOf(columns, cells) }));
  const all = [...lengthFaults(header, records), ...emptyCells(rows, key), ...repeated(rows, key)];
  if (all.length > 0) throw badList(all.toSorted((one, other) => one.line - other.line).map(inWords));
  return rows;
}

type Line = { readonly line: number; readonly cells: readonly string[] };

type Fault = { readonly line: number; readonly text: string };

async function parse(csv: Buffer): Promise<Line[]> {
  const { CsvError, parse: parseCsv } = await import("csv-parse/sync");
  const lines: Line[] = [];
  try {
    parseCsv(csv, {
      bom: true,
      trim: true,
      relax_column_count: true,
      skip_empty_lines: true,
      on_record: (cells: string[], { lines: line }) => {
        lines.push({ line, cells: cells.map(unescaped) });
      },
    });
  } catch (error) {
    if (error instanceof CsvError) throw badList([`It is not CSV: ${error.message}.`]);
    throw error;
  }
  return lines;
}

/** Programs that write CSV put this sign before what a spreadsheet would take for a formula. */
function unescaped(cell: string): string {
  return cell.replace(/^'(?=[=+\-@])/, "");
}

function isKey(name: string): name is KeyColumn {
  return keyColumns.some((key) => key === name);
}

function headerFaults({ line }: Line, columns: readonly string[], key: KeyColumn | undefined): string[] {
  const unknown = columns.filter((name) => !isKey(name) && !ignored.has(name));
  const twice = columns.filter((name, index) => columns.indexOf(name) !== index);
  return [
    ...unknown.map((name) => `Line ${line}: there is no column "${name}".`),
    ...new Set(twice.map((name) => `Line ${line}: the column "${name}" is there more than once.`)),
    ...(key === undefined ? [`Line ${line}: no column says which device is meant.`] : []),
  ];
}

function cellsOf(columns: readonly string[], cells: readonly string[]): Row["cells"] {
  const known = columns.flatMap((name, index) => {
    const cell = cells[index] ?? "";
    return isKey(name) && cell !== "" ? [[name, cell]] : [];
  });
  return Object.fromEntries(known);
}

function lengthFaults(header: Line, records: readonly Line[]): Fault[] {
  return records
    .filter(({ cells }) => cells.length !== header.cells.length)
    .map(({ line, cells }) => ({
      line,
      text: `${cells.length} cells under ${header.cells.length} columns.`,
    }));
}

function emptyCells(rows: readonly Row[], key: KeyColumn): Fault[] {
  return rows
    .filter(({ cells }) => cells[key] === undefined)
    .map(({ line }) => ({ line, text: `the cell of "${key}" is empty.` }));
}

function repeated(rows: readonly Row[], key: KeyColumn): Fault[] {
  const first = new Map<string, number>();
  const faults: Fault[] = [];
  for (const { line, cells } of rows) {
    const cell = cells[key];
    if (cell === undefined) continue;
    const before = first.get(cell.toLowerCase());
    if (before === undefined) first.set(cell.toLowerCase(), line);
    else faults.push({ line, text: `"${cell}" is on line ${before} already.` });
  }
  return faults;
}

function inWords({ line, text }: Fault): string {
  return `Line ${line}: ${text}`;
}

function badList(faults: readonly string[]): CommandError {
  return new CommandError(
    "badList",
    listed("The list of devices cannot be used. Nothing was reset.", faults),
    {
      hint:
        "Its first line names the columns: id, serialNumber, device (the name) or user say which device is meant, as in\n" +
        "what `pin-reset devices --resettable --output csv` writes.",
      ending: "usage",
    },
  );
}

const shown = 20;

/** A message with the first of its faults, each on a line of its own, and how many more there are. */
export function listed(message: string, faults: readonly string[]): string {
  const more = faults.length > shown ? [`and ${faults.length - shown} more`] : [];
  return [message, ...[...faults.slice(0, shown), ...more].map((fault) => `  ${fault}`)].join("\n");
}
