import { describe, expect, it } from "vitest";
import type { Fleet, FleetTenant } from "../../../fleet/fleet.ts";
import { type Operation, operation } from "../../../fleet/operations.ts";
import { planRun } from "../../../fleet/run/new-plan.ts";
import { runPlan } from "../../../fleet/run/plan.ts";

const tenantIn = (ring: string, name: string): FleetTenant => ({
  name,
  tenantId: "3b7a2d54-0001-4f0c-9a61-2c1e7d90b6aa",
  ring,
  tags: [],
  stack: name,
  settings: {},
  credential: { kind: "environment" },
});

const fleet: Fleet = {
  file: "/fleets/emea/fleet.yaml",
  project: "/fleets",
  secretsProvider: undefined,
  rings: [
    { name: "canary", concurrency: 2, maxFailures: 0, approval: false },
    { name: "empty", concurrency: 2, maxFailures: 0, approval: false },
    { name: "broad", concurrency: 50, maxFailures: 5, approval: true },
  ],
  tenants: [tenantIn("broad", "fabrikam"), tenantIn("canary", "contoso"), tenantIn("broad", "adatum")],
  webhooks: [],
};

const planned = (operation: Operation, { milliseconds = 250, random = 0.5 } = {}) =>
  planRun(fleet, fleet.tenants, {
    operation,
    options: { doctor: false },
    now: Date.UTC(2026, 10, 27, 7, 15, 30, milliseconds),
    random,
  });

describe("the plan of a run", () => {
  it("has the rings that have tenants, in the order of the file, and an id that says what and when", () => {
    expect(planned("up")).toEqual({
      id: "up-20261127T071530Z-0fa8",
      operation: "up",
      options: { doctor: false },
      fleetFile: "emea/fleet.yaml",
      plannedAt: "2026-11-27T07:15:30.250Z",
      rings: [
        { name: "canary", concurrency: 2, maxFailures: 0, approval: false, tenants: ["contoso"] },
        { name: "broad", concurrency: 50, maxFailures: 5, approval: true, tenants: ["fabrikam", "adatum"] },
      ],
    });
  });

  it("has an id that tells the newer of two runs of one second", () => {
    const [earlier, later] = [
      planned("up", { milliseconds: 1, random: 0.99 }),
      planned("up", { milliseconds: 999, random: 0 }),
    ];
    expect([earlier.id, later.id]).toEqual(["up-20261127T071530Z-001f", "up-20261127T071530Z-3e70"]);
  });

  it.each(operation.options)("of %s is what every engine can read", (operation) => {
    expect(runPlan.parse(planned(operation))).toEqual(planned(operation));
  });

  it.each(["scan", "preview", "drift"] as const)(
    "of %s waits for no person and comes to every tenant: it changes none",
    (operation) => {
      for (const ring of planned(operation).rings) {
        expect(ring).toMatchObject({ approval: false, maxFailures: ring.tenants.length });
      }
    },
  );

  it("of heal waits for no person, for it goes back to what was approved, and keeps its failure budget", () => {
    expect(planned("heal").rings.map(({ approval }) => approval)).toEqual([false, false]);
    expect(planned("heal").rings.map(({ maxFailures }) => maxFailures)).toEqual([0, 5]);
  });

  it("scans more tenants at once than the engine runs, and no fewer than the file says", () => {
    expect(planned("scan").rings.map(({ concurrency }) => concurrency)).toEqual([32, 50]);
    expect(planned("drift").rings.map(({ concurrency }) => concurrency)).toEqual([2, 50]);
  });
});
