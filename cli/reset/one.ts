import { type Context, noTerminal } from "../context.ts";
import { type Device, describeDevice, nameOf } from "../devices/device.ts";
import { asFailure, CommandError } from "../errors.ts";
import type { Ending } from "../exit-codes.ts";
import { never, type ResetState, readReset, requestReset, type SentReset } from "./action.ts";
import { isAgreed, newestSince, noteOtherReset } from "./agree.ts";
import { chosenDevice, resettableDevice } from "./choose-device.ts";
import { chooseDelivery, type Delivery } from "./delivery.ts";
import type { ResetOptions } from "./options.ts";
import { passcodeOf, resumeCommand } from "./outcome.ts";
import { untouched } from "./untouched.ts";
import { lostAnswerMilliseconds, showsRunning, waitForReset } from "./wait.ts";

/**
 * Resets the passcode of one device: finds it, checks that it can be reset, asks, posts, waits, and brings the
 * passcode to where it was asked for. Raises CommandError, GraphError, CredentialError.
 */
export async function resetOne(context: Context, options: ResetOptions): Promise<Ending | undefined> {
  const { graph, output, signal } = context;
  if (options.dryRun) {
    return dryRun(context, options);
  }
  const delivery = chooseDelivery(context, options);
  if (!options.yes && !context.interactive) {
    throw noTerminal("Add --yes to reset without being asked.");
  }
  const agreed = await agreedDevice(context, options, delivery).catch(untouched(signal));
  if (agreed === undefined) {
    output.note("Nothing was reset.");
    return "failed";
  }
  const { device, before } = agreed;
  const asking = context.progress(`${nameOf(device)}: asking Intune for the reset`);
  const request = await requestReset(graph, device.id, before, signal)
    .finally(() => asking.stop())
    .catch((error: unknown) => {
      if (!signal.aborted) {
        throw error;
      }
      throw interrupted(device, before.startedAt, "may go on: it was just being asked for");
    });
  return finish(context, options, { device, request, delivery });
}

/** The device, and its newest reset before this one; undefined where it is not to be reset after all. */
async function agreedDevice(
  context: Context,
  options: ResetOptions,
  delivery: Delivery,
): Promise<{ readonly device: Device; readonly before: ResetState } | undefined> {
  const { device, isNear } = await resettableDevice(context, options);
  // It said yes to what is typed, and not to what is like it.
  const yes = options.yes && !isNear;
  // Before the look at its resets: a vault takes its time, in which somebody else may reset the device.
  await delivery.check();
  const latest = await readReset(context.graph, device.id, never, context.signal);
  if (!(await isAgreed(context, device, latest, { ...options, yes }))) {
    return undefined;
  }
  const wasAsked = !yes || (showsRunning(latest) && !options.again);
  return { device, before: wasAsked ? await newestSince(context, device, latest, options) : latest };
}

/** Comes back to the reset of a device that an earlier run asked for; asks for none. */
export async function resumeOne(context: Context, options: ResetOptions): Promise<Ending | undefined> {
  const { graph, signal } = context;
  const delivery = chooseDelivery(context, options);
  const { device } = await chosenDevice(context, options, "any");
  const { after: requestedAt = never } = options;
  const { state } = await readReset(graph, device.id, requestedAt, signal);
  if (state === "none") {
    throw requestedAt === never ? noReset(device) : noResetSince(device, requestedAt);
  }
  await delivery.check();
  return finish(context, options, { device, request: { requestedAt }, delivery });
}

function noReset(device: Device): CommandError {
  return new CommandError("noReset", `Intune shows no reset of ${describeDevice(device)}.`, {
    hint: `Nothing runs that could be waited for. To reset it: npm run pin-reset -- reset ${device.id}`,
  });
}

function noResetSince(device: Device, after: string): CommandError {
  return new CommandError(
    "noReset",
    `Intune shows no reset of ${describeDevice(device)} that began after ${after}.`,
    {
      hint:
        "It may show later: look again in some minutes. Where none shows a quarter of an hour after the request, it\n" +
        `was not carried out. To reset the device then: npm run pin-reset -- reset ${device.id}`,
      ending: "unsure",
    },
  );
}

async function dryRun(context: Context, options: ResetOptions): Promise<undefined> {
  const { device } = await resettableDevice(context, options);
  noteOtherReset(context, device, await readReset(context.graph, device.id, never, context.signal));
  const { id, deviceName: name, operatingSystem, osVersion } = device;
  context.output.note(`The passcode of ${describeDevice(device)} would be reset. Nothing was reset.`);
  if (context.output.format !== "json") {
    return;
  }
  const untold = { passcode: null, setAt: null, visibleUntil: null, requestId: null };
  context.output.record([], device, {
    device: { id, name, operatingSystem, osVersion },
    state: "none",
    ...untold,
  });
}

type Asked = {
  readonly device: Device;
  readonly request: Pick<SentReset, "requestedAt"> & Partial<SentReset>;
  readonly delivery: Delivery;
};

async function finish(
  { graph, signal, progress }: Context,
  { timeout }: ResetOptions,
  { device, request, delivery }: Asked,
): Promise<undefined> {
  const { requestedAt, lost } = request;
  const unseen =
    lost === undefined ? inWords.none : "the answer was lost; looking whether the reset was carried out";
  const goesOn = lost === undefined ? "goes on" : "may go on: Graph's answer to it was lost";
  const waiting = progress(`${nameOf(device)}: ${unseen}`);
  const ended = await waitForReset(graph, device.id, requestedAt, {
    signal,
    timeoutMilliseconds: timeout * 60_000,
    mustShowWithinMilliseconds: lost === undefined ? undefined : lostAnswerMilliseconds,
    onState: ({ state }) =>
      waiting.update(`${nameOf(device)}: ${state === "none" ? unseen : inWords[state]}`),
  })
    .finally(() => waiting.stop())
    .catch((error: unknown) => {
      if (signal.aborted) {
        throw interrupted(device, requestedAt, goesOn);
      }
      throw stoppedLooking(error, { device, request, goesOn });
    });
  await delivery.deliver({ ...passcodeOf(device, ended, request), device, requestId: request.requestId });
}

const inWords = {
  none: "the reset is asked for",
  pending: "pending until the device connects",
  active: "active",
  done: "done",
  failed: "failed",
  notSupported: "not supported",
  canceled: "canceled",
} as const;

/**
 * What kept this from waiting on, such as a network that is gone. The exit code is not that of a reset that failed: who
 * runs a failed command again would reset the device twice.
 */
function stoppedLooking(
  error: unknown,
  { device, request, goesOn }: Pick<Asked, "device" | "request"> & { readonly goesOn: string },
): CommandError {
  const { code, message, hint } = asFailure(error, false);
  const how =
    `The reset of ${nameOf(device)} ${goesOn}. To come back to it, without another reset:\n` +
    resumeCommand(device, request.requestedAt);
  return new CommandError(code, message, {
    hint: [hint, how].filter(Boolean).join("\n"),
    ending: request.lost === undefined ? "stillRunning" : "unsure",
  });
}

function interrupted(device: Device, requestedAt: string | undefined, how: string): CommandError {
  return new CommandError("interrupted", `Interrupted: the reset of ${nameOf(device)} ${how}.`, {
    hint: `To come back to it, without another reset: ${resumeCommand(device, requestedAt)}`,
    ending: "interrupted",
  });
}
