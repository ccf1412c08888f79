import { z } from "zod";
import { defineArmResource, named, shownAlways, tags } from "../define-arm-resource.ts";

/** Source: https://www.pulumi.com/registry/packages/azure-native/api-docs/managedidentity/userassignedidentity/ */
export const userAssignedIdentity = defineArmResource({
  token: "azure-native:managedidentity:UserAssignedIdentity",
  description: "A managed identity that is a resource of its own.",
  path: "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName}",
  apiVersion: "2023-01-31",
  flat: true,
  inputs: z.strictObject({
    location: named,
    resourceGroupName: named,
    resourceName: named,
    tags: tags.optional(),
  }),
  outputs: z.object({
    ...shownAlways,
    clientId: z.string(),
    location: z.string(),
    principalId: z.string(),
    tags: tags.optional(),
    tenantId: z.string(),
  }),
  replaceOn: ["location", "resourceGroupName", "resourceName"],
});
