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
  const runs: RunState[] = [];
  for (const id of ids.slice(0, mostRuns)) {
    const run = await engine.state(id).catch(() => undefined);
    if (run !== undefined && run.plan.plannedAt < state.plan.plannedAt) {
      runs.push(run);
    }
    if (isEnough(runs, state, fleetTenants)) {
      break;
    }
  }
  return whatIsOf(runs, state);
}

function whatIsOf(runs: readonly RunState[], state: RunState): Earlier {
  const alike = runs.filter(
    ({ plan, endedAt }) => plan.operation === state.plan.operation && endedAt !== undefined,
  );
  const inCommon = inCommonWith(state);
  const [previous] = alike
    .filter((run) => inCommon(run) > 0)
    .toSorted((one, other) => inCommon(other) - inCommon(one));
  return {
    previous,
    plannedEarlier: new Set(alike.flatMap(namesOf)),
    everRun: new Set(runs.flatMap(({ outcomes }) => outcomes.map(({ tenant }) => tenant))),
  };
}

/** Whether there is a run with all the tenants of this one, and none is left of which it is not known whether it ever ran. */
function isEnough(runs: readonly RunState[], state: RunState, fleetTenants: readonly string[]): boolean {
  const { previous, everRun } = whatIsOf(runs, state);
  const ended = new Set([...everRun, ...state.outcomes.map(({ tenant }) => tenant)]);
  return (
    previous !== undefined &&
    inCommonWith(state)(previous) === namesOf(state).length &&
    fleetTenants.every((name) => ended.has(name))
  );
}

/** How many tenants a run has of those of another one. */
function inCommonWith(state: RunState): (run: RunState) => number {
  const names = new Set(namesOf(state));
  return (run) => namesOf(run).filter((name) => names.has(name)).length;
}

function namesOf({ plan }: RunState): string[] {
  return plan.rings.flatMap(({ tenants }) => tenants);
}
