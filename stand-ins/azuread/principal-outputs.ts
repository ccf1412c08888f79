import { z } from "zod";
import { feature, featuresOf, featureTag, featureTagsOf } from "./feature-tags.ts";
import type { Principal } from "./graph/principals.ts";

const appRole = z
  .object({
    allowedMemberTypes: z.array(z.string()),
    description: z.string(),
    displayName: z.string(),
    enabled: z.boolean(),
    id: z.string(),
    value: z.string(),
  })
  .meta({ id: "ServicePrincipalAppRole" });

const oauth2PermissionScope = z
  .object({
    adminConsentDescription: z.string(),
    adminConsentDisplayName: z.string(),
    enabled: z.boolean(),
    id: z.string(),
    type: z.string(),
    userConsentDescription: z.string(),
    userConsentDisplayName: z.string(),
    value: z.string(),
  })
  .meta({ id: "ServicePrincipalOauth2PermissionScope" });

/** What a principal is beside its inputs. Source: https://www.pulumi.com/registry/packages/azuread/api-docs/serviceprincipal/ */
export const principalOutputs = z.object({
  appRoleIds: z.record(z.string(), z.string()),
  appRoles: z.array(appRole),
  applicationTenantId: z.string(),
  displayName: z.string(),
  featureTags: z.array(featureTag),
  features: z.array(feature),
  homepageUrl: z.string(),
  logoutUrl: z.string(),
  oauth2PermissionScopeIds: z.record(z.string(), z.string()),
  oauth2PermissionScopes: z.array(oauth2PermissionScope),
  objectId: z.string(),
  redirectUris: z.array(z.string()),
  samlMetadataUrl: z.string(),
  servicePrincipalNames: z.array(z.string()),
  signInAudience: z.string(),
  tags: z.array(z.string()),
  type: z.string(),
});

/** The outputs of a principal as Graph has it. */
export function outputsOf(principal: Principal): z.output<typeof principalOutputs> {
  return {
    appRoleIds: idsByValue(principal.appRoles),
    appRoles: principal.appRoles.map(({ isEnabled, ...role }) => ({ ...role, enabled: isEnabled })),
    applicationTenantId: principal.appOwnerOrganizationId,
    displayName: principal.displayName,
    featureTags: featureTagsOf(principal.tags),
    features: featuresOf(principal.tags),
    homepageUrl: principal.homepage,
    logoutUrl: principal.logoutUrl,
    oauth2PermissionScopeIds: idsByValue(principal.oauth2PermissionScopes),
    oauth2PermissionScopes: principal.oauth2PermissionScopes.map(({ isEnabled, ...scope }) => ({
      ...scope,
      enabled: isEnabled,
    })),
    objectId: principal.id,
    redirectUris: principal.replyUrls,
    samlMetadataUrl: principal.samlMetadataUrl,
    servicePrincipalNames: principal.servicePrincipalNames.filter(
      (name) => name.toLowerCase() !== principal.appId.toLowerCase(),
    ),
    signInAudience: principal.signInAudience,
    tags: principal.tags.toSorted(),
    type: principal.servicePrincipalType,
  };
}

function idsByValue(permissions: readonly { id: string; value: string }[]): Record<string, string> {
  return Object.fromEntries(
    permissions.filter(({ value }) => value !== "").map(({ id, value }) => [value, id]),
  );
}
