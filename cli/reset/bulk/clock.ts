import { setTimeout as wait } from "node:timers/promises";

/** Time, so that tests can hold it. `now` is in milliseconds since any moment, and never goes back; `sleep` rejects
 * when `signal` is aborted. */
export type Clock = { now(): number; sleep(milliseconds: number, signal: AbortSignal): Promise<void> };

export const systemClock: Clock = {
  now: () => performance.now(),
  sleep: (milliseconds, signal) => wait(milliseconds, undefined, { signal }),
};
