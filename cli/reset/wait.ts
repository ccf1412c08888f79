import { setTimeout as wait } from "node:timers/promises";
import type { Graph } from "../../graph/client.ts";
import { type ResetState, readReset } from "./action.ts";

/** The pauses between two looks, in milliseconds: they grow from the first to the longest. */
export type Pauses = { readonly first: number; readonly longest: number };

const usualPauses: Pauses = { first: 2000, longest: 15_000 };
const growth = 1.5;

/** How long a reset whose answer was lost is looked for. */
export const lostAnswerMilliseconds = 5 * 60_000;

type Waiting = {
  readonly signal: AbortSignal;
  readonly timeoutMilliseconds: number;
  /** How long to wait for it to show at all, where nobody knows whether it was carried out. */
  readonly mustShowWithinMilliseconds?: number | undefined;
  readonly onState: (state: ResetState) => void;
  readonly pauses?: Pauses;
};

/**
 * Waits until the reset that began after `requestedAt` has ended, and answers how; after `timeoutMilliseconds` it
 * answers how the reset stands; so it does where nothing shows in the time for that. Raises GraphError,
 * CredentialError; when `signal` is aborted, at once.
 */
export async function waitForReset(
  graph: Graph,
  deviceId: string,
  requestedAt: string,
  { signal, timeoutMilliseconds, mustShowWithinMilliseconds, onState, pauses = usualPauses }: Waiting,
): Promise<ResetState> {
  const timeIsUp = AbortSignal.timeout(timeoutMilliseconds);
  const either = AbortSignal.any([signal, timeIsUp]);
  const mustShowBy = performance.now() + (mustShowWithinMilliseconds ?? Number.POSITIVE_INFINITY);
  let state: ResetState = { state: "none" };
  try {
    for (let pause = pauses.first; ; pause = Math.min(pause * growth, pauses.longest)) {
      state = await readReset(graph, deviceId, requestedAt, either);
      onState(state);
      if (!isRunning(state)) return state;
      if (state.state === "none" && performance.now() >= mustShowBy) return state;
      await wait(pause, undefined, { signal: either });
    }
  } catch (error) {
    if (timeIsUp.aborted && !signal.aborted) return state;
    throw error;
  }
}

/** Whether a reset shows that has not ended. */
export function showsRunning(reset: ResetState): boolean {
  return reset.state !== "none" && isRunning(reset);
}

/** Whether the action has not ended; one that Intune does not show yet has not either. */
function isRunning({ state }: ResetState): boolean {
  return state === "none" || state === "pending" || state === "active";
}
