import { setTimeout as wait } from "node:timers/promises";
import { untilAborted } from "./abort.ts";
import { CredentialError } from "./credentials/errors.ts";
import { networkFailure } from "./network.ts";
import type { WaitNotice } from "./wait-notice.ts";

/** Time and chance, so that tests can hold them. `now` is in milliseconds since 1970, `random` in [0, 1). */
export type Clock = {
  now(): number;
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  random(): number;
};

const systemClock: Clock = {
  now: Date.now,
  sleep: (milliseconds, signal) =>
    wait(milliseconds, undefined, { signal }).catch((error: unknown) => {
      throw signal?.aborted ? signal.reason : error;
    }),
  random: Math.random,
};

/**
 * How long a call is repeated: `timeoutSeconds` in all, but no more than `unreachableSeconds` while its host
 * cannot be reached, nor than `unansweredSeconds` while it takes longer than `attemptSeconds` for one attempt. `onWait`
 * is told before each wait.
 */
export type RetryPolicy = {
  timeoutSeconds: number;
  unreachableSeconds: number;
  unansweredSeconds: number;
  attemptSeconds: number;
  clock: Clock;
  onWait: (notice: WaitNotice) => void;
};

/**
 * The longest time, in seconds, for which a call may be repeated: what a timer can hold, some 24 days. A longer wait
 * would end at once. Source: https://nodejs.org/api/timers.html#settimeoutcallback-delay-args
 */
export const longestRetrySeconds = Math.floor((2 ** 31 - 1) / 1000);

/** Seconds for which a call is repeated unless told otherwise. */
export const defaultRetrySeconds = 600;

export type PolicyOptions = {
  timeoutSeconds?: number | undefined;
  onWait?: ((notice: WaitNotice) => void) | undefined;
  clock?: Clock;
};

/**
 * A policy for `timeoutSeconds` in all, `defaultRetrySeconds` unless given and never more than a timer can hold, on the system's clock
 * unless given another.
 */
export function retryPolicy(options: PolicyOptions = {}): RetryPolicy {
  const { timeoutSeconds: asked = defaultRetrySeconds, onWait = () => {}, clock = systemClock } = options;
  const timeoutSeconds = Math.min(asked, longestRetrySeconds);
  const unreachableSeconds = Math.min(10, timeoutSeconds);
  return {
    timeoutSeconds,
    unreachableSeconds,
    unansweredSeconds: timeoutSeconds,
    attemptSeconds: 100,
    clock,
    onWait: oncePerWait(onWait, clock),
  };
}

/** What is repeated. `repeatable` false: only if the service cannot have carried it out. */
export type RepeatedCall = {
  method: string;
  path: string;
  repeatable: boolean;
  signal?: AbortSignal | undefined;
};

type Outcome = { response: Response } | { error: unknown };

type Advice = { limitSeconds: number; status: number; afterMilliseconds?: number | undefined };

/**
 * Makes attempts until one gets a response worth keeping, or the time is up. Backs off exponentially with full jitter
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/), and longer where Retry-After says so:
 * one of no time at all must not become a loop.
 *
 * @returns the last response.
 * @throws what the last attempt threw; the signal's reason at once when the call's signal is aborted.
 */
export async function withRetry(
  policy: RetryPolicy,
  call: RepeatedCall,
  attempt: (signal: AbortSignal) => Promise<Response>,
): Promise<Response> {
  const { clock } = policy;
  const started = clock.now();
  for (let failures = 0; ; failures++) {
    const outcome = await settle(policy, call, attempt);
    const advice = adviceOn(outcome, policy, call);
    const pause = advice && Math.max(advice.afterMilliseconds ?? 0, backoff(failures, clock));
    if (!advice || pause === undefined || late(clock.now() - started + pause, advice)) {
      return conclude(outcome);
    }
    const { method, path } = call;
    policy.onWait({ seconds: Math.ceil(pause / 1000), status: advice.status, method, path });
    await clock.sleep(pause, call.signal);
  }
}

async function settle(
  policy: RetryPolicy,
  call: RepeatedCall,
  attempt: (signal: AbortSignal) => Promise<Response>,
): Promise<Outcome> {
  call.signal?.throwIfAborted();
  const patience = AbortSignal.timeout(policy.attemptSeconds * 1000);
  const signal = call.signal ? AbortSignal.any([call.signal, patience]) : patience;
  try {
    return { response: await untilAborted(signal, attempt(signal)) };
  } catch (error) {
    call.signal?.throwIfAborted();
    return { error };
  }
}

function conclude(outcome: Outcome): Response {
  if ("response" in outcome) {
    return outcome.response;
  }
  throw outcome.error;
}

function late(milliseconds: number, advice: Advice): boolean {
  return milliseconds > advice.limitSeconds * 1000;
}

function adviceOn(outcome: Outcome, policy: RetryPolicy, call: RepeatedCall): Advice | undefined {
  return "response" in outcome
    ? adviceOnResponse(outcome.response, policy, call)
    : adviceOnFailure(outcome.error, policy, call);
}

function adviceOnResponse(
  { status, headers }: Response,
  policy: RetryPolicy,
  call: RepeatedCall,
): Advice | undefined {
  const afterMilliseconds = retryAfter(headers.get("retry-after"), policy.clock.now());
  const notRun = status === 429 || (status === 503 && afterMilliseconds !== undefined);
  if (!notRun && !(call.repeatable && passing.has(status))) {
    return undefined;
  }
  return { limitSeconds: policy.timeoutSeconds, status, afterMilliseconds };
}

const passing = new Set([408, 500, 502, 503, 504]);

function adviceOnFailure(error: unknown, policy: RetryPolicy, call: RepeatedCall): Advice | undefined {
  if (error instanceof CredentialError) {
    return adviceOnCredential(error, policy);
  }
  const { reason, code } = networkFailure(error) ?? {};
  if (reason === "refused") {
    return { limitSeconds: policy.unreachableSeconds, status: 0 };
  }
  if (reason !== "interrupted" || !call.repeatable) {
    return undefined;
  }
  const limitSeconds = code === "ETIMEDOUT" ? policy.unansweredSeconds : policy.timeoutSeconds;
  return { limitSeconds, status: 0 };
}

function adviceOnCredential(error: CredentialError, policy: RetryPolicy): Advice | undefined {
  if (error.passing === undefined) {
    return undefined;
  }
  const { briefly, status = 0, retryAfter: header } = error.passing;
  return {
    limitSeconds: briefly ? policy.unreachableSeconds : policy.timeoutSeconds,
    status,
    afterMilliseconds: retryAfter(header, policy.clock.now()),
  };
}

/**
 * The milliseconds that a Retry-After header asks to wait, given as seconds or as an HTTP date; undefined where
 * there is none that can be read. https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
function retryAfter(header: string | null | undefined, now: number): number | undefined {
  if (!header) {
    return undefined;
  }
  if (/^\d+(\.\d+)?$/.test(header.trim())) {
    return Number(header) * 1000;
  }
  // Date.parse takes more than dates: "-5" would be a day of the year 2001.
  const date = /[a-z]/i.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

const shortestBackoff = 50;
const firstBackoff = 1000;
const longestBackoff = 30_000;

function backoff(failures: number, clock: Clock): number {
  return Math.max(shortestBackoff, clock.random() * Math.min(longestBackoff, firstBackoff * 2 ** failures));
}

/** `notify` without the repetitions: one notice for a wait that several calls begin together. */
function oncePerWait(notify: (notice: WaitNotice) => void, clock: Clock): (notice: WaitNotice) => void {
  const together = 1000;
  let announcedUntil = Number.NEGATIVE_INFINITY;
  return (notice) => {
    const until = clock.now() + notice.seconds * 1000;
    if (Math.abs(until - announcedUntil) < together && clock.now() < announcedUntil) {
      return;
    }
    announcedUntil = until;
    notify(notice);
  };
}
