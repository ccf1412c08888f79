import { randomUUID } from "node:crypto";
import { asFailure } from "../../errors.ts";
import { never, postReset, type ResetRequest, readReset, type SentReset, wasNotRun } from "../action.ts";
import { alreadyRunning, unknownForMinutes } from "../outcome.ts";
import { showsRunning } from "../wait.ts";
import type { Journal } from "./journal.ts";
import type { Target } from "./match-devices.ts";
import { type BegunEntry, type Entry, hasBegun } from "./results.ts";
import type { ThrottledGraph } from "./throttled-graph.ts";

/** What asking needs. */
export type Asking = {
  readonly paced: ThrottledGraph;
  readonly journal: Journal;
  readonly signal: AbortSignal;
};

/**
 * Makes sure that a device's reset was sent once. `earlier` is what the results file has. Where it is unknown
 * whether it was carried out, it is sent again only when no reset shows long after the first; until then the result
 * says that it is `lost`. Where the list does not find the device any more, it is never sent.
 * @throws GraphError, CredentialError, and CommandError `alreadyRunning` where another reset is running.
 */
export async function requestReset(
  target: Target,
  earlier: Entry | undefined,
  asking: Asking,
): Promise<SentReset> {
  if (earlier === undefined || !hasBegun(earlier)) {
    return asking.paced.writing(() => requestFirst(target, asking));
  }
  const { requestedAt, requestId, state } = earlier;
  if (state === "asked") {
    return { requestedAt, requestId };
  }
  if (target.lookOnly) {
    return { requestedAt, requestId, lost: "no managed device fits its line any more" };
  }
  return asking.paced.writing(() => requestAgain(target, earlier, asking));
}

async function requestFirst(target: Target, asking: Asking): Promise<SentReset> {
  const { device } = target;
  const latest = await readReset(asking.paced.graph, device.id, never, asking.signal);
  if (showsRunning(latest)) {
    const error = alreadyRunning(device, latest);
    await asking.journal.append(notAsked(target, error));
    throw error;
  }
  const request = { requestedAt: latest.startedAt ?? never, requestId: randomUUID() };
  try {
    return await post(target, request, asking);
  } catch (error) {
    if (wasNotRun(error)) {
      await asking.journal.append(notAsked(target, error));
    }
    throw error;
  }
}

async function requestAgain(
  target: Target,
  { at, requestedAt, requestId }: BegunEntry,
  asking: Asking,
): Promise<SentReset> {
  const { graph } = asking.paced;
  const { startedAt } = await readReset(graph, target.device.id, requestedAt, asking.signal);
  if (startedAt !== undefined) {
    await asking.journal.append(entryOf(target, { requestedAt, requestId }, "asked"));
    return { requestedAt, requestId };
  }
  if (isRecent(at)) {
    return { requestedAt, requestId, lost: "an earlier run did not get the answer" };
  }
  return post(target, { requestedAt, requestId: randomUUID() }, asking);
}

/** Written before and after: what was written before is looked at by the next run, should this one end in between. */
async function post(target: Target, request: ResetRequest, asking: Asking): Promise<SentReset> {
  const { paced, journal, signal } = asking;
  await journal.append(entryOf(target, request, "asking"));
  const { lost } = await postReset(paced.graph, target.device.id, request, signal);
  await journal.append(entryOf(target, request, lost === undefined ? "asked" : "unknown"));
  return lost === undefined ? request : { ...request, lost };
}

/** By this machine's clock, as the entry's time is. A time ahead of it is one that the clock was put back from. */
function isRecent(at: string): boolean {
  const elapsed = Date.now() - Date.parse(at);
  return !(elapsed >= unknownForMinutes * 60_000);
}

function entryOf(
  target: Target,
  { requestedAt, requestId }: ResetRequest,
  state: "asking" | "unknown" | "asked",
): Entry {
  return { ...aboutOf(target), state, requestedAt, requestId };
}

/** What an entry says of its device. */
export function aboutOf({ line, device }: Target) {
  return { at: new Date().toISOString(), line, id: device.id, name: device.deviceName };
}

function notAsked(target: Target, error: unknown): Entry {
  const { code, message, hint } = asFailure(error, false);
  return { ...aboutOf(target), state: "notAsked", code, message, ...(hint && { hint }) };
}
