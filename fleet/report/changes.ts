import { isFailure, type TenantOutcome } from "../outcome.ts";
import type { RunState } from "../run/run-state.ts";

/** What became otherwise since an earlier run of the same operation: names of tenants, in the order of the run. */
export type Changes = {
  /** The earlier run, and when it was planned. */
  readonly since: { readonly runId: string; readonly plannedAt: string };
  readonly newlyDrifted: readonly string[];
  /** Drifted before, and not now. */
  readonly healed: readonly string[];
  readonly newlyFailed: readonly string[];
  /** Failed before, and not now. */
  readonly recovered: readonly string[];
  /** In no earlier run. */
  readonly new: readonly string[];
  /** In the earlier run, and no longer in the fleet (or in this run, where the fleet's file is not known). */
  readonly gone: readonly string[];
};

type Known = {
  /** Every tenant of fleet.yaml; by default those of the run. */
  readonly fleetTenants?: readonly string[] | undefined;
  /** Tenants that any earlier run had. */
  readonly plannedEarlier?: ReadonlySet<string> | undefined;
};

/**
 * Compares a run with an earlier one. A tenant that one of them has no outcome of is compared by no status: what is
 * not known did not change.
 */
export function changesSince(
  previous: RunState,
  state: RunState,
  { fleetTenants = namesOf(state), plannedEarlier = new Set() }: Known = {},
): Changes {
  const before = new Map(previous.outcomes.map((outcome) => [outcome.tenant, outcome]));
  const plannedBefore = new Set(namesOf(previous));
  const here = new Set(fleetTenants);
  const changed = (differs: (then: TenantOutcome, now: TenantOutcome) => boolean) =>
    state.outcomes.flatMap((now) => {
      const then = before.get(now.tenant);
      return then !== undefined && differs(then, now) ? [now.tenant] : [];
    });
  return {
    since: { runId: previous.plan.id, plannedAt: previous.plan.plannedAt },
    newlyDrifted: changed((then, now) => !isDrifted(then) && isDrifted(now)),
    healed: changed((then, now) => isDrifted(then) && isRight(now)),
    newlyFailed: changed((then, now) => !isFailure(then) && isFailure(now)),
    recovered: changed((then, now) => isFailure(then) && !isFailure(now)),
    new: namesOf(state).filter((name) => !plannedBefore.has(name) && !plannedEarlier.has(name)),
    gone: [...plannedBefore].filter((name) => !here.has(name)),
  };
}

function namesOf({ plan }: RunState): string[] {
  return plan.rings.flatMap(({ tenants }) => tenants);
}

function isDrifted({ status }: TenantOutcome): boolean {
  return status === "drifted";
}

/** A tenant that failed, or was not compared, may still have drifted. */
function isRight({ status }: TenantOutcome): boolean {
  return status === "inSync" || status === "changed" || status === "pending";
}
