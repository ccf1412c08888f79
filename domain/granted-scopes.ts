/** What becomes of a grant's delegated permissions. Entra compares their names without regard to case. */
export type ScopeChanges = { readonly added: readonly string[]; readonly removed: readonly string[] };

/** The difference between the permissions that a grant has and those that it is to have. */
export function scopeChanges(present: readonly string[], wanted: readonly string[]): ScopeChanges {
  return { added: without(wanted, present), removed: without(present, wanted) };
}

type Inputs = Readonly<Record<string, unknown>>;

/** As scopeChanges, from the inputs of a grant (azuread: `claimValues`) before and after; of anything else, nothing. */
export function grantChanges(present: Inputs | undefined, wanted: Inputs | undefined): ScopeChanges {
  return scopeChanges(claimsIn(present), claimsIn(wanted));
}

function claimsIn(inputs: Inputs | undefined): string[] {
  const claims = inputs?.claimValues;
  return Array.isArray(claims) ? claims.filter((claim) => typeof claim === "string") : [];
}

/** Those of `scopes` that `others` does not have. */
export function without(scopes: readonly string[], others: readonly string[]): string[] {
  const names = new Set(others.map((scope) => scope.toLowerCase()));
  return scopes.filter((scope) => scope !== "" && !names.has(scope.toLowerCase()));
}

/** What a change takes away, in words: `removes Directory.Read.All`; undefined where it takes nothing away. */
export function removalInWords({ removed }: ScopeChanges): string | undefined {
  return removed.length === 0 ? undefined : `removes ${removed.join(", ")}`;
}
