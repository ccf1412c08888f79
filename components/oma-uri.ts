import type { Settings } from "../settings.ts";

/** Whom a policy of the Passport for Work CSP reaches: everyone on the device, or the user it is assigned to. */
type PolicyScope = Settings["profile"]["scope"];

const nodes: Readonly<Record<PolicyScope, string>> = { device: "./Device", user: "./User" };

/**
 * The OMA-URI of EnablePinRecovery. `tenantId` is the directory's GUID without braces. Intune compares an OMA-URI with
 * regard to case, and a device ignores one that names another tenant.
 * Source: https://learn.microsoft.com/windows/client-management/mdm/passportforwork-csp
 */
export function enablePinRecoveryUri(tenantId: string, scope: PolicyScope): string {
  return `${nodes[scope]}/Vendor/MSFT/PassportForWork/${tenantId}/Policies/EnablePinRecovery`;
}

/**
 * The OMA-URI of the hosts that web sign-in may reach during a PIN reset, for federated tenants.
 * Source: https://learn.microsoft.com/windows/security/identity-protection/hello-for-business/pin-reset
 */
export const webSignInAllowedUrlsUri =
  "./Vendor/MSFT/Policy/Config/Authentication/ConfigureWebSignInAllowedUrls";
