import { CredentialError } from "../../graph/credentials/errors.ts";
import type { Explanation } from "../../text/explained-error.ts";
import type { FleetErrorCode } from "../error-codes.ts";
import type { FleetTenant } from "../fleet.ts";

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

/** The same by what another program wrote of its sign-in. */
export function saysWithoutConsent(text: string): boolean {
  return (text.match(/\bAADSTS\d+\b/g) ?? []).some((code) => codes.has(code));
}

/** What is said of such a tenant. */
export function notConsented({ name }: Pick<FleetTenant, "name">): Explanation<FleetErrorCode> {
  return {
    code: "noConsent",
    message: `Tenant ${name} does not have the application: no administrator has consented to it.`,
    hint: `Open the link that \`npm run pin-reset -- fleet onboard ${name}\` prints, as an administrator of that tenant.`,
  };
}
