import type { InvokeOptions } from "@pulumi/pulumi";
import type { Settings } from "../settings.ts";
import { type Directory, lookUpDirectory } from "./directory.ts";
import { DirectoryQuery } from "./directory-query.ts";
import { type Existing, lookUpExisting } from "./existing.ts";
import { azureadTenant } from "./signed-in-tenant.ts";

/** What the settings name, as the tenant has it, and what it has already. */
export type LookedUp = { directory: Directory; existing: Existing };

/**
 * Looks up what the settings name and what the tenant has already, before the first resource is registered. Lookups that do
 * not depend on each other start at the same time, and so do the first calls of both providers: neither plugin waits for the
 * other one to start.
 *
 * @param name The name of the stack's components.
 * @param options The component whose providers are asked, where it has its own.
 * @throws RunError that lists every issue, and NotKnownYet.
 */
export async function lookUpTenant(
  name: string,
  settings: Settings,
  options: InvokeOptions = {},
): Promise<LookedUp> {
  const query = new DirectoryQuery(options);
  const azuread = azureadTenant(options);
  const directory = lookUpDirectory(settings, query, azuread);
  const existing = lookUpExisting(name, settings, query, directory, options);
  query.send(azuread);
  const [found, already] = await Promise.all([directory, existing]);
  return { directory: found, existing: already };
}
