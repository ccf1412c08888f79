import { CredentialError } from "../../graph/credentials/errors.ts";

/**
 * Entra's codes for a tenant that does not have the application, or has not consented to it.
 * Source: https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
const codes: ReadonlySet<string | undefined> = new Set([
  "AADSTS65001",
  "AADSTS650052",
  "AADSTS650057",
  "AADSTS700016",
  "AADSTS7000229",
]);

/** Whether a sign-in failed since the tenant has not consented to the application. */
export function isWithoutConsent(error: unknown): boolean {
  return error instanceof CredentialError && codes.has(error.entraCode);
}
