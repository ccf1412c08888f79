import { type TenantOutcome, tenantOutcome } from "../../../fleet/outcome.ts";
import type { RunPlan } from "../../../fleet/run/plan.ts";
import type { RunState } from "../../../fleet/run/run-state.ts";

/** A tenant's outcome: in sync unless it is changed, after 1.2 seconds. */
export function outcome(tenant: string, change: Partial<TenantOutcome> = {}): TenantOutcome {
  return tenantOutcome.parse({
    tenant,
    tenantId: "11111111-1111-4111-8111-111111111111",
    ring: "canary",
    operation: "scan",
    startedAt: "2026-11-27T07:15:00.000Z",
    endedAt: "2026-11-27T07:15:01.200Z",
    status: "inSync",
    ...change,
  });
}

/** An outcome that failed. */
export function failed(tenant: string, change: Partial<TenantOutcome> = {}): TenantOutcome {
  const error = { code: "forbidden", message: "Graph refused the call.", hint: "Grant Group.Read.All." };
  return outcome(tenant, { status: "failed", error, ...change });
}

/** An outcome that drifted. */
export function drifted(tenant: string, change: Partial<TenantOutcome> = {}): TenantOutcome {
  const kind = "changed" as const;
  const resource = {
    type: "intune:index:WindowsCustomConfiguration",
    name: "profile",
    kind,
    paths: ["omaSettings[0].value"],
  };
  return outcome(tenant, { status: "drifted", drift: [resource], ...change });
}

/** A plan of rings, by name and tenants; each runs two tenants at once, and none may fail. */
export function planOf(
  rings: Readonly<Record<string, readonly string[]>>,
  change: Partial<RunPlan> = {},
): RunPlan {
  return {
    id: "scan-20261127T071500Z-4f2a",
    operation: "scan",
    options: { doctor: false },
    fleetFile: "fleet.yaml",
    plannedAt: "2026-11-27T07:15:00.000Z",
    rings: Object.entries(rings).map(([name, tenants]) => ({
      name,
      concurrency: 2,
      maxFailures: 0,
      approval: false,
      tenants: [...tenants],
    })),
    ...change,
  };
}

/** A run's state as it ended. */
export function stateOf(
  plan: RunPlan,
  outcomes: readonly TenantOutcome[],
  change: Partial<RunState> = {},
): RunState {
  return {
    plan,
    engine: "local",
    outcomes: [...outcomes],
    running: [],
    approved: [],
    paused: false,
    endedAt: "2026-11-27T07:16:00.000Z",
    ...change,
  };
}
