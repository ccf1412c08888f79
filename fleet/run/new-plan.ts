import path from "node:path";
import type { Fleet, FleetTenant } from "../fleet.ts";
import { changesTenants, type Operation, type WorkOptions } from "../operations.ts";
import type { RunPlan } from "./plan.ts";

/** What a run is to do, and what makes its id: the time in milliseconds since 1970, and a number from 0 up to 1. */
export type PlanOptions = {
  readonly operation: Operation;
  readonly options: WorkOptions;
  readonly now: number;
  readonly random: number;
};

/**
 * The plan of a run over these tenants of a fleet: its rings in their order, without those that have none of them. A run that
 * only reads goes through all of them: no approval and no failure budget keeps a nightly scan from the rings that come later.
 */
export function planRun(
  fleet: Fleet,
  tenants: readonly FleetTenant[],
  { operation, options, now, random }: PlanOptions,
): RunPlan {
  const plannedAt = new Date(now).toISOString();
  const time = plannedAt.replace(/\.\d+Z$/, "Z").replace(/[-:]/g, "");
  const digits = Math.floor(random * 0x1_0000)
    .toString(16)
    .padStart(4, "0");
  const byRing = Map.groupBy(tenants, ({ ring }) => ring);
  return {
    id: `${operation}-${time}-${digits}`,
    operation,
    options,
    fleetFile: path.relative(fleet.project, fleet.file).replaceAll("\\", "/"),
    plannedAt,
    rings: fleet.rings.flatMap((ring) => {
      const names = byRing.get(ring.name)?.map(({ name }) => name) ?? [];
      const rules = changesTenants(operation)
        ? ring
        : { ...ring, approval: false, maxFailures: names.length };
      return names.length === 0 ? [] : [{ ...rules, tenants: names }];
    }),
  };
}
