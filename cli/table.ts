import { styleText } from "node:util";
import { plainText } from "../text/plain-text.ts";
import { columnsOf, cut, padded, widthOf } from "./text-width.ts";

/** How a column behaves where a terminal is too narrow for all of them. */
export type ColumnFit = {
  /** 1 is never left out; of the others the highest number goes first, before any value is cut. */
  readonly priority: number;
  /**
   * Once it is the next to be left out, the column is cut to this width instead, if that is enough. Of columns that are
   * never left out, those with `min` are cut before the others.
   */
  readonly min?: number;
};

/** A column of a table by its title. */
export type TableColumn = { readonly title: string; readonly fit?: ColumnFit | undefined };

/** A table as text, and the titles of the columns that are left out of it. */
export type AlignedTable = { readonly text: string; readonly leftOut: readonly string[] };

const gap = 2;
const narrowest = 6;

/**
 * Rows as an aligned table without borders. On a terminal whole columns are left out until the rest fits, and only
 * then values are cut; elsewhere all is shown. What comes from devices and directories is shown without its control
 * characters.
 *
 * @example
 * alignedTable([{ title: "Name" }, { title: "Version", fit: { priority: 2 } }], [["PHONE-01", "10.0"]], stdout).text;
 */
export function alignedTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  stream: NodeJS.WriteStream,
): AlignedTable {
  const clean = rows.map((row) => row.map(plainText));
  const natural = columns.map(({ title }, index) =>
    clean.reduce((width, row) => Math.max(width, widthOf(row[index] ?? "")), widthOf(title)),
  );
  const available = columnsOf(stream);
  const widths = available === undefined ? natural : fitted(columns, natural, available);
  // Where even a column each is too much, the lines are cut.
  const most = available !== undefined && excessOf(widths, available) > 0 ? available : undefined;
  const lineOf = (cells: readonly string[]) => {
    const shown = widths.flatMap((width, index) =>
      width === undefined ? [] : [padded(cut(cells[index] ?? "", width), width)],
    );
    const line = shown.join(" ".repeat(gap)).trimEnd();
    return most === undefined ? line : cut(line, most);
  };
  const titles = columns.map(({ title }) => title);
  const head = styleText("bold", lineOf(titles), { stream });
  return {
    text: [head, ...clean.map(lineOf)].join("\n"),
    leftOut: titles.filter((_title, index) => widths[index] === undefined),
  };
}

/** The width of each column on a terminal of `available` columns; undefined for one that is left out. */
function fitted(
  columns: readonly TableColumn[],
  natural: readonly number[],
  available: number,
): (number | undefined)[] {
  const widths: (number | undefined)[] = natural.map((width) => Math.min(width, available));
  const priority = (index: number) => columns[index]?.fit?.priority ?? 1;
  const least = (index: number) => columns[index]?.fit?.min ?? widths[index] ?? 0;
  for (let excess = excessOf(widths, available); excess > 0; excess = excessOf(widths, available)) {
    const [next] = keptOf(widths).sort((one, other) => priority(other) - priority(one) || other - one);
    if (next === undefined || priority(next) === 1) {
      break;
    }
    const narrower = (widths[next] ?? 0) - excess;
    widths[next] = narrower >= least(next) ? narrower : undefined;
  }
  const first = (index: number) => {
    const { fit } = columns[index] ?? {};
    return fit === undefined ? narrowest : (fit.min ?? available);
  };
  for (const floor of [first, () => narrowest, () => 1]) {
    shrink(widths, available, floor);
  }
  return widths;
}

/** Takes from the widest column what the table is too wide by, as long as one is wider than its floor. */
function shrink(widths: (number | undefined)[], available: number, floor: (index: number) => number): void {
  for (let excess = excessOf(widths, available); excess > 0; excess -= 1) {
    const [widest] = keptOf(widths)
      .filter((index) => (widths[index] ?? 0) > floor(index))
      .sort((one, other) => (widths[other] ?? 0) - (widths[one] ?? 0));
    if (widest === undefined) {
      return;
    }
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
}

function keptOf(widths: readonly (number | undefined)[]): number[] {
  return widths.flatMap((width, index) => (width === undefined ? [] : [index]));
}

function excessOf(widths: readonly (number | undefined)[], available: number): number {
  const kept = widths.filter((width) => width !== undefined);
  return kept.reduce((sum, width) => sum + width, gap * (kept.length - 1)) - available;
}
