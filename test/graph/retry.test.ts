import { describe, expect, it } from "vitest";
import { CredentialError } from "../../graph/credentials/errors.ts";
import { type RepeatedCall, retryPolicy, withRetry } from "../../graph/retry.ts";
import { answer, attempts, systemError } from "./support/attempts.ts";
import { testClock, testPolicy } from "./support/clock.ts";
import { failureOf } from "./support/connection.ts";

const read: RepeatedCall = { method: "GET", path: "/groups", repeatable: true };
const create: RepeatedCall = { method: "POST", path: "/groups", repeatable: false };
const words = { message: "No token.", hint: "Try again." };

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
