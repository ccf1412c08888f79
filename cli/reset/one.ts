import { type Context, noTerminal } from "../context.ts";
import { type Device, describeDevice, nameOf } from "../devices/device.ts";
import { findDevice } from "../devices/find.ts";
import { canReset } from "../devices/support.ts";
import { CommandError } from "../errors.ts";
import type { Ending } from "../exit-codes.ts";
import { never, type ResetRequest, type ResetState, readReset, requestReset } from "./action.ts";
import { chooseDelivery, type Delivery } from "./delivery.ts";
import type { ResetOptions } from "./options.ts";
import { passcodeOf, refusal, resumeCommand } from "./outcome.ts";
import { pickDevice } from "./pick.ts";
import { isRunning, waitForReset } from "./wait.ts";

/**
 * Resets the passcode of one device: finds it, checks that it can be reset, asks, posts, waits, and brings the
 * passcode to where it was asked for. Raises CommandError, GraphError, CredentialError.
 */
export async function resetOne(context: Context, options: ResetOptions): Promise<Ending | undefined> {
  const { graph, output, signal } = context;
  if (options.dryRun) return dryRun(context, options);
  const delivery = chooseDelivery(context, options);
  if (!options.yes && !context.interactive) throw noTerminal("Add --yes to reset without being asked.");
  const device = await resettable(context, options);
  const [latest] = await Promise.all([readReset(graph, device.id, never, signal), delivery.check()]);
  mentionRunning(context, device, latest);
  const question = `Reset the passcode of ${describeDevice(device)}?`;
  if (!options.yes && !(await context.confirm(question, "Add --yes."))) {
    output.note("Nothing was reset.");
    return "failed";
  }
  const asking = context.progress(`${nameOf(device)}: asking Intune for the reset`);
  // A person may take their time to confirm, and others may reset the device meanwhile.
  const request = await requestReset(graph, device.id, signal, options.yes ? { latest } : {})
    .finally(() => asking.stop())
    .catch((error: unknown) => {
      throw signal.aborted ? interrupted(device, "may go on: it was just being asked for") : error;
    });
  return finish(context, options, { device, request, delivery });
}

/** Comes back to the reset of a device that an earlier run asked for; asks for none. */
export async function resumeOne(context: Context, options: ResetOptions): Promise<Ending | undefined> {
  const { graph, signal } = context;
  const delivery = chooseDelivery(context, options);
  const device = await findDevice(graph, { device: options.resume ?? "" }, signal);
  const { state } = await readReset(graph, device.id, never, signal);
  if (state === "none") {
    throw new CommandError("noReset", `Intune shows no reset of ${describeDevice(device)}.`, {
      hint: `Nothing runs that could be waited for. To reset it: npm run pin-reset -- reset ${device.id}`,
    });
  }
  await delivery.check();
  return finish(context, options, { device, request: { requestedAt: never }, delivery });
}

async function dryRun(context: Context, options: ResetOptions): Promise<undefined> {
  const device = await resettable(context, options);
  const { id, deviceName: name, operatingSystem, osVersion } = device;
  context.output.note(`The passcode of ${describeDevice(device)} would be reset. Nothing was reset.`);
  if (context.output.format !== "json") return;
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
  if (!support.supported) throw refusal(device, support);
  return device;
}

function chosen(
  context: Context,
  { device, user }: ResetOptions,
  allowPlatforms: Parameters<typeof pickDevice>[1],
): Promise<Device> {
  const { graph, signal } = context;
  if (device !== undefined) return findDevice(graph, { device, user }, signal);
  if (user !== undefined) return findDevice(graph, { user }, signal);
  if (context.interactive) return pickDevice(context, allowPlatforms);
  throw new CommandError("usage", "No device was named, and there is no terminal to pick one on.", {
    hint: "Give its name, id or serial number, or --user.",
    ending: "usage",
  });
}

function mentionRunning({ output }: Context, device: Device, latest: ResetState): void {
  if (latest.state === "none" || !isRunning(latest)) return;
  output.note(
    `A reset that was asked for at ${latest.startedAt} is still ${latest.state}. To wait for that one instead:\n` +
      resumeCommand(device),
  );
}

type Asked = {
  readonly device: Device;
  readonly request: Pick<ResetRequest, "requestedAt"> & Partial<ResetRequest>;
  readonly delivery: Delivery;
};

async function finish(
  { graph, output, signal, progress }: Context,
  { timeout }: ResetOptions,
  { device, request, delivery }: Asked,
): Promise<undefined> {
  const waiting = progress(`${nameOf(device)}: the reset is asked for`);
  const ended = await waitForReset(graph, device.id, request.requestedAt, {
    signal,
    timeoutMilliseconds: timeout * 60_000,
    onState: ({ state }) => waiting.update(`${nameOf(device)}: ${inWords[state]}`),
  })
    .finally(() => waiting.stop())
    .catch((error: unknown) => {
      if (signal.aborted) throw interrupted(device, "goes on");
      output.note(`The reset of ${nameOf(device)} goes on. To come back to it: ${resumeCommand(device)}`);
      throw error;
    });
  await delivery.deliver({ ...passcodeOf(device, ended), device, requestId: request.requestId });
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

function interrupted(device: Device, how: string): CommandError {
  return new CommandError("interrupted", `Interrupted: the reset of ${nameOf(device)} ${how}.`, {
    hint: `To come back to it, without another reset: ${resumeCommand(device)}`,
    ending: "interrupted",
  });
}
