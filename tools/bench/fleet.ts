import { seeded } from "../../tenant/seed/ids.ts";
import type { Tenant } from "../../tenant/server.ts";

/** Puts that many phones into a tenant, all of which can be reset; returns their ids. */
export function addPhones({ state }: Tenant, count: number): string[] {
  const phone = state.managedDevices.get(seeded.managedDevices.firstPhone);
  if (phone === undefined) {
    throw new Error("The tenant has lost its first phone.");
  }
  return Array.from({ length: count }, (_, index) => {
    const id = `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
    state.managedDevices.put({ ...phone, id, deviceName: `FLEET-${index}`, serialNumber: `FLEET${index}` });
    return id;
  });
}
