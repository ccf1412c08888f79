import type { Fleet } from "../fleet.ts";
import { isFailure } from "../outcome.ts";
import type { PerformWork } from "../work.ts";
import type { Journal } from "./journal.ts";
import { nextStep } from "./next-step.ts";
import type { RunPlan } from "./plan.ts";
import { progressOf } from "./progress-of.ts";
import type { RunEvent, RunState } from "./run-state.ts";
import { runTenant } from "./run-tenant.ts";
import { newState, stateOf, withEvent } from "./state-of.ts";
import { tenantIdsOf } from "./tenant-ids.ts";

/** What the local engine works with. */
export type LocalOptions = {
  readonly fleet: Fleet;
  readonly env: NodeJS.ProcessEnv;
  readonly performWork: PerformWork;
  /** Whether `run` waits for a person, as on a terminal, until somebody resumes or approves the run. */
  readonly waits?: boolean;
  /** How often a running process looks for what others have written into the journal. */
  readonly pollMilliseconds?: number;
};

type Carried = LocalOptions & {
  readonly journal: Journal;
  readonly onEvent: (event: RunEvent) => void;
  readonly signal: AbortSignal;
};

/**
 * Carries a run out until it ends, waits for a person or is interrupted. One that was interrupted has no outcome for the
 * tenants that were under way.
 *
 * @throws what writing the journal throws; no tenant is started then, and those under way have ended.
 */
export async function carryOut(given: RunPlan, carried: Carried): Promise<RunState> {
  const { journal, onEvent, signal, waits = false, pollMilliseconds = 500 } = carried;
  const changed = bell();
  const running = new Map<string, Promise<void>>();
  let failure: { readonly reason: unknown } | undefined;

  const events = await journal.added();
  const planned = { plan: given, engine: "local", tenantIds: tenantIdsOf(carried.fleet, given) } as const;
  const state = stateOf(events) ?? newState(planned);
  const known: Record<string, "ok" | "failed"> = { ...progressOf(state).settled };
  // They ran in a process that is gone.
  state.running = [];

  const tell = async (event: RunEvent) => {
    withEvent(state, event);
    await journal.append(event);
    onEvent(event);
  };
  const fail = (reason: unknown) => {
    failure ??= { reason };
    changed.ring();
  };
  const start = (name: string) => {
    const work = runTenant(name, state, { ...carried, tell, fail })
      .then((outcome) => {
        if (outcome !== undefined) {
          known[name] = isFailure(outcome) ? "failed" : "ok";
        }
      })
      .catch(fail)
      .finally(() => {
        running.delete(name);
        changed.ring();
      });
    running.set(name, work);
  };
  const takeIn = async () => {
    for (const event of await journal.added()) {
      if (event.type === "paused" || event.type === "resumed" || event.type === "approved") {
        withEvent(state, event);
        onEvent(event);
      }
    }
  };

  /** Does what comes next; whether the run goes on in this process after it. */
  const advance = async (): Promise<boolean> => {
    if (signal.aborted || failure) {
      return false;
    }
    const { approved, paused } = state;
    const progress = { settled: known, running: [...running.keys()], approved, paused };
    const step = nextStep(state.plan.rings, progress);
    switch (step.kind) {
      case "ended":
        await tell({ type: "ended", at: now() });
        return false;
      case "waiting": {
        const { ring, reason } = step;
        if (state.waiting?.ring !== ring || state.waiting.reason !== reason) {
          await tell({ type: "waiting", at: now(), ring, reason });
        }
        return waits;
      }
      case "run":
        step.tenants.forEach(start);
        return true;
      case "draining":
        return true;
    }
  };

  if (events.length === 0) {
    await tell({ type: "planned", at: now(), ...planned });
  }
  const timer = setInterval(changed.ring, pollMilliseconds);
  signal.addEventListener("abort", changed.ring);
  try {
    let goesOn = state.endedAt === undefined;
    while (goesOn) {
      const rung = changed.next();
      await takeIn();
      goesOn = await advance();
      if (goesOn) {
        await rung;
      }
    }
  } finally {
    clearInterval(timer);
    signal.removeEventListener("abort", changed.ring);
    await Promise.all(running.values());
  }
  if (failure) {
    throw failure.reason;
  }
  return { ...state, running: [] };
}

/** Lets a loop wait until something changed, and miss nothing that changes while it looks. */
function bell(): { ring(): void; next(): Promise<void> } {
  let coming = Promise.withResolvers<void>();
  return {
    ring() {
      coming.resolve();
      coming = Promise.withResolvers();
    },
    next: () => coming.promise,
  };
}

function now(): string {
  return new Date().toISOString();
}
