import { describe, expect, it } from "vitest";
import { secondsCell } from "../../../../tools/bench/measure.ts";
import { type CostsByDelay, chainOf, chainSection } from "../../../../tools/bench/sections/chain.ts";
import { latencySections, type Measured } from "../../../../tools/bench/sections/latency-tables.ts";
import { goals } from "../../../../tools/bench/sections/preview.ts";

const costs = (...milliseconds: [number, number][]): CostsByDelay =>
  new Map(milliseconds.map(([delay, ms]) => [delay, { milliseconds: ms, cpuSeconds: ms / 1000 }]));

const measured: Measured = {
  plain: costs([0, 1000], [100, 1500]),
  npm: costs([0, 1200], [100, 1800]),
  nodeRun: costs([0, 1100], [100, 1600]),
  empty: costs([0, 800]),
  older: undefined,
  peer: costs([0, 1000], [100, 2000]),
};

describe("the tables of a slow network", () => {
  it("compares what users type with the empty program and with the peer", () => {
    const [latency, processorTime] = latencySections(measured, secondsCell);
    expect(latency.rows).toEqual([
      [0, 1000, 1200, 1100, 800, 1000, 1.5, 1.2],
      [100, 1500, 1800, 1600, "", 2000, 2.25, 0.9],
    ]);
    expect(latency.columns).toHaveLength(8);
    expect(processorTime.rows[1]).toEqual([100, 1.5, 1.8, 1.6, "", 2]);
    expect(latency.targets).toEqual([
      {
        what: "100 ms: the dev stack as users type it, over OpenTofu with both providers",
        atMost: 0.9,
        measured: 0.9,
        isGoal: true,
      },
    ]);
  });

  it("leaves the peer's cells empty where it was not measured, and says why", () => {
    const [latency] = latencySections(
      { ...measured, peer: { why: "not on the machine: tofu" } },
      secondsCell,
    );
    expect(latency.rows[1]).toEqual([100, 1500, 1800, 1600, "", "", 2.25, ""]);
    expect(latency.how).toContain("was not measured: not on the machine: tofu.");
    expect(latency.targets).toMatchObject([{ why: "not on the machine: tofu" }]);
    expect(latency.targets[0]).not.toHaveProperty("measured");
  });

  it("has a column of the older checkout where there is one", () => {
    const older = { name: "commit 123", costs: costs([0, 1300], [100, 1900]) };
    const [latency] = latencySections({ ...measured, older }, secondsCell);
    expect(latency.rows[1]?.[latency.columns.indexOf("commit 123: `npm run`")]).toBe(1900);
  });
});

describe("the chain", () => {
  it("is how many delays a check waits for, one after the other", () => {
    expect(chainOf(costs([0, 1000], [100, 1300], [400, 2200]))).toBe(3);
  });

  it("is compared with azuread's own", () => {
    const { rows, targets } = chainSection({
      dev: costs([0, 1000], [400, 2600]),
      typed: costs([0, 1200], [400, 2400]),
      intune: costs([0, 500], [400, 1300]),
      azuread: costs([0, 900], [400, 2500]),
    });
    expect(rows.map((row) => row.at(-1))).toEqual([4, 3, 2, 4]);
    expect(targets.map((target) => target.measured)).toEqual([2, 1]);
  });
});

describe("the goal without a delay", () => {
  it("is stricter with published plugins, and only the one that applies is measured", () => {
    expect(goals(1.45, true).map(({ atMost, measured }) => [atMost, measured])).toEqual([
      [1.4, 1.45],
      [1.5, undefined],
    ]);
    expect(goals(1.45, false).map(({ atMost, measured }) => [atMost, measured])).toEqual([
      [1.4, undefined],
      [1.5, 1.45],
    ]);
  });
});
