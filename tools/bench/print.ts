import { alignedTable } from "../../cli/table.ts";
import type { Section, Target } from "./results.ts";

/** A section as text for a terminal: its table, and how its targets stand. */
export function asText({ title, columns, rows, targets }: Section): string {
  const { text: table } = alignedTable(
    columns.map((name) => ({ title: name })),
    rows.map((row) => row.map(String)),
    process.stdout,
  );
  return [title, table, ...targets.map(standing), ""].join("\n");
}

function standing({ what, atMost, measured, why }: Target): string {
  if (measured === undefined) {
    return `not measured: ${what}, target ${atMost}: ${why}`;
  }
  return `${measured <= atMost ? "met" : "NOT met"}: ${what}: ${measured}, target ${atMost}`;
}
