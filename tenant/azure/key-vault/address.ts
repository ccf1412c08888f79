/**
 * What the host names of the tenant's vaults end with: `vault.localhost:PORT`, as the environment document tells.
 * `origin` is the tenant's.
 */
export function vaultSuffix(origin: string): string {
  return `vault.${new URL(origin).host}`;
}

/** What an access token for the tenant's vaults has as its audience. */
export function vaultResource(origin: string): string {
  return `https://${vaultSuffix(origin)}`;
}

/** The name of the vault that a `Host` header means; undefined where it means the tenant itself. */
export function vaultNamed(origin: string, host: string | undefined): string | undefined {
  const ending = `.${vaultSuffix(origin)}`;
  return host?.endsWith(ending) ? host.slice(0, -ending.length).toLowerCase() : undefined;
}
