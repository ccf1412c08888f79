export { enablePinRecoveryUri } from "./recovery-node.ts";

/**
 * The OMA-URI of the hosts that web sign-in may reach during a PIN reset, for federated tenants.
 * Source: https://learn.microsoft.com/windows/security/identity-protection/hello-for-business/pin-reset
 */
export const webSignInAllowedUrlsUri =
  "./Vendor/MSFT/Policy/Config/Authentication/ConfigureWebSignInAllowedUrls";
