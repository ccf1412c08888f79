import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Graph } from "../../graph/client.ts";
import { CredentialError } from "../../graph/credentials/errors.ts";
import type { GraphErrorCode } from "../../graph/error-codes.ts";
import { GraphError } from "../../graph/errors.ts";
import { messageOf } from "../../text/message-of.ts";
import { answerAs } from "../response.ts";
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
 * A reset that was sent to Graph. `lost` is there where Graph's answer was lost, and says how: it is not known whether
 * the reset was carried out.
 */
export type SentReset = ResetRequest & { readonly lost?: string };

/**
 * Asks Intune to reset a device's passcode. It is sent once: after a lost answer it may have been carried out, and
 * show only minutes later. `latest` is the newest reset that the device shows.
 * @throws GraphError and CredentialError where it was not carried out.
 */
export async function requestReset(
  graph: Graph,
  deviceId: string,
  latest: ResetState,
  signal: AbortSignal,
): Promise<SentReset> {
  const request = { requestedAt: latest.startedAt ?? never, requestId: randomUUID() };
  const { lost } = await postReset(graph, deviceId, request, signal);
  return lost === undefined ? request : { ...request, lost };
}

/**
 * The call itself, for a request that was drawn up before. `lost` is as in SentReset.
 * @throws GraphError and CredentialError where it was not carried out.
 * Source: https://learn.microsoft.com/graph/api/intune-devices-manageddevice-resetpasscode
 */
export async function postReset(
  graph: Pick<Graph, "send">,
  deviceId: string,
  { requestId }: ResetRequest,
  signal: AbortSignal,
): Promise<Pick<SentReset, "lost">> {
  try {
    await graph.send({
      method: "POST",
      version: "v1.0",
      path: `${pathOf(deviceId)}/resetPasscode`,
      headers: { "client-request-id": requestId },
      signal,
    });
    return {};
  } catch (error) {
    if (signal.aborted || wasNotRun(error)) {
      throw error;
    }
    return { lost: messageOf(error) };
  }
}

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
  // A state that is not published has not ended: dropped, it would let an earlier passcode pass for the newest.
  actionState: z
    .enum(["none", "pending", "canceled", "active", "done", "failed", "notSupported"])
    .catch("active"),
  startDateTime: z.string(),
  lastUpdatedDateTime: z.string().nullish(),
  errorCode: z.number().nullish(),
  passcode: z.string().nullish(),
});

function stateOf(result: z.output<typeof resetResult> | undefined): ResetState {
  if (result === undefined) {
    return { state: "none" };
  }
  const { actionState, startDateTime, lastUpdatedDateTime, errorCode, passcode } = result;
  const isSet = actionState === "done";
  return {
    state: actionState,
    startedAt: startDateTime,
    errorCode: errorCode ?? 0,
    ...(isSet ? { setAt: laterTime(lastUpdatedDateTime, startDateTime) } : {}),
    ...(isSet && passcode ? { passcode: new Passcode(passcode) } : {}),
  };
}

/** A time of Graph's, or where it is none, or is before the other one, that other one: there is no end before a start. */
function laterTime(time: string | null | undefined, start: string): string {
  return time && Date.parse(time) >= Date.parse(start) ? time : start;
}

/** Whether an error of the call itself says that the reset was not carried out; of any other, that is not known. */
export function wasNotRun(error: unknown): boolean {
  if (error instanceof GraphError) {
    return notRun.includes(error.code);
  }
  return error instanceof CredentialError;
}

const notRun: readonly GraphErrorCode[] = [
  "notFound",
  "conflict",
  "rejected",
  "unauthorized",
  "forbidden",
  "throttled",
  // Intune holds it for a second administrator: it runs where it is sent again with their approval.
  "approvalRequired",
  "unreachable",
  "untrustedCertificate",
];
