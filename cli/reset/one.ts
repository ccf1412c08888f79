import { canReset } from "../../domain/support.ts";
import { type Context, noTerminal } from "../context.ts";
import { type Device, describeDevice, nameOf } from "../devices/device.ts";
import { findDevice } from "../devices/find.ts";
import { CommandError } from "../errors.ts";
import type { Ending } from "../exit-codes.ts";
import { never, type ResetState, readReset, requestReset, type SentReset } from "./action.ts";
import { chooseDelivery, type Delivery } from "./delivery.ts";
import type { ResetOptions } from "./options.ts";
import { alreadyRunning, passcodeOf, refusal, resumeCommand } from "./outcome.ts";
import { pickDevice } from "./pick.ts";
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
  const device = await resettable(context, options);
  const [latest] = await Promise.all([readReset(graph, device.id, never, signal), delivery.check()]);
  mentionRunning(context, device, latest);
  const question = `Reset the passcode of ${describeDevice(device)}?`;
  if (!options.yes && !(await context.confirm(question, "Add --yes."))) {
    output.note("Nothing was reset.");
    return "failed";
  }
  const before = options.yes ? latest : await newestSince(context, device, latest);
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

/** A person may take their time to confirm, and others may reset the device meanwhile. */
async function newestSince(
  { graph, signal }: Context,
  device: Device,
  seen: ResetState,
): Promise<ResetState> {
  const newest = await readReset(graph, device.id, never, signal);
  if (newest.startedAt !== seen.startedAt && showsRunning(newest)) {
    throw alreadyRunning(device, newest);
  }
  return newest;
}

/** Comes back to the reset of a device that an earlier run asked for; asks for none. */
export async function resumeOne(context: Context, options: ResetOptions): Promise<Ending | undefined> {
  const { graph, signal } = context;
  const delivery = chooseDelivery(context, options);
  const device = await findDevice(graph, { device: options.resume ?? "" }, signal);
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
  const device = await resettable(context, options);
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

async function resettable(context: Context, options: ResetOptions): Promise<Device> {
  const allowPlatforms = options.allowPlatform === undefined ? [] : [options.allowPlatform];
  const device = await chosen(context, options, allowPlatforms);
  const support = canReset(device, { allowPlatforms });
  if (!support.supported) {
    throw refusal(device, support);
  }
  return device;
}

function chosen(
  context: Context,
  { device, user }: ResetOptions,
  allowPlatforms: Parameters<typeof pickDevice>[1],
): Promise<Device> {
  const { graph, signal } = context;
  if (device !== undefined) {
    return findDevice(graph, { device, user }, signal);
  }
  if (user !== undefined) {
    return findDevice(graph, { user }, signal);
  }
  if (context.interactive) {
    return pickDevice(context, allowPlatforms);
  }
  throw new CommandError("usage", "No device was named, and there is no terminal to pick one on.", {
    hint: "Give its name, id or serial number, or --user.",
    ending: "usage",
  });
}

function mentionRunning({ output }: Context, device: Device, latest: ResetState): void {
  if (!showsRunning(latest)) {
    return;
  }
  output.note(
    `A reset that was asked for at ${latest.startedAt} is still ${latest.state}. To wait for that one instead:\n` +
      resumeCommand(device),
  );
}

type Asked = {
  readonly device: Device;
  readonly request: Pick<SentReset, "requestedAt"> & Partial<SentReset>;
  readonly delivery: Delivery;
};

async function finish(
  { graph, output, signal, progress }: Context,
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
      const command = resumeCommand(device, requestedAt);
      output.note(`The reset of ${nameOf(device)} ${goesOn}. To come back to it: ${command}`);
      throw error;
    });
  await delivery.deliver({ ...passcodeOf(device, ended, request), device, requestId: request.requestId });
}

const inWords = {
  none: "the reset is asked for",
  pending: "pending (a device that is off gets it when it connects)",
  active: "active",
  done: "done",
  failed: "failed",
  notSupported: "not supported",
  canceled: "canceled",
} as const;

function interrupted(device: Device, requestedAt: string | undefined, how: string): CommandError {
  return new CommandError("interrupted", `Interrupted: the reset of ${nameOf(device)} ${how}.`, {
    hint: `To come back to it, without another reset: ${resumeCommand(device, requestedAt)}`,
    ending: "interrupted",
  });
}
