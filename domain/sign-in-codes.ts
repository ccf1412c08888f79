/**
 * What the error codes of a sign-in mean for a PIN reset, by the number after `AADSTS`.
 * Source: https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
const meanings: ReadonlyMap<number, string> = new Map([
  [50072, "the user has registered no method for multifactor authentication"],
  [50074, "the user did not pass multifactor authentication"],
  [50076, "multifactor authentication is needed"],
  [
    50079,
    "the user has registered no method for multifactor authentication, or the federated identity provider sent no claim of it",
  ],
  [50097, "the device has to be authenticated"],
  [50105, "the user is not assigned to the application, which requires it"],
  [50155, "the device could not be authenticated"],
  [50158, "an external challenge has to be met"],
  [50161, "an external challenge has to be met"],
  [50187, "the device could not be authenticated"],
  [53000, "Conditional Access requires a compliant device"],
  [53001, "Conditional Access requires a joined device"],
  [53003, "Conditional Access blocks the sign-in"],
  [53004, "the registration for multifactor authentication is blocked"],
  [53010, "the registration for multifactor authentication is blocked"],
  [530035, "security defaults block the sign-in"],
  [65001, "no one has consented to the application"],
  [65002, "the application is not preauthorized"],
  [650052, "the PIN reset service is not in the tenant"],
  [70001, "the PIN reset client is disabled"],
  [700011, "the PIN reset client is not in the tenant"],
  [70043, "Conditional Access asks for a new sign-in after some time"],
]);

/** Codes whose meaning for a PIN reset was not verified. */
const unverified: ReadonlyMap<number, string> = new Map([
  [700016, "the PIN reset client is not in the tenant (not verified)"],
]);

/** What an error code means; undefined for one that is in no table. */
export function signInCodeMeaning(code: number): string | undefined {
  return meanings.get(code) ?? unverified.get(code);
}
