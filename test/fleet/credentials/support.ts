import type { FleetCredential, FleetTenant } from "../../../fleet/fleet.ts";

export const application = "8d7c6b5a-4e3f-4a2b-9c1d-0e9f8a7b6c5d";

/** A tenant of a fleet with this credential. */
export function fleetTenant(
  tenantId: string,
  credential: FleetCredential,
  settings: FleetTenant["settings"] = {},
): FleetTenant {
  return { name: "contoso", tenantId, ring: "canary", tags: [], stack: "contoso", settings, credential };
}
