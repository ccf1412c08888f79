import { z } from "zod";

/** A schema of a request's body. */
export type Body<Read> = z.ZodType<Read>;

const tags = z.record(z.string().max(512), z.string().max(256)).optional();
const location = z.string().min(1);

/** Source: https://learn.microsoft.com/rest/api/resources/resource-groups/create-or-update?view=rest-resources-2024-03-01 */
export const resourceGroupBody = z.strictObject({ location, managedBy: z.string().optional(), tags });

/** Source: https://learn.microsoft.com/rest/api/managedidentity/user-assigned-identities/create-or-update?view=rest-managedidentity-2023-01-31 */
export const identityBody = z.strictObject({ location, tags });

/** Source: https://learn.microsoft.com/rest/api/managedidentity/federated-identity-credentials/create-or-update?view=rest-managedidentity-2023-01-31 */
export const federatedCredentialBody = z.strictObject({
  properties: z.strictObject({
    issuer: z.url({ protocol: /^https$/ }),
    subject: z.string().min(1).max(600),
    audiences: z.array(z.string().min(1).max(600)).length(1),
  }),
});

/** Source: https://learn.microsoft.com/rest/api/authorization/role-assignments/create?view=rest-authorization-2022-04-01 */
export const roleAssignmentBody = z.strictObject({
  properties: z.strictObject({
    roleDefinitionId: z.string(),
    principalId: z.guid().toLowerCase(),
    principalType: z.enum(["User", "Group", "ServicePrincipal", "ForeignGroup", "Device"]).optional(),
    description: z.string().optional(),
    condition: z.string().optional(),
    conditionVersion: z.literal("2.0").optional(),
    delegatedManagedIdentityResourceId: z.string().optional(),
  }),
});

const accessPolicy = z.strictObject({
  tenantId: z.guid(),
  objectId: z.string(),
  applicationId: z.guid().optional(),
  permissions: z.record(z.string(), z.array(z.string())),
});

/** Source: https://learn.microsoft.com/rest/api/keyvault/keyvault/vaults/create-or-update?view=rest-keyvault-keyvault-2024-11-01 */
export const vaultBody = z.strictObject({
  location,
  tags,
  properties: z.strictObject({
    tenantId: z.guid(),
    sku: z.strictObject({ family: z.literal("A"), name: z.enum(["standard", "premium"]) }),
    accessPolicies: z.array(accessPolicy).max(1024).optional(),
    createMode: z.enum(["default", "recover"]).optional(),
    enabledForDeployment: z.boolean().optional(),
    enabledForDiskEncryption: z.boolean().optional(),
    enabledForTemplateDeployment: z.boolean().optional(),
    enablePurgeProtection: z.literal(true, "does not accept false").optional(),
    enableRbacAuthorization: z.boolean().optional(),
    enableSoftDelete: z.literal(true, "cannot be switched off").optional(),
    networkAcls: z
      .strictObject({
        bypass: z.enum(["AzureServices", "None"]).optional(),
        defaultAction: z.enum(["Allow", "Deny"]).optional(),
        ipRules: z.array(z.strictObject({ value: z.union([z.ipv4(), z.cidrv4()]) })).optional(),
        virtualNetworkRules: z
          .array(
            z.strictObject({
              id: z.string().regex(/^\/subscriptions\/.*\/subnets\/[^/]+$/i, "is no id of a subnet"),
              ignoreMissingVnetServiceEndpoint: z.boolean().optional(),
            }),
          )
          .optional(),
      })
      .optional(),
    publicNetworkAccess: z
      .string()
      .regex(/^(enabled|disabled)$/i)
      .optional(),
    softDeleteRetentionInDays: z.number().int().min(7).max(90).optional(),
  }),
});

export type VaultBody = z.output<typeof vaultBody>;
