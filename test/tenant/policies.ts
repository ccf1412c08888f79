import type { Answer } from "./client.ts";
import type { ServedTenant } from "./served.ts";

export const policies = "/beta/deviceManagement/configurationPolicies";
export const helloGroup = "device_vendor_msft_passportforwork_{tenantid}";
export const pinRecoveryId = `${helloGroup}_policies_enablepinrecovery`;

const type = (kind: string) => ({ "@odata.type": `#microsoft.graph.deviceManagementConfiguration${kind}` });

/** A choice, in Graph's form. */
export function choice(settingDefinitionId: string, option: string, rest: object = {}) {
  return {
    ...type("ChoiceSettingInstance"),
    settingDefinitionId,
    choiceSettingValue: { value: `${settingDefinitionId}_${option}`, children: [] },
    ...rest,
  };
}

/** A simple setting, in Graph's form. */
export function simple(settingDefinitionId: string, kind: string, value: unknown, rest: object = {}) {
  return {
    ...type("SimpleSettingInstance"),
    settingDefinitionId,
    simpleSettingValue: { ...type(`${kind}SettingValue`), value, ...rest },
  };
}

/** A collection of groups, in Graph's form. */
export function groups(settingDefinitionId: string, ...children: object[][]) {
  return {
    ...type("GroupSettingCollectionInstance"),
    settingDefinitionId,
    groupSettingCollectionValue: children.map((list) => ({ children: list })),
  };
}

export const pinRecovery = groups(helloGroup, [choice(pinRecoveryId, "true")]);

/** The body of a policy with those setting instances. */
export function policy(instances: readonly unknown[], rest: object = {}): Record<string, unknown> {
  return {
    name: "PIN recovery",
    description: "",
    platforms: "windows10",
    technologies: "mdm",
    roleScopeTagIds: ["0"],
    settings: instances.map((settingInstance) => ({ settingInstance })),
    ...rest,
  };
}

/** Makes a policy. */
export function createPolicy(
  served: ServedTenant,
  instances: readonly unknown[],
  rest: object = {},
): Promise<Answer> {
  return served.graph("POST", policies, policy(instances, rest));
}

/** Makes a policy that turns PIN recovery on, and returns its path. */
export async function createdPolicy(served: ServedTenant): Promise<string> {
  return `${policies}/${(await createPolicy(served, [pinRecovery])).body.id}`;
}
