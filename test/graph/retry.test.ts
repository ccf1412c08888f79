import { describe, expect, it } from "vitest";
import { CredentialError } from "../../graph/credentials/errors.ts";
import { type RepeatedCall, retryPolicy, withRetry } from "../../graph/retry.ts";
import { testClock, testPolicy } from "./support/clock.ts";
import { failureOf } from "./support/connection.ts";

const read: RepeatedCall = { method: "GET", path: "/groups", repeatable: true };
const create: RepeatedCall = { method: "POST", path: "/groups", repeatable: false };
const words = { message: "No token.", hint: "Try again." };

function answer(status: number, retryAfter?: string): Response {
  return new Response(null, {
    status,
    headers: retryAfter === undefined ? {} : { "retry-after": retryAfter },
  });
}

function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

/** Attempts that give each outcome in turn, and 200 after the last. */
function attempts(...outcomes: (Response | Error)[]): {
  attempt: () => Promise<Response>;
  made: () => number;
} {
  let made = 0;
  const attempt = async () => {
    const outcome = outcomes[made] ?? answer(200);
    made += 1;
    if (outcome instanceof Error) throw outcome;
    return outcome;
  };
  return { attempt, made: () => made };
}

describe("an answer", () => {
  it.each([200, 400, 404, 501])("of %d is kept", async (status) => {
    const { policy, clock } = testPolicy();
    const { attempt, made } = attempts(answer(status));
    expect((await withRetry(policy, read, attempt)).status).toBe(status);
    expect(made()).toBe(1);
    expect(clock.slept).toEqual([]);
  });

  it.each([408, 429, 500, 502, 503, 504])(
    "of %d to a call that may be repeated is not kept",
    async (status) => {
      const { policy } = testPolicy();
      const { attempt, made } = attempts(answer(status));
      expect((await withRetry(policy, read, attempt)).status).toBe(200);
      expect(made()).toBe(2);
    },
  );

  it.each([
    ["429", answer(429)],
    ["503 with Retry-After", answer(503, "1")],
  ])("of %s says that the service did not run a POST: it is repeated", async (_, refusal) => {
    const { attempt, made } = attempts(refusal);
    expect((await withRetry(testPolicy().policy, create, attempt)).status).toBe(200);
    expect(made()).toBe(2);
  });

  it.each([
    [500, undefined],
    [502, undefined],
    [503, undefined],
    [504, undefined],
    [408, "1"],
    [500, "1"],
    [502, "1"],
    [504, "1"],
  ])(
    "of %d may mean that a POST was run: it is not repeated (Retry-After %s)",
    async (status, retryAfter) => {
      const { attempt, made } = attempts(answer(status, retryAfter));
      expect((await withRetry(testPolicy().policy, create, attempt)).status).toBe(status);
      expect(made()).toBe(1);
    },
  );
});

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

describe("an attempt that gets no answer at all", () => {
  it("ends in time, and is told from one that was refused", async () => {
    const { policy } = testPolicy();
    const unlimited = { ...policy, attemptSeconds: 0.02, timeoutSeconds: 0 };
    const signals: AbortSignal[] = [];
    const never = (signal: AbortSignal) => {
      signals.push(signal);
      return new Promise<Response>(() => {});
    };
    expect(await failureOf(withRetry(unlimited, create, never))).toMatchObject({ name: "TimeoutError" });
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });

  it("has a limit unless a caller asks for another", () => {
    expect(retryPolicy().attemptSeconds).toBe(100);
  });
});

describe("a failure to get an answer", () => {
  it("is repeated for a POST only where nothing was sent", async () => {
    const { policy } = testPolicy();
    const refused = attempts(systemError("ECONNREFUSED"));
    expect((await withRetry(policy, create, refused.attempt)).status).toBe(200);
    const cut = attempts(systemError("ECONNRESET"));
    expect(await failureOf(withRetry(policy, create, cut.attempt))).toMatchObject({ code: "ECONNRESET" });
    expect(cut.made()).toBe(1);
  });

  it.each([
    ["read", "EHOSTUNREACH"],
    ["write", "ENETUNREACH"],
    ["read", "ENETDOWN"],
  ])("does not send a POST twice: %s %s comes on a connection that was open", async (syscall, code) => {
    const { attempt, made } = attempts(Object.assign(systemError(code), { syscall }));
    expect(await failureOf(withRetry(testPolicy().policy, create, attempt))).toMatchObject({ code });
    expect(made()).toBe(1);
  });

  it("is repeated for ten seconds where the host cannot be reached", async () => {
    const { policy, clock } = testPolicy({ clock: testClock({ random: 1 }) });
    const { attempt } = attempts(...Array.from({ length: 9 }, () => systemError("ECONNREFUSED")));
    expect(await failureOf(withRetry(policy, read, attempt))).toMatchObject({ code: "ECONNREFUSED" });
    expect(clock.slept).toEqual([1000, 2000, 4000]);
  });

  it.each(["ENOTFOUND", "SELF_SIGNED_CERT_IN_CHAIN", "EUNKNOWN"])("is not repeated for %s", async (code) => {
    const { attempt, made } = attempts(systemError(code));
    expect(await failureOf(withRetry(testPolicy().policy, read, attempt))).toMatchObject({ code });
    expect(made()).toBe(1);
  });

  it("of a sign-in is repeated as its issuer asks, for a POST too", async () => {
    const { policy, clock, notices } = testPolicy();
    const passing = { briefly: false, status: 429, retryAfter: "20" };
    const throttled = new CredentialError({ ...words, code: "throttled", passing });
    expect((await withRetry(policy, create, attempts(throttled).attempt)).status).toBe(200);
    expect(clock.slept).toEqual([20_000]);
    expect(notices).toMatchObject([{ seconds: 20, status: 429 }]);
  });

  it("of a sign-in is repeated briefly where the issuer cannot be reached", async () => {
    const { policy, clock } = testPolicy({ clock: testClock({ random: 1 }) });
    const failure = new CredentialError({ ...words, code: "unreachable", passing: { briefly: true } });
    const { attempt } = attempts(...Array.from({ length: 9 }, () => failure));
    expect(await failureOf(withRetry(policy, read, attempt))).toBe(failure);
    expect(clock.slept).toEqual([1000, 2000, 4000]);
  });

  it("of a sign-in that was refused is not repeated", async () => {
    const refused = new CredentialError({ ...words, code: "rejected" });
    const { attempt, made } = attempts(refused);
    expect(await failureOf(withRetry(testPolicy().policy, read, attempt))).toBe(refused);
    expect(made()).toBe(1);
  });

  it("within the time of one attempt is repeated", async () => {
    const policy = { ...testPolicy().policy, attemptSeconds: 0.01 };
    let made = 0;
    const silentOnce = async () => {
      made += 1;
      return made === 1 ? new Promise<Response>(() => {}) : answer(200);
    };
    expect((await withRetry(policy, read, silentOnce)).status).toBe(200);
    expect(made).toBe(2);
  });
});

describe("an aborted signal", () => {
  const reason = new Error("stop");

  it("keeps the first attempt from being made", async () => {
    const { attempt, made } = attempts();
    const call = { ...read, signal: AbortSignal.abort(reason) };
    expect(await failureOf(withRetry(testPolicy().policy, call, attempt))).toBe(reason);
    expect(made()).toBe(0);
  });

  it("ends an attempt that hangs", async () => {
    const controller = new AbortController();
    const call = { ...read, signal: controller.signal };
    const outcome = failureOf(withRetry(testPolicy().policy, call, () => new Promise(() => {})));
    controller.abort(reason);
    expect(await outcome).toBe(reason);
  });

  it("ends a wait", async () => {
    const controller = new AbortController();
    const { policy } = testPolicy();
    const stopping = { ...policy, onWait: () => controller.abort(reason) };
    const { attempt, made } = attempts(answer(429, "60"));
    expect(await failureOf(withRetry(stopping, { ...read, signal: controller.signal }, attempt))).toBe(
      reason,
    );
    expect(made()).toBe(1);
  });
});
