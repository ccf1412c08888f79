import { z } from "zod";
import { flag, int32, opaque, text, texts } from "../graph/edm.ts";

/** Source: https://learn.microsoft.com/graph/api/resources/domain */
export const domain = z.object({
  id: z.string(),
  authenticationType: z.enum(["Managed", "Federated"]),
  availabilityStatus: text,
  isAdminManaged: z.boolean(),
  isDefault: z.boolean(),
  isInitial: z.boolean(),
  isRoot: z.boolean(),
  isVerified: z.boolean(),
  manufacturer: text,
  model: text,
  passwordNotificationWindowInDays: int32.nullable(),
  passwordValidityPeriodInDays: int32.nullable(),
  state: opaque,
  supportedServices: texts,
});

/** Source: https://learn.microsoft.com/graph/api/resources/internaldomainfederation */
export const domainFederation = z.object({
  id: z.string(),
  activeSignInUri: text,
  displayName: text,
  federatedIdpMfaBehavior: text,
  isSignedAuthenticationRequestRequired: flag,
  issuerUri: text,
  metadataExchangeUri: text,
  nextSigningCertificate: text,
  passiveSignInUri: text,
  passwordResetUri: text,
  preferredAuthenticationProtocol: text,
  promptLoginBehavior: text,
  signingCertificate: text,
  signingCertificateUpdateStatus: opaque,
  signOutUri: text,
});

/** A domain name of the tenant, and who signs its users in where that is another identity provider. */
export type Domain = z.output<typeof domain> & {
  readonly federations: readonly Partial<z.output<typeof domainFederation>>[];
};
