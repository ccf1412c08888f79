import type { Explanation } from "../../text/explained-error.ts";
import type { FleetErrorCode } from "../error-codes.ts";
import type { FleetTenant } from "../fleet.ts";

/**
 * Entra's codes for an application that the tenant does not have.
 * Source: https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
const withoutApplication: ReadonlySet<string> = new Set(["AADSTS700016", "AADSTS7000229"]);

/** Whether one of Entra's codes says that the tenant does not have the application. */
export function isWithoutApplication(entraCode: string): boolean {
  return withoutApplication.has(entraCode);
}

/** What to say of a tenant that does not have the application. */
export function notConsented({ name }: Pick<FleetTenant, "name">): Explanation<FleetErrorCode> {
  return {
    code: "noConsent",
    message: `Tenant ${name} does not have the application: no administrator has consented to it.`,
    hint: `Open the link that \`npm run pin-reset -- fleet onboard ${name}\` prints, as an administrator of that tenant.`,
  };
}

/**
 * The same in place of what Entra and the engine say of a sign-in that failed for it, which is long and names other causes.
 *
 * @returns Undefined for a failure of any other kind.
 */
export function notConsentedBy(
  { message = "" }: { readonly message?: string },
  tenant: Pick<FleetTenant, "name">,
): Explanation<FleetErrorCode> | undefined {
  const codes = message.match(/\bAADSTS\d+\b/g) ?? [];
  return codes.some(isWithoutApplication) ? notConsented(tenant) : undefined;
}
