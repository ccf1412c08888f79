import { z } from "zod";
import { flag, instant, int32, opaque, text } from "../graph/edm.ts";

/** Source: https://learn.microsoft.com/graph/api/resources/userregistrationdetails */
export const userRegistrationDetails = z.object({
  id: z.guid(),
  isAdmin: flag,
  isMfaCapable: z.boolean(),
  isMfaRegistered: z.boolean(),
  isPasswordlessCapable: z.boolean(),
  isSsprCapable: z.boolean(),
  isSsprEnabled: z.boolean(),
  isSsprRegistered: z.boolean(),
  isSystemPreferredAuthenticationMethodEnabled: flag,
  lastUpdatedDateTime: instant,
  methodsRegistered: z.array(z.string()),
  systemPreferredAuthenticationMethods: z.array(z.string()),
  userDisplayName: z.string(),
  userPreferredMethodForSecondaryAuthentication: text,
  userPrincipalName: z.string(),
  userType: text,
});

/** Which authentication methods a user has; `id` is the user's. */
export type UserRegistrationDetails = z.output<typeof userRegistrationDetails>;

/** Source: https://learn.microsoft.com/graph/api/resources/signin */
export const signIn = z.object({
  id: z.string(),
  appDisplayName: text,
  appId: text,
  appliedConditionalAccessPolicies: opaque,
  authenticationAppDeviceDetails: opaque,
  clientAppUsed: text,
  conditionalAccessStatus: text,
  correlationId: text,
  createdDateTime: instant,
  deviceDetail: opaque,
  homeTenantId: text,
  ipAddress: text,
  isInteractive: flag,
  location: opaque,
  resourceDisplayName: text,
  resourceId: text,
  resourceTenantId: text,
  riskDetail: text,
  riskEventTypes: opaque,
  riskEventTypes_v2: opaque,
  riskLevelAggregated: text,
  riskLevelDuringSignIn: text,
  riskState: text,
  servicePrincipalId: text,
  servicePrincipalName: text,
  status: z.strictObject({ errorCode: int32, failureReason: text, additionalDetails: text }).nullable(),
  userAgent: text,
  userDisplayName: text,
  userId: z.string(),
  userPrincipalName: text,
});

/** An interactive sign-in; what is left out reads null. */
export type SignIn = Partial<z.output<typeof signIn>> & {
  readonly id: string;
  readonly createdDateTime: string;
};

/** Source: https://learn.microsoft.com/graph/api/resources/recommendation?view=graph-rest-beta */
export const recommendation = z.object({
  id: z.string(),
  actionSteps: opaque,
  benefits: text,
  category: text,
  categoryGroup: text,
  completedBySystemDateTime: instant.nullable(),
  completedByUserDateTime: instant.nullable(),
  createdDateTime: instant,
  currentScore: z.number().nullable(),
  displayName: text,
  failedReviewDateTime: instant.nullable(),
  featureAreas: opaque,
  impactStartDateTime: instant.nullable(),
  impactType: text,
  insights: text,
  lastCheckedDateTime: instant.nullable(),
  lastModifiedBy: text,
  lastModifiedDateTime: instant.nullable(),
  maxScore: z.number().nullable(),
  needsMoreActionResourceCount: int32.nullable(),
  nistClassifications: opaque,
  postponeUntilDateTime: instant.nullable(),
  priority: text,
  recommendationType: text,
  releaseType: text,
  remediatedDateTime: instant.nullable(),
  remediationImpact: text,
  requiredLicenses: text,
  status: text,
  statusModifiedDateTime: instant.nullable(),
  tags: opaque,
});

/** Source: https://learn.microsoft.com/graph/api/resources/impactedresource?view=graph-rest-beta */
export const impactedResource = z.object({
  id: z.string(),
  addedDateTime: instant,
  additionalDetails: opaque,
  apiUrl: text,
  displayName: text,
  lastModifiedBy: text,
  lastModifiedDateTime: instant.nullable(),
  owner: text,
  portalUrl: text,
  postponeUntilDateTime: instant.nullable(),
  rank: int32.nullable(),
  recommendationId: text,
  resourceType: text,
  status: text,
  subjectId: text,
  tags: opaque,
});

/** A recommendation with the resources that it concerns. */
export type Recommendation = Partial<z.output<typeof recommendation>> & {
  readonly id: string;
  readonly impactedResources: readonly (Partial<z.output<typeof impactedResource>> & {
    readonly id: string;
  })[];
};
