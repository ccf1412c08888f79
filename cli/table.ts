import { createRequire } from "node:module";
import { styleText } from "node:util";
import { plainText } from "../text/plain-text.ts";

/** Loads the library when there is a table to print. */
const require = createRequire(import.meta.url);

const gap = 2;
const narrowest = 6;
// cli-table3 takes time with the square of the rows that it lays out together.
const rowsTogether = 100;

/**
 * Rows as an aligned table without borders. On a terminal the widest columns are cut to fit its width; elsewhere
 * nothing is cut. What comes from devices and directories is shown without its control characters.
 */
export function alignedTable(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  stream: NodeJS.WriteStream,
): string {
  const clean = rows.map((row) => row.map(plainText));
  const natural = titles.map((title, index) =>
    clean.reduce((width, row) => Math.max(width, row[index]?.length ?? 0), title.length),
  );
  const widths = stream.isTTY ? fitted(natural, stream.columns) : natural;
  const head = titles.map((title) => styleText("bold", title, { stream }));
  const lines = laidOut([head, ...clean.slice(0, rowsTogether)], widths);
  for (let start = rowsTogether; start < clean.length; start += rowsTogether) {
    lines.push(...laidOut(clean.slice(start, start + rowsTogether), widths));
  }
  return lines.join("\n");
}

function laidOut(rows: string[][], widths: readonly number[]): string[] {
  const Table: typeof import("cli-table3") = require("cli-table3");
  const table = new Table({
    colWidths: widths.map((width) => width + gap),
    style: { head: [], border: [], "padding-left": 0, "padding-right": gap },
    chars: borderless,
  });
  table.push(...rows);
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd());
}

function fitted(natural: readonly number[], columns: number): number[] {
  const widths = [...natural];
  const available = columns - gap * widths.length;
  let excess = widths.reduce((sum, width) => sum + width, 0) - available;
  while (excess > 0) {
    const widest = widths.indexOf(Math.max(...widths));
    const width = widths[widest] ?? 0;
    if (width <= narrowest) {
      break;
    }
    widths[widest] = width - 1;
    excess -= 1;
  }
  return widths;
}

const borderless = Object.fromEntries(
  [
    "top",
    "top-mid",
    "top-left",
    "top-right",
    "bottom",
    "bottom-mid",
    "bottom-left",
    "bottom-right",
    "left",
    "left-mid",
    "mid",
    "mid-mid",
    "right",
    "right-mid",
    "middle",
  ].map((part) => [part, ""]),
);
