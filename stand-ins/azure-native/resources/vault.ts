import { z } from "zod";
import { defineArmResource, named, shownAlways, tags } from "../define-arm-resource.ts";

const texts = z.array(z.string()).optional();

const permissions = z
  .strictObject({ certificates: texts, keys: texts, secrets: texts, storage: texts })
  .meta({ id: "Permissions" });

const accessPolicy = z
  .strictObject({
    applicationId: z.string().optional(),
    objectId: z.string(),
    permissions,
    tenantId: z.string(),
  })
  .meta({ id: "AccessPolicyEntry" });

const ipRule = z.strictObject({ value: z.string() }).meta({ id: "IPRule" });

const virtualNetworkRule = z
  .strictObject({ id: z.string(), ignoreMissingVnetServiceEndpoint: z.boolean().optional() })
  .meta({ id: "VirtualNetworkRule" });

const networkRuleSet = z
  .strictObject({
    bypass: z.string().optional(),
    defaultAction: z.string().optional(),
    ipRules: z.array(ipRule).optional(),
    virtualNetworkRules: z.array(virtualNetworkRule).optional(),
  })
  .meta({ id: "NetworkRuleSet" });

const sku = z.strictObject({ family: z.string(), name: z.enum(["standard", "premium"]) }).meta({ id: "Sku" });

const shown = {
  accessPolicies: z.array(accessPolicy).optional(),
  enablePurgeProtection: z.boolean().optional(),
  enableRbacAuthorization: z.boolean().optional(),
  enableSoftDelete: z.boolean().optional(),
  enabledForDeployment: z.boolean().optional(),
  enabledForDiskEncryption: z.boolean().optional(),
  enabledForTemplateDeployment: z.boolean().optional(),
  networkAcls: networkRuleSet.optional(),
  publicNetworkAccess: z.string().optional(),
  sku,
  softDeleteRetentionInDays: z.number().optional(),
  tenantId: z.string(),
};

const vaultProperties = z
  .strictObject({ ...shown, createMode: z.enum(["recover", "default"]).optional() })
  .meta({ id: "VaultProperties" });

const vaultPropertiesResponse = z
  .object({ ...shown, provisioningState: z.string(), vaultUri: z.string() })
  .meta({ id: "VaultPropertiesResponse" });

/** Source: https://www.pulumi.com/registry/packages/azure-native/api-docs/keyvault/vault/ */
export const vault = defineArmResource({
  token: "azure-native:keyvault:Vault",
  description: "A key vault.",
  path: "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.KeyVault/vaults/{vaultName}",
  apiVersion: "2024-11-01",
  flat: false,
  inputs: z.strictObject({
    location: named,
    properties: vaultProperties,
    resourceGroupName: z.string(),
    tags: tags.optional(),
    vaultName: named,
  }),
  outputs: z.object({
    ...shownAlways,
    location: z.string(),
    properties: vaultPropertiesResponse,
    systemData: tags.optional(),
    tags: tags.optional(),
  }),
  replaceOn: ["location", "resourceGroupName", "vaultName"],
  // A write must have access policies; those that others have set are kept.
  complete: (body, current) => {
    const { accessPolicies = [] } = { ...current?.properties };
    return { ...body, properties: { accessPolicies, ...Object(body.properties) } };
  },
});
