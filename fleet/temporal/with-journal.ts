import { withLock } from "../../pulumi-cli/lock.ts";
import type { Fleet } from "../fleet.ts";
import { isCarriedOut, type Journal, journalFile, lockOf, openJournal, readJournal } from "../run/journal.ts";
import type { RunPlan } from "../run/plan.ts";
import type { RunEvent, RunState } from "../run/run-state.ts";
import { newState, stateOf, withEvent } from "../run/state-of.ts";
import type { RunningTenant } from "./contract.ts";

/**
 * Follows a run and writes what is told of it into its journal beside fleet.yaml, of which reports are made. A second process of
 * this machine that follows the same run writes nothing.
 *
 * @param follow Gets the run as the journal has it, and returns what runs when it is no longer followed.
 * @returns The run as far as it was told.
 */
export async function withJournal(
  fleet: Fleet,
  { plan, signal }: { readonly plan: RunPlan; readonly signal: AbortSignal },
  onEvent: (event: RunEvent) => void,
  follow: (told: RunState | undefined, tell: (event: RunEvent) => void) => Promise<readonly RunningTenant[]>,
): Promise<RunState> {
  const file = await journalFile(fleet, plan.id);
  if (await isCarriedOut(file)) {
    return await tellAll(undefined);
  }
  const withLocked = async () => {
    const journal = await openJournal(file);
    try {
      return await tellAll(journal);
    } finally {
      await journal.close();
    }
  };
  return await withLock(lockOf(file), withLocked, { signal });

  async function tellAll(journal: Journal | undefined): Promise<RunState> {
    const told = journal === undefined ? undefined : stateOf(await journal.added());
    const state: RunState = told ?? newState({ plan, engine: "temporal" });
    // They ran when the journal was written last.
    state.running = [];
    let written: Promise<void> = Promise.resolve();
    const tell = (event: RunEvent): void => {
      if (event.type === "ended" && state.endedAt !== undefined) {
        return;
      }
      withEvent(state, event);
      written = written.then(() => journal?.append(event));
      onEvent(event);
    };
    if (told === undefined) {
      tell({ type: "planned", at: new Date().toISOString(), plan, engine: "temporal" });
    }
    const running = await follow(told, tell);
    await written;
    const names = new Set(running.map(({ tenant }) => tenant));
    return { ...state, running: state.running.filter(({ tenant }) => names.has(tenant)) };
  }
}

/**
 * A run as its journal beside fleet.yaml has it, where that has all of it: then nothing is to be asked of Temporal, which takes a
 * request for each tenant, and may have deleted the history.
 *
 * @returns Undefined where the run was not followed to its end from here.
 */
export async function journaledRun(fleet: Fleet, runId: string): Promise<RunState | undefined> {
  const events = await journalFile(fleet, runId)
    .then(readJournal)
    .catch(() => []);
  const state = stateOf(events);
  const planned = state?.plan.rings.flatMap(({ tenants }) => tenants) ?? [];
  const isWhole = state?.engine === "temporal" && state.endedAt !== undefined;
  return isWhole && state.outcomes.length === planned.length ? state : undefined;
}
