import type { FleetEngine, RunState } from "../run/run-state.ts";

/** Of more earlier runs than these none is read for a report: it would take longer than it tells. */
const mostRuns = 100;

/** As ReportContext has it. */
type Earlier = {
  readonly previous: RunState | undefined;
  readonly plannedEarlier: ReadonlySet<string>;
  readonly everRun: ReadonlySet<string>;
};

/**
 * What a report takes of earlier runs. A run is compared with the one of its operation that has most of its tenants, the newest
 * of several: after a run of one tenant, all others would seem to be new. No more runs are read than are needed.
 */
export async function earlierRuns(
  engine: Pick<FleetEngine, "runs" | "state">,
  state: RunState,
  fleetTenants: readonly string[],
): Promise<Earlier> {
  const ids = (await engine.runs()).filter((id) => id !== state.plan.id);
  const found = startOf(state, fleetTenants);
  for (const id of ids.slice(0, mostRuns)) {
    const run = await engine.state(id).catch(() => undefined);
    if (run !== undefined && run.plan.plannedAt < state.plan.plannedAt) {
      take(run, state, found);
    }
    if (found.mostInCommon === found.names.size && found.unknown.size === 0) {
      break;
    }
  }
  return found;
}

type Found = {
  previous: RunState | undefined;
  readonly plannedEarlier: Set<string>;
  readonly everRun: Set<string>;
  /** The tenants of the run that is reported, and how many of them the previous one had. */
  readonly names: ReadonlySet<string>;
  mostInCommon: number;
  /** The tenants of which it is not known yet whether they ever ran. */
  readonly unknown: Set<string>;
};

function startOf(state: RunState, fleetTenants: readonly string[]): Found {
  const ended = new Set(state.outcomes.map(({ tenant }) => tenant));
  return {
    previous: undefined,
    plannedEarlier: new Set(),
    everRun: new Set(),
    names: new Set(namesOf(state)),
    mostInCommon: 0,
    unknown: new Set(fleetTenants.filter((name) => !ended.has(name))),
  };
}

function take(run: RunState, state: RunState, found: Found): void {
  for (const { tenant } of run.outcomes) {
    found.everRun.add(tenant);
    found.unknown.delete(tenant);
  }
  if (run.plan.operation !== state.plan.operation || run.endedAt === undefined) {
    return;
  }
  const planned = namesOf(run);
  for (const name of planned) {
    found.plannedEarlier.add(name);
  }
  const inCommon = planned.filter((name) => found.names.has(name)).length;
  if (inCommon > found.mostInCommon) {
    found.previous = run;
    found.mostInCommon = inCommon;
  }
}

function namesOf({ plan }: RunState): string[] {
  return plan.rings.flatMap(({ tenants }) => tenants);
}
