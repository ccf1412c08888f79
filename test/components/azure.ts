import type { MockResourceArgs } from "@pulumi/pulumi/runtime/index.js";

export const subscription = "/subscriptions/0b8e4a5c-1d2f-4c3b-9a6e-7f8091a2b3c4";

type Made = { id: string; state: Record<string, unknown> };

const made: Record<string, (args: MockResourceArgs) => Made> = {
  "azure-native:resources:ResourceGroup": ({ inputs }) => ({
    id: `${subscription}/resourceGroups/${inputs.resourceGroupName}`,
    state: { ...inputs, name: inputs.resourceGroupName },
  }),
  "azure-native:keyvault:Vault": ({ inputs }) => ({
    id: `${subscription}/resourceGroups/${inputs.resourceGroupName}/providers/Microsoft.KeyVault/vaults/${inputs.vaultName}`,
    state: {
      ...inputs,
      name: inputs.vaultName,
      properties: { ...inputs.properties, vaultUri: `https://${inputs.vaultName}.vault.azure.net/` },
    },
  }),
  "azure-native:managedidentity:UserAssignedIdentity": ({ inputs }) => ({
    id: `${subscription}/resourceGroups/${inputs.resourceGroupName}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${inputs.resourceName}`,
    state: {
      ...inputs,
      name: inputs.resourceName,
      principalId: `${inputs.resourceName}-principal-id`,
      clientId: `${inputs.resourceName}-client-id`,
    },
  }),
};

/** What Azure Resource Manager makes of a resource; undefined for one that is none of its own here. */
export function madeInAzure(args: MockResourceArgs): Made | undefined {
  return made[args.type]?.(args);
}
