import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import type { Graph } from "../../graph/client.ts";
import { GraphError } from "../../graph/errors.ts";
import { answerAs } from "../answer.ts";
import { CommandError } from "../errors.ts";
import { Passcode } from "./passcode.ts";

/**
 * How a passcode reset stands. `passcode` is there while Intune shows it, `setAt` once it is set; `errorCode` is the
 * device's, 0 where there was none. Times are Graph's, RFC 3339 in UTC.
 * Source: https://learn.microsoft.com/graph/api/resources/intune-devices-resetpasscodeactionresult
 */
export type ResetState = {
  readonly state: "none" | "pending" | "active" | "done" | "failed" | "notSupported" | "canceled";
  readonly passcode?: Passcode;
  readonly errorCode?: number;
  readonly startedAt?: string;
  readonly setAt?: string;
};

/**
 * A reset that was asked for. `requestedAt` tells its result from earlier ones: it is when the newest of those
 * began, or `never`, by Graph's clock, since ours may be wrong. `requestId` is the call's client-request-id.
 */
export type ResetRequest = { readonly requestedAt: string; readonly requestId: string };

/** Graph's way to write that there was no such time; every result began later. */
export const never = "0001-01-01T00:00:00Z";

/**
 * Asks Intune to reset a device's passcode, once. Where the answer is lost, it looks whether the reset is there.
 * `latest` is the newest reset that the device shows, where that is known just now.
 * Raises GraphError, CredentialError, and CommandError `unknownOutcome` where nobody can tell.
 */
export async function requestReset(
  graph: Graph,
  deviceId: string,
  signal: AbortSignal,
  { latest, lookAgainMilliseconds }: { latest?: ResetState; lookAgainMilliseconds?: number } = {},
): Promise<ResetRequest> {
  const { startedAt: requestedAt = never } = latest ?? (await readReset(graph, deviceId, never, signal));
  const request = { requestedAt, requestId: randomUUID() };
  await postReset(graph, deviceId, request, signal, lookAgainMilliseconds);
  return request;
}

/**
 * The call itself, for a request that was drawn up before. Raises as `requestReset` does.
 * Source: https://learn.microsoft.com/graph/api/intune-devices-manageddevice-resetpasscode
 */
export async function postReset(
  graph: Graph,
  deviceId: string,
  { requestedAt, requestId }: ResetRequest,
  signal: AbortSignal,
  lookAgainMilliseconds?: number,
): Promise<void> {
  try {
    await graph.send({
      method: "POST",
      version: "v1.0",
      path: `${pathOf(deviceId)}/resetPasscode`,
      headers: { "client-request-id": requestId },
      signal,
    });
  } catch (error) {
    if (!mayHaveRun(error)) throw error;
    const isThere = await appears(graph, deviceId, requestedAt, signal, lookAgainMilliseconds);
    if (!isThere) throw unknownOutcome(deviceId, error);
  }
}

/**
 * Whether a reset that began after `requestedAt` shows: looked for three times, since Intune's lists lag behind its
 * work. Raises GraphError and CredentialError.
 */
export async function appears(
  graph: Graph,
  deviceId: string,
  requestedAt: string,
  signal: AbortSignal,
  lookAgainMilliseconds = 2000,
): Promise<boolean> {
  for (let look = 1; ; look++) {
    const { state } = await readReset(graph, deviceId, requestedAt, signal);
    if (state !== "none") return true;
    if (look === looks) return false;
    await wait(lookAgainMilliseconds, undefined, { signal });
  }
}

const looks = 3;

/**
 * How the newest reset of a device that began after `requestedAt` stands; `none` where there is none, or none yet.
 * Raises GraphError, CredentialError.
 * Source: https://learn.microsoft.com/graph/api/intune-devices-manageddevice-get
 */
export async function readReset(
  graph: Graph,
  deviceId: string,
  requestedAt: string,
  signal: AbortSignal,
): Promise<ResetState> {
  const path = `${pathOf(deviceId)}?$select=id,deviceActionResults`;
  const device = answerAs(actionResults, await graph.read({ version: "v1.0", path, signal }), path);
  const later = device.deviceActionResults
    .map((one) => resetResult.safeParse(one))
    .flatMap(({ data }) => (data === undefined ? [] : [data]))
    .filter(({ startDateTime }) => Date.parse(startDateTime) > Date.parse(requestedAt))
    .sort((one, other) => Date.parse(one.startDateTime) - Date.parse(other.startDateTime));
  return stateOf(later.at(-1));
}

function pathOf(deviceId: string): string {
  return `/deviceManagement/managedDevices/${encodeURIComponent(deviceId)}`;
}

const actionResults = z.looseObject({
  deviceActionResults: z
    .array(z.unknown())
    .nullish()
    .transform((results) => results ?? []),
});

const resetResult = z.looseObject({
  "@odata.type": z.literal("#microsoft.graph.resetPasscodeActionResult"),
  actionState: z.enum(["none", "pending", "canceled", "active", "done", "failed", "notSupported"]),
  startDateTime: z.string(),
  lastUpdatedDateTime: z.string().nullish(),
  errorCode: z.number().nullish(),
  passcode: z.string().nullish(),
});

function stateOf(result: z.output<typeof resetResult> | undefined): ResetState {
  if (result === undefined) return { state: "none" };
  const { actionState, startDateTime, lastUpdatedDateTime, errorCode, passcode } = result;
  const isSet = actionState === "done";
  return {
    state: actionState,
    startedAt: startDateTime,
    errorCode: errorCode ?? 0,
    ...(isSet ? { setAt: lastUpdatedDateTime ?? startDateTime } : {}),
    ...(isSet && passcode ? { passcode: new Passcode(passcode) } : {}),
  };
}

const uncertain: readonly string[] = ["interrupted", "unavailable", "unexpectedAnswer"];

function mayHaveRun(error: unknown): boolean {
  return error instanceof GraphError && uncertain.includes(error.kind);
}

function unknownOutcome(deviceId: string, error: unknown): CommandError {
  const [cause] = String(error instanceof Error ? error.message : error).split("\n");
  return new CommandError(
    "unknownOutcome",
    `Graph's answer to the reset was lost, and no reset shows on the device: it may not have been asked for. (${cause})`,
    {
      hint: `\`npm run pin-reset -- reset --resume ${deviceId}\` looks again and resets nothing; only then reset it anew.`,
    },
  );
}
