import { describe, expect, it } from "vitest";
import { type RepeatedCall, retryPolicy, withRetry } from "../../graph/retry.ts";
import { answer, attempts, systemError } from "./support/attempts.ts";
import { testClock, testPolicy } from "./support/clock.ts";
import { failureOf } from "./support/connection.ts";

const read: RepeatedCall = { method: "GET", path: "/groups", repeatable: true };

describe("a wait", () => {
  it("lasts the seconds of Retry-After", async () => {
    const { policy, clock } = testPolicy();
    await withRetry(policy, read, attempts(answer(429, "120"), answer(429, "9.5")).attempt);
    expect(clock.slept).toEqual([120_000, 9500]);
  });

  it("lasts until the HTTP date of Retry-After, and as long as without where that is past", async () => {
    const { policy, clock } = testPolicy({ clock: testClock({ start: Date.UTC(2026, 9, 21, 7, 28, 0) }) });
    const later = answer(429, "Wed, 21 Oct 2026 07:28:45 GMT");
    await withRetry(policy, read, attempts(later, later).attempt);
    expect(clock.slept).toEqual([45_000, 1000]);
  });

  it.each(["0", "0.001", "-5", "-1", "Wed, 21 Oct 2015 07:28:00 GMT", "Thu, 01 Jan 1970 00:00:00 GMT"])(
    "is never shorter than without, so that a Retry-After of %s is no loop",
    async (retryAfter) => {
      const { policy, clock } = testPolicy({ clock: testClock({ random: 0.5 }), timeoutSeconds: 60 });
      const { attempt, made } = attempts(...Array.from({ length: 200 }, () => answer(429, retryAfter)));
      expect((await withRetry(policy, read, attempt)).status).toBe(429);
      expect(clock.slept.slice(0, 7)).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000]);
      expect(made()).toBe(8);
    },
  );

  it("is some time even where chance says none", async () => {
    const { policy, clock } = testPolicy({ clock: testClock({ random: 0 }) });
    await withRetry(policy, read, attempts(answer(503), answer(503)).attempt);
    expect(clock.slept).toEqual([50, 50]);
  });

  it("grows twofold to half a minute without Retry-After, times chance", async () => {
    const { policy, clock } = testPolicy({ clock: testClock({ random: 0.5 }) });
    const failures = Array.from({ length: 7 }, () => answer(503));
    await withRetry(policy, read, attempts(...failures).attempt);
    expect(clock.slept).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000]);
  });

  it.each(["soon", "90 seconds", "in 90", "9.", "2026-10-21", "1e3"])(
    "falls back to that where Retry-After cannot be read: %s",
    async (retryAfter) => {
      const { policy, clock } = testPolicy({ clock: testClock({ random: 0.5 }) });
      await withRetry(policy, read, attempts(answer(429, retryAfter)).attempt);
      expect(clock.slept).toEqual([500]);
    },
  );

  it("is announced before it begins, with its length, the status and the call", async () => {
    const { policy, notices } = testPolicy();
    await withRetry(policy, read, attempts(answer(429, "7"), systemError("ECONNRESET")).attempt);
    expect(notices).toEqual([
      { seconds: 7, status: 429, method: "GET", path: "/groups" },
      { seconds: 1, status: 0, method: "GET", path: "/groups" },
    ]);
  });

  it("is announced once where several calls begin it together", async () => {
    const { policy, notices } = testPolicy({ clock: testClock({ frozen: true }) });
    await Promise.all([1, 2, 3].map(() => withRetry(policy, read, attempts(answer(429, "7")).attempt)));
    expect(notices).toHaveLength(1);
  });

  it("is announced by itself where it is another one, or begins when the last is over", async () => {
    const together = testPolicy({ clock: testClock({ frozen: true }) });
    const begin = (seconds: string) =>
      withRetry(together.policy, read, attempts(answer(429, seconds)).attempt);
    await Promise.all([begin("7"), begin("8"), begin("20")]);
    expect(together.notices.map(({ seconds }) => seconds)).toEqual([7, 8, 20]);

    const after = testPolicy();
    await withRetry(after.policy, read, attempts(answer(429, "1"), answer(429, "1")).attempt);
    expect(after.notices).toHaveLength(2);
  });
});

describe("the time allowed", () => {
  it("may be shorter for a host that never answers than for one that breaks off", async () => {
    const repeated = async (code: string) => {
      const { policy, clock } = testPolicy({ timeoutSeconds: 600, clock: testClock({ random: 1 }) });
      const failures = Array.from({ length: 100 }, () => systemError(code));
      const call = withRetry({ ...policy, unansweredSeconds: 60 }, read, attempts(...failures).attempt);
      await failureOf(call);
      return clock.slept.reduce((sum, milliseconds) => sum + milliseconds, 0) / 1000;
    };
    expect(await repeated("ETIMEDOUT")).toBeLessThanOrEqual(60);
    expect(await repeated("ECONNRESET")).toBeGreaterThan(60);
  });

  it("ends the repetitions: the last answer is kept", async () => {
    const { policy, clock } = testPolicy({ timeoutSeconds: 30 });
    const failures = Array.from({ length: 9 }, () => answer(429, "8"));
    expect((await withRetry(policy, read, attempts(...failures).attempt)).status).toBe(429);
    expect(clock.slept).toEqual([8000, 8000, 8000]);
  });

  it("is not waited out where Retry-After exceeds it", async () => {
    const { policy, clock } = testPolicy({ timeoutSeconds: 30 });
    expect((await withRetry(policy, read, attempts(answer(429, "31")).attempt)).status).toBe(429);
    expect(clock.slept).toEqual([]);
  });

  it("is 600 seconds unless given, and bounds how long an unreachable host is asked", () => {
    expect(testPolicy().policy.timeoutSeconds).toBe(600);
    expect(testPolicy({ timeoutSeconds: 3 }).policy.unreachableSeconds).toBe(3);
  });
});

describe("a time allowed that no timer can hold", () => {
  it.each([2 ** 31, 1e12, Number.POSITIVE_INFINITY])(
    "is as long as one can: %d seconds",
    (timeoutSeconds) => {
      expect(retryPolicy({ timeoutSeconds }).timeoutSeconds).toBe(2_147_483);
    },
  );

  it("never ends a wait at once, as a timer that overflows does", async () => {
    const { policy, clock } = testPolicy({ timeoutSeconds: Number.POSITIVE_INFINITY });
    await withRetry(policy, read, attempts(answer(429, "2147483")).attempt);
    await withRetry(policy, read, attempts(answer(429, "2147484")).attempt);
    expect(clock.slept).toEqual([2_147_483_000]);
  });
});
