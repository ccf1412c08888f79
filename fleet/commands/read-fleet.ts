import type { Fleet, FleetTenant } from "../fleet.ts";
import type { FleetOption, Selection } from "./options.ts";

/**
 * The fleet that `--fleet` names.
 *
 * @throws FleetError where the file is not there or not as it must be.
 */
export async function readFleetOf({ fleet }: FleetOption): Promise<Fleet> {
  const { readFleet } = await import("../file/read.ts");
  return readFleet(fleet);
}

/**
 * The tenants that `--ring`, `--tenant` and `--tag` select.
 *
 * @throws FleetError where a name is not in the file, or no tenant fits.
 */
export async function selected(fleet: Fleet, { ring, tenant, tag }: Selection): Promise<FleetTenant[]> {
  const { selectTenants } = await import("../file/select.ts");
  return selectTenants(fleet, { rings: ring, tenants: tenant, tags: tag });
}
