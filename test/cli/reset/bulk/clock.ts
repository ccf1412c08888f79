import type { Clock } from "../../../../cli/reset/bulk/clock.ts";

/** A clock that goes on only when it is told to. */
export type HandClock = Clock & { advance(milliseconds: number): Promise<void> };

export function handClock(): HandClock {
  let now = 0;
  let sleepers: { at: number; wake: () => void }[] = [];
  return {
    now: () => now,
    sleep: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        sleepers.push({ at: now + milliseconds, wake: resolve });
        signal.addEventListener("abort", () => reject(signal.reason));
      }),
    async advance(milliseconds) {
      now += milliseconds;
      const due = sleepers.filter(({ at }) => at <= now);
      sleepers = sleepers.filter(({ at }) => at > now);
      for (const { wake } of due) {
        wake();
      }
      await settled();
    },
  };
}

/** Lets what can go on do so. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) {
    await Promise.resolve();
  }
}
