import { expect, it } from "vitest";
import { isGood, tableOf, totalsOf } from "../../tools/chaos/report.ts";
import { playRounds } from "../../tools/chaos/rounds.ts";

// Seeds whose plans kill both the plugin and the CLI; `npm run chaos` plays as many as one likes.
const seeds = [1, 7, 9];

it("nothing is doubled, lost, drifted or leaked while Graph fails and processes are killed", async () => {
  const outcomes = await playRounds(seeds, () => undefined);
  const totals = totalsOf(outcomes);
  const findings = outcomes.flatMap((outcome) => outcome.findings);
  expect(findings, outcomes.map(({ log }) => log).join("\n")).toEqual([]);
  expect(isGood(totals)).toBe(true);
  expect(totals.rounds).toBe(seeds.length);
  expect(outcomes.every(({ faults, kills }) => faults.length + kills.length > 0)).toBe(true);
  expect(tableOf(totals)).toMatch(/duplicates +0\nlosses +0\nfalse drifts +0\nleaks +0$/m);
  expect(totals.bulk.faults + totals.bulk.kills).toBeGreaterThan(0);
  expect(totals.doubleResets).toBe(0);
}, 240_000);
