import { z } from "zod";
import { defineArmResource, named, shownAlways } from "../define-arm-resource.ts";

const trust = {
  audiences: z.array(z.string()),
  issuer: z.string(),
  subject: z.string(),
};

/** Source: https://www.pulumi.com/registry/packages/azure-native/api-docs/managedidentity/federatedidentitycredential/ */
export const federatedIdentityCredential = defineArmResource({
  token: "azure-native:managedidentity:FederatedIdentityCredential",
  description: "A managed identity's trust in the tokens of another issuer.",
  path: "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName}/federatedIdentityCredentials/{federatedIdentityCredentialResourceName}",
  apiVersion: "2023-01-31",
  flat: true,
  inputs: z.strictObject({
    ...trust,
    federatedIdentityCredentialResourceName: named,
    resourceGroupName: z.string(),
    resourceName: z.string(),
  }),
  outputs: z.object({ ...shownAlways, ...trust }),
  replaceOn: ["federatedIdentityCredentialResourceName", "resourceGroupName", "resourceName"],
});
