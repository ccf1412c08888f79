import { alignedTable } from "../../cli/table.ts";
import type { Section } from "./results.ts";

/** A section as text for a terminal: its table, and how its targets stand. */
export function asText({ title, columns, rows, targets }: Section): string {
  const table = alignedTable(
    columns,
    rows.map((row) => row.map(String)),
    process.stdout,
  );
  const lines = targets.map(
    ({ what, atMost, measured }) =>
      `${measured <= atMost ? "met" : "NOT met"}: ${what}: ${measured}, target ${atMost}`,
  );
  return [title, table, ...lines, ""].join("\n");
}
