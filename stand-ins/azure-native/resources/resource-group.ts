import { z } from "zod";
import { defineArmResource, named, shownAlways, tags } from "../define-arm-resource.ts";

/** Source: https://www.pulumi.com/registry/packages/azure-native/api-docs/resources/resourcegroup/ */
export const resourceGroup = defineArmResource({
  token: "azure-native:resources:ResourceGroup",
  description: "A resource group.",
  path: "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}",
  apiVersion: "2024-03-01",
  flat: false,
  inputs: z.strictObject({
    location: named,
    managedBy: z.string().optional(),
    resourceGroupName: named,
    tags: tags.optional(),
  }),
  outputs: z.object({
    ...shownAlways,
    location: z.string(),
    managedBy: z.string().optional(),
    properties: z.object({ provisioningState: z.string() }).meta({ id: "ResourceGroupPropertiesResponse" }),
    tags: tags.optional(),
  }),
  replaceOn: ["location", "resourceGroupName"],
});
