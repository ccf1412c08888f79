/** What azuread's text says went wrong with a look-up, as far as the text tells. */
type LookUpFailure = "missing" | "ambiguous" | "forbidden" | "other";

const signs: readonly (readonly [LookUpFailure, RegExp])[] = [
  ["ambiguous", /more than one group/i],
  ["missing", /no (?:group|service principal)s? found|(?:group|service principal) not found/i],
  ["forbidden", /\b403\b|Authorization_RequestDenied|insufficient privileges/i],
];

/**
 * Tells a failed azuread function by its text: the provider gives no code.
 * Source: https://github.com/hashicorp/terraform-provider-azuread/tree/main/internal/services
 */
export function lookUpFailure(error: unknown): LookUpFailure {
  return signs.find(([, sign]) => sign.test(String(error)))?.[0] ?? "other";
}

/** The provider's own words, on one line of at most 400 characters, without the engine's words around them. */
export function providerMessage(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message
    .replace(/(?:invocation of|invoking) [\w:/]+(?: returned an error)?:/g, "")
    .replace(/\b\d+ errors? occurred:/g, "")
    .replace(/^\s*\*\s+/gm, "")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 400);
}
