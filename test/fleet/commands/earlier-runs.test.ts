import { expect, it, vi } from "vitest";
import { earlierRuns } from "../../../fleet/commands/earlier-runs.ts";
import { reportModel } from "../../../fleet/report/model.ts";
import type { RunPlan } from "../../../fleet/run/plan.ts";
import type { RunState } from "../../../fleet/run/run-state.ts";
import { drifted, outcome, planOf, stateOf } from "../support/outcomes.ts";

/** A run of these tenants, which all ended in sync, so many hours before the others. */
function ran(hour: number, tenants: readonly string[], operation: RunPlan["operation"] = "scan"): RunState {
  const time = `2026-11-26T${String(hour).padStart(2, "0")}`;
  const id = `${operation}-${time.replaceAll("-", "")}0000Z-0000`;
  const plan = planOf({ canary: tenants }, { id, operation, plannedAt: `${time}:00:00.000Z` });
  return stateOf(
    plan,
    tenants.map((name) => outcome(name)),
  );
}

/** What an engine has of these runs, the newest first, and which of them were read. */
function engineOf(runs: readonly RunState[]) {
  const state = vi.fn(async (id: string) => {
    const found = runs.find(({ plan }) => plan.id === id);
    if (found === undefined) {
      throw new Error("There is no such run.");
    }
    return found;
  });
  return { runs: async () => runs.map(({ plan }) => plan.id), state };
}

const now = stateOf(planOf({ canary: ["contoso", "fabrikam", "new"] }), [
  outcome("contoso"),
  drifted("fabrikam"),
  outcome("new"),
]);

it("a report compares with the run that had its tenants, and not with a later one of a single tenant", async () => {
  const whole = ran(2, ["contoso", "fabrikam"]);
  const runs = [now, ran(12, ["contoso"]), ran(8, ["contoso", "fabrikam"], "up"), whole, ran(1, ["gone"])];
  const { changes } = reportModel(
    now,
    await earlierRuns(engineOf(runs), now, ["contoso", "fabrikam", "new"]),
  );
  expect(changes).toMatchObject({
    since: { runId: whole.plan.id },
    newlyDrifted: ["fabrikam"],
    new: ["new"],
    gone: [],
  });
});

it("a report calls no tenant new that another earlier run had than the one that it compares with", async () => {
  const runs = [ran(3, ["contoso", "fabrikam"]), ran(2, ["new"])];
  const { changes } = reportModel(now, await earlierRuns(engineOf(runs), now, []));
  expect(changes).toMatchObject({ newlyDrifted: ["fabrikam"], new: [] });
});

it("a report says of no tenant that it never ran only because the fleet has many runs", async () => {
  const runs = [ran(23, ["tailspin"], "up"), ...Array.from({ length: 120 }, () => ran(12, ["contoso"]))];
  const fleetTenants = ["contoso", "tailspin", "forgotten"];
  const { neverRun } = reportModel(now, {
    ...(await earlierRuns(engineOf(runs), now, fleetTenants)),
    fleetTenants,
  });
  expect(neverRun).toEqual(["forgotten"]);
});

it("a report reads no more runs than it needs", async () => {
  const all = ["contoso", "fabrikam", "new"];
  const engine = engineOf([ran(12, all), ran(11, all), ran(10, all)]);
  await earlierRuns(engine, now, all);
  expect(engine.state).toHaveBeenCalledOnce();
});
