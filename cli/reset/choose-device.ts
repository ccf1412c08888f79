import { type AllowablePlatform, canReset } from "../../domain/support.ts";
import type { Context } from "../context.ts";
import type { Device } from "../devices/device.ts";
import { type DeviceQuery, findDevices } from "../devices/find.ts";
import { CommandError } from "../errors.ts";
import type { ResetOptions } from "./options.ts";
import { refusal } from "./outcome.ts";
import { pickDevice } from "./pick.ts";
import type { Choosable } from "./picker/choices.ts";

/**
 * The device to reset: by what was named, or chosen on a terminal.
 *
 * @throws CommandError `usage` where none was named and there is no terminal, `noDevice`, and `notSupported` where it
 *   cannot be reset; GraphError; CredentialError.
 */
export async function resettableDevice(context: Context, options: ResetOptions): Promise<Device> {
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
  allowPlatforms: readonly AllowablePlatform[],
): Promise<Device> {
  if (device !== undefined) {
    return theOne(context, { device, user }, { allowPlatforms });
  }
  if (user !== undefined) {
    return theOne(context, { user }, { allowPlatforms });
  }
  if (context.interactive) {
    return pickDevice(context, { allowPlatforms });
  }
  throw new CommandError("usage", "No device was named, and there is no terminal to pick one on.", {
    hint: "Give its name, id or serial number, or --user.",
    ending: "usage",
  });
}

/**
 * The device that a query means; where it means several, a person on a terminal chooses among them.
 *
 * @throws CommandError `noDevice` where none fits, or several do and nobody can be asked; GraphError; CredentialError.
 */
export async function theOne(context: Context, query: DeviceQuery, choosable: Choosable): Promise<Device> {
  const { devices, several } = await findDevices(context.graph, query, context.signal);
  const [device, ...others] = devices;
  if (device !== undefined && others.length === 0) {
    return device;
  }
  if (!context.interactive) {
    throw several();
  }
  return pickDevice(context, choosable, devices);
}
