import { type Platform, platformOf } from "../../domain/platforms.ts";
import { type AllowablePlatform, canReset } from "../../domain/support.ts";
import type { Graph } from "../../graph/client.ts";
import { isEqual } from "../../graph/odata.ts";
import { isCalled } from "./called.ts";
import type { JudgedDevice } from "./columns.ts";
import { listDevices } from "./list.ts";
import { isTyped, typedName } from "./typed-name.ts";

type Selection = {
  /** A part of its name, or all of its id or serial number, as somebody typed it. */
  readonly device?: string | undefined;
  readonly serial?: string | undefined;
  readonly platform?: Platform | undefined;
  readonly user?: string | undefined;
  readonly resettable?: boolean | undefined;
  readonly allowPlatform?: AllowablePlatform | undefined;
};

/**
 * The managed devices that a selection means, compared here too.
 *
 * @throws GraphError, CredentialError.
 */
export async function* selectDevices(
  graph: Graph,
  { device: called, serial, platform, user, resettable, allowPlatform }: Selection,
  signal: AbortSignal,
): AsyncIterable<JudgedDevice> {
  const allowPlatforms = allowPlatform === undefined ? [] : [allowPlatform];
  for await (const device of listDevices(graph, { signal, ...conditionOf({ serial, user }) })) {
    const support = canReset(device, { allowPlatforms });
    const isWanted = [
      called === undefined || isCalled(device.deviceName, [device.id, device.serialNumber], called),
      serial === undefined || isTyped(device.serialNumber, typedName(serial)),
      platform === undefined || platformOf(device) === platform,
      user === undefined || isTyped(device.userPrincipalName, typedName(user)),
      !resettable || support.supported,
    ];
    if (isWanted.every(Boolean)) {
      yield { device, support };
    }
  }
}

/** One condition alone, the one that leaves the fewest devices: of several, Intune may ignore all. */
function conditionOf({ serial, user }: Selection): { filter?: string } {
  if (serial !== undefined) {
    return { filter: isEqual("serialNumber", typedName(serial).bare) };
  }
  return user === undefined ? {} : { filter: isEqual("userPrincipalName", typedName(user).bare) };
}
