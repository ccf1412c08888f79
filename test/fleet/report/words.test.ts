import { expect, it } from "vitest";
import type { Operation } from "../../../fleet/operations.ts";
import { reportModel } from "../../../fleet/report/model.ts";
import { summaryOf } from "../../../fleet/report/words.ts";
import { outcome, run } from "./support.ts";

it.each<[Operation, "changed" | "pending", string]>([
  ["up", "changed", "2 created, 1 updated"],
  ["preview", "pending", "2 to create, 1 to update"],
])("a report of %s says what was done apart from what would be", (operation, status, words) => {
  const changes = { create: 2, update: 1, replace: 0, delete: 0 };
  const { rows } = reportModel(run([outcome("contoso", { operation, status, changes })]));
  expect(rows.map(summaryOf)).toEqual([words]);
});
