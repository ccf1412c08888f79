import type { Graph } from "../../graph/client.ts";
import { type Pauses, poll } from "../../graph/poll.ts";
import { type ResetState, readReset } from "./action.ts";

const usualPauses: Pauses = { first: 2000, longest: 15_000 };

/** How long a reset whose answer was lost is looked for. */
export const lostAnswerMilliseconds = 5 * 60_000;

type Waiting = {
  readonly signal: AbortSignal;
  readonly timeoutMilliseconds: number;
  /** How long to wait for it to show at all, where it is not known whether it was carried out. */
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
  const mustShowBy = performance.now() + (mustShowWithinMilliseconds ?? Number.POSITIVE_INFINITY);
  return poll<ResetState>({
    seen: { state: "none" },
    lookFirst: true,
    look: async (untilTimeIsUp) => {
      const state = await readReset(graph, deviceId, requestedAt, untilTimeIsUp);
      onState(state);
      return state;
    },
    isDone: (reset) => !isRunning(reset) || (reset.state === "none" && performance.now() >= mustShowBy),
    signal,
    timeoutMilliseconds,
    pauses,
  });
}

/** Whether a reset shows that has not ended. */
export function showsRunning(reset: ResetState): boolean {
  return reset.state !== "none" && isRunning(reset);
}

/**
 * Whether a reset replaces the passcode that there was before it, now or soon: one that ended without a passcode left
 * the earlier one in force.
 */
export function replacesPasscode({ state }: ResetState): boolean {
  return state === "pending" || state === "active" || state === "done";
}

/** Whether the action has not ended; one that Intune does not show yet has not either. */
function isRunning({ state }: ResetState): boolean {
  return state === "none" || state === "pending" || state === "active";
}
