import { type Clock, type RetryPolicy, retryPolicy } from "../../../graph/retry.ts";
import type { WaitNotice } from "../../../graph/wait-notice.ts";

export type TestClock = Clock & { slept: number[] };

/**
 * A clock that stands still but for sleeping, which takes no time; chance always gives `random`. A `frozen` one
 * stands still even then, as for calls that sleep side by side.
 */
export function testClock({ random = 0.5, start = Date.UTC(2026, 0, 1), frozen = false } = {}): TestClock {
  let now = start;
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    random: () => random,
    sleep: async (milliseconds, signal) => {
      slept.push(milliseconds);
      if (!frozen) {
        now += milliseconds;
      }
      signal?.throwIfAborted();
    },
  };
}

/** A policy on such a clock, and the notices it gave. */
export function testPolicy(options: { timeoutSeconds?: number; clock?: TestClock } = {}): {
  policy: RetryPolicy;
  clock: TestClock;
  notices: WaitNotice[];
} {
  const { timeoutSeconds = 600, clock = testClock() } = options;
  const notices: WaitNotice[] = [];
  const policy = retryPolicy({ timeoutSeconds, clock, onWait: (notice) => notices.push(notice) });
  return { policy, clock, notices };
}
