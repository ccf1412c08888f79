import { afterEach, expect, it } from "vitest";
import type { Operation } from "../../../fleet/operations.ts";
import { planRun } from "../../../fleet/run/new-plan.ts";
import { runPlan } from "../../../fleet/run/plan.ts";
import { makeFleet } from "./support.ts";

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

async function planned(operation: Operation) {
  const { fleet, close } = await makeFleet([
    { name: "canary", tenants: ["a"] },
    { name: "empty", tenants: [] },
    { name: "broad", approval: true, maxFailures: 1, tenants: ["b", "c"] },
  ]);
  closers.push(close);
  const now = Date.parse("2026-11-27T07:15:00Z");
  return planRun(fleet, fleet.tenants, { operation, options: { doctor: false }, now, random: 0.5 });
}

it("a plan is what a journal takes: an id that tells what and when, and rings that have tenants", async () => {
  const plan = await planned("up");
  expect(runPlan.parse(plan)).toEqual(plan);
  expect(plan).toMatchObject({ id: "up-20261127T071500Z-8000", fleetFile: "fleet.yaml" });
  expect(plan.rings.map(({ name }) => name)).toEqual(["canary", "broad"]);
});

it.each(["up", "heal"] as const)("%s keeps to each ring's approval and failure budget", async (operation) => {
  expect((await planned(operation)).rings).toEqual([
    expect.objectContaining({ approval: false, maxFailures: 0 }),
    expect.objectContaining({ approval: true, maxFailures: 1 }),
  ]);
});

it.each(["scan", "preview", "drift"] as const)(
  "%s changes nothing, so that neither an approval nor a tenant that cannot be read halts it",
  async (operation) => {
    expect((await planned(operation)).rings).toEqual([
      expect.objectContaining({ approval: false, maxFailures: 1 }),
      expect.objectContaining({ approval: false, maxFailures: 2 }),
    ]);
  },
);
