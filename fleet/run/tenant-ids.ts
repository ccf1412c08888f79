import type { Fleet } from "../fleet.ts";
import type { RunPlan } from "./plan.ts";

/** The ids of a plan's tenants, by name. */
export function tenantIdsOf(fleet: Fleet, plan: RunPlan): Record<string, string> {
  const planned = new Set(plan.rings.flatMap(({ tenants }) => tenants));
  return Object.fromEntries(
    fleet.tenants.filter(({ name }) => planned.has(name)).map(({ name, tenantId }) => [name, tenantId]),
  );
}
