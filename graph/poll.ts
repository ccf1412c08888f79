import { setTimeout as wait } from "node:timers/promises";

/** The pauses between two looks, in milliseconds: they grow from the first to the longest. */
export type Pauses = { readonly first: number; readonly longest: number };

const growth = 1.5;

export type Poll<Seen> = {
  /** What counts as seen before the first look. */
  readonly seen: Seen;
  /** Whether the first look comes before the first pause, even where `seen` would do. */
  readonly lookFirst: boolean;
  readonly look: (signal: AbortSignal) => Promise<Seen>;
  readonly isDone: (seen: Seen) => boolean;
  readonly signal: AbortSignal;
  readonly timeoutMilliseconds: number;
  readonly pauses: Pauses;
};

/**
 * Looks, with pauses that grow, until what is seen `isDone`.
 *
 * @returns What was seen last, after `timeoutMilliseconds` too.
 * @throws what a look throws; the signal's reason at once when `signal` is aborted.
 */
export async function poll<Seen>(options: Poll<Seen>): Promise<Seen> {
  const { lookFirst, look, isDone, signal, timeoutMilliseconds, pauses } = options;
  const timeIsUp = AbortSignal.timeout(timeoutMilliseconds);
  const either = AbortSignal.any([signal, timeIsUp]);
  let { seen } = options;
  try {
    if (lookFirst) {
      seen = await look(either);
    }
    for (let pause = pauses.first; !isDone(seen); pause = Math.min(pause * growth, pauses.longest)) {
      await wait(pause, undefined, { signal: either });
      seen = await look(either);
    }
    return seen;
  } catch (error) {
    if (timeIsUp.aborted && !signal.aborted) {
      return seen;
    }
    throw error;
  }
}
