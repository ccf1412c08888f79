import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RateLimiter } from "../../../../cli/reset/bulk/rate-limiter.ts";
import { handClock, settled } from "./clock.ts";

const { signal } = new AbortController();
const wide = { perWindow: 1000, windowMilliseconds: 100, atOnce: 1000 };

/** Work in a lane that ends when it is told to. */
function startWork(lane: RateLimiter, count: number) {
  const begun: number[] = [];
  const ends = Array.from({ length: count }, () => Promise.withResolvers<void>());
  const outcomes = ends.map((end, index) =>
    lane.run(() => {
      begun.push(index);
      return end.promise;
    }),
  );
  return { begun, outcomes, end: (index: number) => ends[index]?.resolve() };
}

describe("a lane", () => {
  it("begins work in its order, so much of it side by side", async () => {
    const work = startWork(new RateLimiter({ ...wide, atOnce: 2 }, signal, handClock()), 4);
    await settled();
    expect(work.begun).toEqual([0, 1]);
    work.end(1);
    await settled();
    expect(work.begun).toEqual([0, 1, 2]);
  });

  it("takes a place until a whole window after the work has ended", async () => {
    const clock = handClock();
    const work = startWork(new RateLimiter({ ...wide, perWindow: 1 }, signal, clock), 2);
    await clock.advance(500);
    work.end(0);
    await settled();
    await clock.advance(99);
    expect(work.begun).toEqual([0]);
    await clock.advance(1);
    expect(work.begun).toEqual([0, 1]);
  });

  it("answers as the work does, and goes on after work that failed", async () => {
    const lane = new RateLimiter({ ...wide, atOnce: 1 }, signal, handClock());
    const failing = lane.run(async () => {
      throw new Error("no");
    });
    const next = lane.run(async () => "yes");
    await expect(failing).rejects.toThrow("no");
    expect(await next).toBe("yes");
  });

  it("begins nothing more once it is aborted, and ends what waits at once", async () => {
    const stop = new AbortController();
    const lane = new RateLimiter({ ...wide, perWindow: 1 }, stop.signal, handClock());
    const work = startWork(lane, 3);
    await settled();
    stop.abort(new Error("stopped"));
    work.end(0);
    expect((await Promise.allSettled(work.outcomes)).map(({ status }) => status)).toEqual([
      "fulfilled",
      "rejected",
      "rejected",
    ]);
    await expect(lane.run(async () => "late")).rejects.toThrow("stopped");
    expect(work.begun).toEqual([0]);
  });

  it("never lets any window of the service see too many, however long the ways are", async () => {
    const step = fc.record({ lasts: fc.nat(300), seenAfter: fc.double({ min: 0, max: 1, noNaN: true }) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 5 }),
        async (steps, perWindow) => {
          const clock = handClock();
          const lane = new RateLimiter({ perWindow, windowMilliseconds: 100, atOnce: 3 }, signal, clock);
          const seen: number[] = [];
          const all = steps.map(({ lasts, seenAfter }) =>
            lane.run(async () => {
              seen.push(clock.now() + lasts * seenAfter);
              await clock.sleep(lasts, signal);
            }),
          );
          let left = all.length;
          for (const one of all) {
            void one.then(() => left--);
          }
          while (left > 0) {
            await clock.advance(10);
          }
          const times = seen.toSorted((one, other) => one - other);
          // Those that are `perWindow` apart are never in the same window.
          for (const [index, at] of times.entries()) {
            const later = times[index + perWindow];
            if (later !== undefined) {
              expect(later - at).toBeGreaterThanOrEqual(100);
            }
          }
        },
      ),
      { numRuns: 50, seed: 7 },
    );
  });
});
