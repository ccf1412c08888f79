import { setMaxListeners } from "node:events";
import { CredentialError } from "../../../graph/credentials/errors.ts";
import { GraphError } from "../../../graph/errors.ts";
import type { Pauses } from "../../../graph/poll.ts";
import type { Context } from "../../context.ts";
import { asFailure, CommandError } from "../../errors.ts";
import { passcodeOf } from "../outcome.ts";
import { printTo } from "../print-to.ts";
import { lostAnswerMilliseconds as usualLostAnswerMilliseconds, waitForReset } from "../wait.ts";
import type { Clock } from "./clock.ts";
import type { Journal } from "./journal.ts";
import type { LabelOf } from "./labels.ts";
import type { Target } from "./match-devices.ts";
import { type Outcome, stateOf } from "./outcome.ts";
import type { ManyDelivery } from "./print.ts";
import type { Progress } from "./progress.ts";
import { aboutOf, requestReset } from "./request-reset.ts";
import type { Entry } from "./results.ts";
import { type Delivered, findSuperseded } from "./superseded.ts";
import { type ThrottledGraph, throttledGraph } from "./throttled-graph.ts";

/** What the reset of many devices needs. */
export type Resetting = {
  readonly context: Context;
  readonly journal: Journal;
  readonly delivery: ManyDelivery;
  readonly tally: Progress;
  readonly labelOf: LabelOf;
  readonly timeoutMilliseconds: number;
  readonly timing?: Timing;
};

/** Waits, which tests shorten. */
export type Timing = {
  readonly clock?: Clock;
  readonly pauses?: Pauses;
  readonly lostAnswerMilliseconds?: number;
};

/**
 * Resets the devices side by side, within Intune's limits; a failure of one does not affect the others.
 *
 * @throws What fails for all of them: CredentialError, a GraphError about the connection to Graph, and an error that
 *   keeps the results or the passcodes from being written; when the context's signal is aborted, its reason.
 */
export async function resetDevices(targets: readonly Target[], resetting: Resetting): Promise<void> {
  const { context, timing = {} } = resetting;
  const stop = new AbortController();
  const signal = AbortSignal.any([context.signal, stop.signal]);
  // Each of the devices listens.
  setMaxListeners(0, context.signal, stop.signal, signal);
  const run: Run = {
    ...resetting,
    timing,
    signal,
    paced: throttledGraph(context.graph, signal, timing.clock),
  };
  const work = targets.map((target) => resetTarget(target, run).catch((error: unknown) => stop.abort(error)));
  const delivered = (await Promise.all(work)).flatMap((one) => one ?? []);
  signal.throwIfAborted();
  const { paced, journal } = run;
  await findSuperseded(delivered, { paced, journal, signal, note: context.output.note });
}

type Run = Resetting & {
  readonly timing: Timing;
  readonly signal: AbortSignal;
  readonly paced: ThrottledGraph;
};

async function resetTarget(target: Target, run: Run): Promise<Delivered | undefined> {
  const outcome = await outcomeOf(target, run);
  // Printed before it is written down: a passcode may be printed twice, and is never lost.
  const text = await run.delivery.textOf(outcome, run.labelOf(target.device));
  await run.tally.above(() => printOne(run.context.stdout, text));
  const entry = entryOf(outcome);
  if (entry !== undefined) {
    await run.journal.append(entry);
  }
  run.tally.count(outcome.failure === undefined);
  return outcome.failure === undefined ? { ...target, startedAt: outcome.startedAt } : undefined;
}

async function outcomeOf(target: Target, run: Run): Promise<Outcome> {
  const { journal, paced, signal, timeoutMilliseconds, delivery, timing } = run;
  const { pauses, lostAnswerMilliseconds = usualLostAnswerMilliseconds } = timing;
  let requestId: string | undefined;
  try {
    const request = await requestReset(target, journal.earlier.get(target.line), { paced, journal, signal });
    requestId = request.requestId;
    const ended = await waitForReset(paced.graph, target.device.id, request.requestedAt, {
      signal,
      timeoutMilliseconds,
      mustShowWithinMilliseconds: request.lost === undefined ? undefined : lostAnswerMilliseconds,
      onState: () => undefined,
      ...(pauses && { pauses }),
    });
    const set = passcodeOf(target.device, ended, request);
    const secret = await delivery.keep({ ...set, ...target, requestId });
    return { ...target, requestId, set, startedAt: ended.startedAt ?? request.requestedAt, secret };
  } catch (error) {
    if (signal.aborted || concernsAll(error)) {
      throw error;
    }
    return { ...target, requestId, failure: asFailure(error, false) };
  }
}

const onTheWay: readonly string[] = ["unauthorized", "unreachable", "untrustedCertificate"];

const noJournal: readonly string[] = ["noResults", "unrecorded"];

function concernsAll(error: unknown): boolean {
  if (error instanceof GraphError) {
    return onTheWay.includes(error.code);
  }
  return (
    error instanceof CredentialError || (error instanceof CommandError && noJournal.includes(error.code))
  );
}

/** The entry for the results file; undefined where the next run has to look again. */
function entryOf(outcome: Outcome): Entry | undefined {
  const { set, secret, failure, requestId = "" } = outcome;
  const about = aboutOf(outcome);
  if (failure === undefined) {
    const { setAt, visibleUntil } = set;
    return { ...about, state: "done", requestId, setAt, visibleUntil, ...(secret && { secret }) };
  }
  const state = stateOf(outcome);
  if (state !== "failed" && state !== "notSupported" && state !== "canceled") {
    return undefined;
  }
  const { code, message, hint } = failure;
  return { ...about, state, code, message, ...(hint && { hint }) };
}

/** Writes on standard output. @throws CommandError `notPrinted` where it takes no more. */
export function printOne(stdout: NodeJS.WriteStream, text: string): Promise<void> {
  return printTo(stdout, text, "What was not printed yet is printed by the next run.");
}
