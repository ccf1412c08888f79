import type { Settings } from "../settings.ts";
import { type Directory, lookUpDirectory } from "./directory.ts";
import { DirectoryQuery } from "./directory-query.ts";
import { type Existing, lookUpExisting } from "./existing.ts";
import { azureadTenant } from "./signed-in-tenant.ts";

/**
 * Looks up what the settings name and what the tenant has already, before the first resource is registered. Lookups that do
 * not depend on each other start at the same time, and so do the first calls of both providers: neither plugin waits for the
 * other one to start.
 *
 * @param name The name of the stack's components.
 * @throws RunError that lists every issue.
 */
export async function lookUpTenant(
  name: string,
  settings: Settings,
): Promise<{ directory: Directory; existing: Existing }> {
  const query = new DirectoryQuery();
  const azuread = azureadTenant();
  const directory = lookUpDirectory(settings, query, azuread);
  const existing = lookUpExisting(name, settings, query, directory);
  query.send(azuread);
  const [found, already] = await Promise.all([directory, existing]);
  return { directory: found, existing: already };
}
