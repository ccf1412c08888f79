import { randomUUID } from "node:crypto";
import { GraphError } from "../../../graph/errors.ts";
import { asFailure, CommandError } from "../../errors.ts";
import { appears, never, postReset, type ResetRequest, readReset } from "../action.ts";
import type { Journal } from "./journal.ts";
import type { PacedGraph } from "./pace.ts";
import type { Target } from "./resolve.ts";
import type { Entry } from "./results.ts";

/** What asking needs. `lookAgainMilliseconds` is the pause between two looks for a reset whose answer was lost. */
export type Asking = {
  readonly paced: PacedGraph;
  readonly journal: Journal;
  readonly signal: AbortSignal;
  readonly lookAgainMilliseconds?: number | undefined;
};

/**
 * Sees to it that a device's reset was asked for once. `earlier` is what the results file knows. Where nobody can
 * tell whether it was asked for, it is asked for again only after the device has shown no new reset for some time.
 * Raises GraphError, CredentialError, and CommandError `unknownOutcome` where two answers in a row were lost.
 */
export async function ask(target: Target, earlier: Entry | undefined, asking: Asking): Promise<ResetRequest> {
  if (earlier?.state === "asked") return earlier;
  const { writing } = asking.paced;
  if (earlier?.state === "asking") return writing(() => askAgain(target, earlier, asking));
  const lost = await writing(() => askFirst(target, asking));
  return lost.isKnown ? lost.request : writing(() => askAgain(target, lost.request, asking));
}

type Asked = { readonly request: ResetRequest; readonly isKnown: boolean };

async function askFirst(target: Target, asking: Asking): Promise<Asked> {
  const { graph } = asking.paced;
  const { startedAt: requestedAt = never } = await readReset(graph, target.device.id, never, asking.signal);
  const request = { requestedAt, requestId: randomUUID() };
  try {
    await post(target, request, asking);
    return { request, isKnown: true };
  } catch (error) {
    if (error instanceof CommandError && error.code === "unknownOutcome") return { request, isKnown: false };
    if (wasRefused(error)) await asking.journal.append(notAsked(target, error));
    throw error;
  }
}

async function askAgain(target: Target, before: ResetRequest, asking: Asking): Promise<ResetRequest> {
  const { paced, signal, lookAgainMilliseconds } = asking;
  const { requestedAt } = before;
  if (await appears(paced.graph, target.device.id, requestedAt, signal, lookAgainMilliseconds)) {
    await asking.journal.append(entryOf(target, before, "asked"));
    return before;
  }
  const request = { requestedAt, requestId: randomUUID() };
  await post(target, request, asking);
  return request;
}

/** Written before and after: what was written before is looked at by the next run, should this one end in between. */
async function post(target: Target, request: ResetRequest, asking: Asking): Promise<void> {
  const { paced, journal, signal, lookAgainMilliseconds } = asking;
  await journal.append(entryOf(target, request, "asking"));
  await postReset(paced.graph, target.device.id, request, signal, lookAgainMilliseconds);
  await journal.append(entryOf(target, request, "asked"));
}

function entryOf(target: Target, { requestedAt, requestId }: ResetRequest, state: "asking" | "asked"): Entry {
  return { ...aboutOf(target), state, requestedAt, requestId };
}

/** What an entry says of its device. */
export function aboutOf({ line, device }: Target) {
  return { at: new Date().toISOString(), line, id: device.id, name: device.deviceName };
}

/** Whether Graph said of the request itself, and not of a look for its result, that it was not carried out. */
function wasRefused(error: unknown): boolean {
  return error instanceof GraphError && error.method === "POST" && error.kind !== "cancelled";
}

function notAsked(target: Target, error: unknown): Entry {
  const { code, message } = asFailure(error, false);
  return { ...aboutOf(target), state: "notAsked", code, message };
}
