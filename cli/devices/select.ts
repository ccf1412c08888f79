import { type Platform, platformOf } from "../../domain/platforms.ts";
import { type AllowablePlatform, canReset } from "../../domain/support.ts";
import type { Graph } from "../../graph/client.ts";
import { isEqual } from "../../graph/odata.ts";
import type { JudgedDevice } from "./columns.ts";
import { listDevices } from "./list.ts";

type Selection = {
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
  { platform, user, resettable, allowPlatform }: Selection,
  signal: AbortSignal,
): AsyncIterable<JudgedDevice> {
  const allowPlatforms = allowPlatform === undefined ? [] : [allowPlatform];
  const condition = user === undefined ? {} : { filter: isEqual("userPrincipalName", user) };
  for await (const device of listDevices(graph, { signal, ...condition })) {
    const support = canReset(device, { allowPlatforms });
    const isWanted = [
      platform === undefined || platformOf(device) === platform,
      user === undefined || device.userPrincipalName.toLowerCase() === user.toLowerCase(),
      !resettable || support.supported,
    ];
    if (isWanted.every(Boolean)) {
      yield { device, support };
    }
  }
}
