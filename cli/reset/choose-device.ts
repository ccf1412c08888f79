import { canReset } from "../../domain/support.ts";
import type { Context } from "../context.ts";
import { type DeviceQuery, findDevices } from "../devices/find.ts";
import { CommandError } from "../errors.ts";
import type { ResetOptions } from "./options.ts";
import { refusal } from "./outcome.ts";
import { pickDevice } from "./pick.ts";
import type { Choosable } from "./picker/choices.ts";
import type { Picked } from "./picker/prompt.ts";

/**
 * The device to reset, chosen as by `chosenDevice`.
 *
 * @throws CommandError `notSupported` where it cannot be reset; what `chosenDevice` throws.
 */
export async function resettableDevice(context: Context, options: ResetOptions): Promise<Picked> {
  const allowPlatforms = options.allowPlatform === undefined ? [] : [options.allowPlatform];
  const picked = await chosenDevice(context, options, { allowPlatforms });
  const support = canReset(picked.device, { allowPlatforms });
  if (!support.supported) {
    throw refusal(picked.device, support);
  }
  return picked;
}

/**
 * The device that was named, or is chosen on a terminal: where none was named among all, where several are meant among
 * those.
 *
 * @throws CommandError `usage` where none was named and there is no terminal, and `noDevice`; GraphError;
 *   CredentialError.
 */
export async function chosenDevice(
  context: Context,
  { device, user }: Pick<ResetOptions, "device" | "user">,
  choosable: Choosable,
): Promise<Picked> {
  if (device !== undefined) {
    return theOne(context, { device, user }, choosable);
  }
  if (user !== undefined) {
    return theOne(context, { user }, choosable);
  }
  if (context.interactive) {
    return pickDevice(context, choosable);
  }
  throw new CommandError("usage", "No device was named, and there is no terminal to pick one on.", {
    hint: "Give its name, id or serial number, or --user.",
    ending: "usage",
  });
}

async function theOne(context: Context, query: DeviceQuery, choosable: Choosable): Promise<Picked> {
  const { devices, several } = await findDevices(context.graph, query, context.signal);
  const [device, ...others] = devices;
  if (device !== undefined && others.length === 0) {
    return { device, isNear: false };
  }
  if (!context.interactive) {
    throw several();
  }
  return pickDevice(context, choosable, devices);
}
