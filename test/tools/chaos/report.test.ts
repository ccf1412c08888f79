import { describe, expect, it } from "vitest";
import type { Finding } from "../../../tools/chaos/compare.ts";
import { isGood, tableOf, totalsOf } from "../../../tools/chaos/report.ts";
import type { Outcome } from "../../../tools/chaos/round.ts";

const round = (more: Partial<Outcome>): Outcome => ({
  seed: 1,
  seconds: 1,
  runs: 3,
  faults: [],
  kills: [],
  repeats: 0,
  bulk: { faults: 0, kills: 0 },
  findings: [],
  log: "",
  ...more,
});

describe("the report", () => {
  it("adds up what happened in all rounds, and is good where nothing was found", () => {
    const totals = totalsOf([
      round({ faults: ["500", "lag", "500"], kills: ["plugin", "cli"], repeats: 2 }),
      round({ faults: ["500"], kills: ["cli and children"], repeats: 1 }),
    ]);
    expect(totals).toMatchObject({ rounds: 2, runs: 6, retries: 3, kills: { plugin: 1, cli: 2 } });
    expect(totals.faults).toMatchObject({ "500": 3, lag: 1, "503": 0 });
    expect(isGood(totals)).toBe(true);
    expect(tableOf(totals)).toMatch(/faults injected +4\b/);
  });

  it.each<[Finding["kind"], string]>([
    ["duplicate", "duplicates"],
    ["loss", "losses"],
    ["false drift", "false drifts"],
    ["leak", "leaks"],
    ["double reset", "double resets"],
  ])("is not good where there is a %s, and shows it under %s", (kind, row) => {
    const totals = totalsOf([round({ findings: [{ kind, what: "planted" }] }), round({})]);
    expect(isGood(totals)).toBe(false);
    expect(tableOf(totals)).toMatch(new RegExp(`^${row} +1$`, "m"));
  });
});
