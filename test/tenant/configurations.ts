import type { Answer } from "./client.ts";
import type { ServedTenant } from "./served.ts";

export const collection = "deviceManagement/deviceConfigurations";
export const custom = "#microsoft.graph.windows10CustomConfiguration";
export const pinRecovery = oma("Boolean", true);

/** An OMA setting of that type, in Graph's form. */
export function oma(type: string, value: unknown, rest: object = {}): Record<string, unknown> {
  return {
    "@odata.type": `#microsoft.graph.omaSetting${type}`,
    displayName: type,
    omaUri: `./${type}`,
    value,
    ...rest,
  };
}

/** Makes a custom profile with those settings. */
export function create(
  served: ServedTenant,
  omaSettings: unknown,
  rest: object = {},
  version = "v1.0",
): Promise<Answer> {
  return served.graph("POST", `/${version}/${collection}`, {
    "@odata.type": custom,
    displayName: "PIN recovery",
    omaSettings,
    ...rest,
  });
}

/** Makes a custom profile that turns PIN recovery on, and answers its path. */
export async function createdPath(served: ServedTenant, version = "v1.0"): Promise<string> {
  const made = await create(served, [pinRecovery]);
  return `/${version}/${collection}/${made.body.id}`;
}
