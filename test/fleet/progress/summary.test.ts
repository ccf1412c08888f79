import { expect, it } from "vitest";
import { createOutput } from "../../../cli/output.ts";
import { printOutcomes } from "../../../fleet/progress/summary.ts";
import { cellsOf } from "../../cli/support/shown.ts";
import { fakeStream } from "../../cli/support/streams.ts";
import { drifted, failed, outcome, planOf, stateOf } from "../support/outcomes.ts";

const message = "Graph refused the call, since the application lacks a permission that it needs.";
const name = "contoso-manufacturing";
const state = stateOf(planOf({ canary: [name, "fabrikam", "tailspin"] }), [
  failed(name, { error: { code: "forbidden", message, hint: "Grant it." } }),
  drifted("fabrikam"),
  outcome("tailspin"),
]);

it.each([
  [50, ["Tenant", "Status", "What"], "forbidden: Gra"],
  [80, ["Tenant", "Status", "What"], "forbidden: Graph refused the call, since"],
  [140, ["Tenant", "Ring", "Status", "What"], message],
])("at %i columns a run's tenants are named in full, with what became of each", (columns, titles, what) => {
  const [stdout, stderr] = [fakeStream(columns), fakeStream(columns)];
  printOutcomes(createOutput("table", { stdout, stderr }), state, true);
  const lines = stdout.text.trimEnd().split("\n");
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
  expect(cellsOf(lines[0])).toEqual(titles);
  expect(lines[1]).toContain(what);
  expect(lines.slice(1).map((line) => cellsOf(line)[0])).toEqual([name, "fabrikam"]);
});
