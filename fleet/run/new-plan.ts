import path from "node:path";
import type { Fleet, FleetTenant, Ring } from "../fleet.ts";
import { changesTenants, type Operation, type WorkOptions } from "../operations.ts";
import type { PlannedRing, RunPlan } from "./plan.ts";

/** How many tenants a scan compares at once: each takes one sign-in and one request, and hardly any of this machine. */
const scannedAtOnce = 32;

/** What a run is to do, and what makes its id: the time in milliseconds since 1970, and a number from 0 up to 1. */
export type PlanOptions = {
  readonly operation: Operation;
  readonly options: WorkOptions;
  readonly now: number;
  readonly random: number;
};

/** The plan of a run over these tenants of a fleet: its rings in their order, without those that have none of them. */
export function planRun(
  fleet: Fleet,
  tenants: readonly FleetTenant[],
  { operation, options, now, random }: PlanOptions,
): RunPlan {
  const plannedAt = new Date(now).toISOString();
  const time = plannedAt.replace(/\.\d+Z$/, "Z").replace(/[-:]/g, "");
  // Milliseconds before chance: the later of two runs of one second is the newer by its id too.
  const digits = Math.floor(((now % 1000) + random) * 0x10)
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
      return names.length === 0 ? [] : [planned(ring, names, operation)];
    }),
  };
}

/**
 * What only reads needs no approval, and comes to every tenant, however many fail: it can break none. To heal is to go back to
 * what was approved when it was deployed.
 */
function planned(ring: Ring, tenants: string[], operation: Operation): PlannedRing {
  return {
    ...ring,
    concurrency: operation === "scan" ? Math.max(ring.concurrency, scannedAtOnce) : ring.concurrency,
    maxFailures: changesTenants(operation) ? ring.maxFailures : tenants.length,
    approval: ring.approval && operation === "up",
    tenants,
  };
}
