import { z } from "zod";
import { flag, guid, instant, opaque, text, texts } from "../graph/edm.ts";

const directoryObject = { id: guid, deletedDateTime: instant.nullable() };

const permissionScope = z.strictObject({
  adminConsentDescription: text,
  adminConsentDisplayName: text,
  id: guid,
  isEnabled: z.boolean(),
  origin: text.optional(),
  type: text,
  userConsentDescription: text,
  userConsentDisplayName: text,
  value: text,
});

const appRole = z.strictObject({
  allowedMemberTypes: texts,
  description: text,
  displayName: text,
  id: guid,
  isEnabled: z.boolean(),
  origin: text.optional(),
  value: text,
});

const verifiedPublisher = z.strictObject({
  addedDateTime: instant.nullable(),
  displayName: text,
  verifiedPublisherId: text,
});

const keyCredential = z.strictObject({
  customKeyIdentifier: text,
  displayName: text,
  endDateTime: instant.nullable(),
  key: text,
  keyId: guid.nullable(),
  startDateTime: instant.nullable(),
  type: text,
  usage: text,
});

/** Source: https://learn.microsoft.com/graph/api/resources/serviceprincipal */
export const servicePrincipal = z.object({
  ...directoryObject,
  accountEnabled: flag,
  addIns: z.array(opaque),
  alternativeNames: texts,
  appDescription: text,
  appDisplayName: text,
  appId: guid,
  applicationTemplateId: text,
  appOwnerOrganizationId: guid.nullable(),
  appRoleAssignmentRequired: z.boolean(),
  appRoles: z.array(appRole),
  createdByAppId: text,
  customSecurityAttributes: opaque,
  description: text,
  disabledByMicrosoftStatus: text,
  displayName: text,
  homepage: text,
  info: opaque,
  isDisabled: flag,
  keyCredentials: z.array(keyCredential),
  loginUrl: text,
  logoutUrl: text,
  notes: text,
  notificationEmailAddresses: texts,
  oauth2PermissionScopes: z.array(permissionScope),
  passwordCredentials: z.array(opaque),
  preferredSingleSignOnMode: text,
  preferredTokenSigningKeyThumbprint: text,
  replyUrls: texts,
  resourceSpecificApplicationPermissions: z.array(opaque),
  samlSingleSignOnSettings: z.strictObject({ relayState: text.optional() }).nullable(),
  servicePrincipalNames: texts,
  servicePrincipalType: text,
  signInAudience: text,
  tags: texts,
  tokenEncryptionKeyId: text,
  verifiedPublisher: verifiedPublisher.partial().nullable(),
});

/** The beta form adds what the azuread provider asks beta for. */
export const servicePrincipalBeta = servicePrincipal.extend({ samlMetadataUrl: text });

/** Source: https://learn.microsoft.com/graph/api/resources/group */
export const group = z.object({
  ...directoryObject,
  allowExternalSenders: flag,
  autoSubscribeNewMembers: flag,
  createdDateTime: instant.nullable(),
  description: text,
  displayName: text,
  groupTypes: texts,
  hideFromAddressLists: flag,
  hideFromOutlookClients: flag,
  isAssignableToRole: flag,
  mail: text,
  mailEnabled: flag,
  mailNickname: text,
  membershipRule: text,
  membershipRuleProcessingState: text,
  onPremisesSyncEnabled: flag,
  proxyAddresses: texts,
  securityEnabled: flag,
  securityIdentifier: text,
  visibility: text,
});

/** Source: https://learn.microsoft.com/graph/api/resources/user */
export const user = z.object({
  id: guid,
  businessPhones: texts,
  displayName: text,
  givenName: text,
  jobTitle: text,
  mail: text,
  mobilePhone: text,
  officeLocation: text,
  preferredLanguage: text,
  surname: text,
  userPrincipalName: text,
  accountEnabled: flag,
  mailNickname: text,
  userType: text,
});

/** A device as the directory knows it. Source: https://learn.microsoft.com/graph/api/resources/device */
const directoryDevice = z.object({
  id: guid,
  accountEnabled: flag,
  deviceId: text,
  displayName: text,
  operatingSystem: text,
  operatingSystemVersion: text,
  trustType: text,
});

/** Source: https://learn.microsoft.com/graph/api/resources/organization */
export const organization = z.object({
  ...directoryObject,
  countryLetterCode: text,
  createdDateTime: instant.nullable(),
  displayName: text,
  tenantType: text,
  verifiedDomains: z.array(opaque),
});

const requiredResourceAccess = z.strictObject({
  resourceAppId: z.string(),
  resourceAccess: z.array(z.strictObject({ id: guid, type: z.enum(["Role", "Scope"]) })),
});

/** Source: https://learn.microsoft.com/graph/api/resources/application */
export const application = z.object({
  ...directoryObject,
  appId: guid,
  appRoles: z.array(appRole),
  createdDateTime: instant.nullable(),
  description: text,
  displayName: text,
  identifierUris: texts,
  isFallbackPublicClient: flag,
  notes: text,
  publicClient: z.strictObject({ redirectUris: texts }),
  publisherDomain: text,
  requiredResourceAccess: z.array(requiredResourceAccess),
  signInAudience: text,
  tags: texts,
  web: z.strictObject({ redirectUris: texts }),
});

/** Source: https://learn.microsoft.com/graph/api/resources/oauth2permissiongrant */
export const oauth2PermissionGrant = z.object({
  id: z.string(),
  clientId: guid,
  consentType: z.enum(["AllPrincipals", "Principal"]),
  principalId: guid.nullable(),
  resourceId: guid,
  scope: z.string().max(3850).nullable(),
});

/** Source: https://learn.microsoft.com/graph/api/resources/approleassignment */
export const appRoleAssignment = z.object({
  id: z.string(),
  deletedDateTime: instant.nullable(),
  appRoleId: guid,
  createdDateTime: instant.nullable(),
  principalDisplayName: text,
  principalId: guid,
  principalType: text,
  resourceDisplayName: text,
  resourceId: guid,
});

/** A principal of the tenant, with everything either version shows. */
export type ServicePrincipal = z.output<typeof servicePrincipalBeta>;
/** A group and its direct members, by object id. */
export type Group = z.output<typeof group> & {
  readonly memberIds: readonly string[];
  readonly ownerIds: readonly string[];
};
/** A user. */
export type User = z.output<typeof user>;
/** A device in the directory. */
export type DirectoryDevice = z.output<typeof directoryDevice>;
/** The tenant's own record. */
export type Organization = z.output<typeof organization>;
/** An app registered here. */
export type Application = z.output<typeof application>;
/** A consent to delegated permissions. */
export type OAuth2PermissionGrant = z.output<typeof oauth2PermissionGrant>;
/** An app role given to a principal. */
export type AppRoleAssignment = z.output<typeof appRoleAssignment>;
