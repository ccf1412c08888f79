import { withLock } from "../../pulumi-cli/lock.ts";
import { plainText } from "../../text/plain-text.ts";
import { FleetError } from "../errors.ts";
import { carryOut, type LocalOptions } from "./carry-out.ts";
import {
  appendToJournal,
  isCarriedOut,
  journaledRuns,
  journalFile,
  lockOf,
  openJournal,
  readJournal,
} from "./journal.ts";
import { canApprove } from "./next-step.ts";
import { progressOf } from "./progress-of.ts";
import type { FleetEngine, RunEvent, RunState } from "./run-state.ts";
import { stateOf } from "./state-of.ts";

/**
 * Runs a fleet in this process. What happens is in the run's journal, so that any process may look at it, pause it or approve
 * a ring, and another one goes on with it if this one is stopped or killed: tenants that had been started and had not ended
 * are started again.
 */
export function localEngine(options: LocalOptions): FleetEngine {
  const { fleet } = options;

  const read = async (runId: string): Promise<{ file: string; state: RunState }> => {
    const file = await journalFile(fleet, runId);
    const state = stateOf(await readJournal(file));
    if (state === undefined) {
      throw new FleetError({
        code: "unreadableJournal",
        message: `The journal of ${plainText(runId)} does not begin with a plan.`,
        hint: "Start a new run.",
      });
    }
    return { file, state };
  };

  /** Adds what a person wants of a run that has not ended. */
  const control = async (runId: string, wanted: (state: RunState, at: string) => RunEvent | undefined) => {
    const { file, state } = await read(runId);
    if (state.endedAt !== undefined) {
      throw runEnded(runId, state.endedAt);
    }
    const event = wanted(state, new Date().toISOString());
    if (event !== undefined) {
      await appendToJournal(file, event);
    }
  };

  return {
    async run(plan, onEvent, signal) {
      const file = await journalFile(fleet, plan.id);
      const onWait = () => {
        throw alreadyRuns(plan.id);
      };
      const withJournal = async () => {
        const journal = await openJournal(file);
        try {
          return await carryOut(plan, { ...options, journal, onEvent, signal });
        } finally {
          await journal.close();
        }
      };
      return await withLock(lockOf(file), withJournal, { onWait, signal });
    },
    async state(runId) {
      const { file, state } = await read(runId);
      return (await isCarriedOut(file)) ? state : { ...state, running: [] };
    },
    runs: () => journaledRuns(fleet),
    pause: (runId) => control(runId, ({ paused }, at) => (paused ? undefined : { type: "paused", at })),
    resume: (runId) => control(runId, ({ paused }, at) => (paused ? { type: "resumed", at } : undefined)),
    approve: (runId, ring) =>
      control(runId, (state, at) =>
        canApprove(state.plan.rings, progressOf(state), ring) ? { type: "approved", at, ring } : undefined,
      ),
  };
}

function alreadyRuns(runId: string): FleetError {
  return new FleetError({
    code: "runIsActive",
    message: `Another process carries ${plainText(runId)} out.`,
    hint: "`npm run pin-reset -- fleet status` shows how far it is, and `fleet pause` stops it from starting more tenants.",
  });
}

function runEnded(runId: string, at: string): FleetError {
  return new FleetError({
    code: "runHasEnded",
    message: `${plainText(runId)} has ended at ${at}.`,
    hint: "Start a new run for the tenants that are to be run again.",
  });
}
