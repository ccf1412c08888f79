import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Fleet, FleetTenant } from "../../../fleet/fleet.ts";
import type { TenantOutcome } from "../../../fleet/outcome.ts";
import type { PlannedRing, RunPlan } from "../../../fleet/run/plan.ts";
import type { PerformWork, TenantWork } from "../../../fleet/work.ts";

/** A fleet in a folder of its own, and a plan over all its tenants: a list of names for each ring. */
export async function makeFleet(
  rings: readonly (Partial<PlannedRing> & { readonly tenants: string[] })[],
): Promise<{ fleet: Fleet; plan: RunPlan; close(): Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), "fleet-run-"));
  const planned = rings.map(
    (ring, index): PlannedRing => ({
      name: `ring${index}`,
      concurrency: 2,
      maxFailures: 0,
      approval: false,
      ...ring,
    }),
  );
  const fleet: Fleet = {
    file: path.join(folder, "fleet.yaml"),
    project: folder,
    secretsProvider: undefined,
    rings: planned.map(({ tenants: _, ...ring }) => ring),
    tenants: planned.flatMap(({ name, tenants }) => tenants.map((tenant) => tenantOf(tenant, name))),
    webhooks: [],
  };
  const plan: RunPlan = {
    id: "scan-20261127T071500Z-4f2a",
    operation: "scan",
    options: { doctor: false },
    fleetFile: "fleet.yaml",
    plannedAt: "2026-11-27T07:15:00.000Z",
    rings: planned,
  };
  return { fleet, plan, close: () => rm(folder, { recursive: true, force: true }) };
}

function tenantOf(name: string, ring: string): FleetTenant {
  const tenantId = "00000000-0000-4000-8000-000000000000";
  return { name, tenantId, ring, tags: [], stack: name, settings: {}, credential: { kind: "environment" } };
}

/** The outcome of a tenant's work that ended so. */
export function endedAs(
  { tenant, operation }: Pick<TenantWork, "tenant" | "operation">,
  status: TenantOutcome["status"] = "inSync",
): TenantOutcome {
  const at = "2026-11-27T07:15:01.000Z";
  const { name, tenantId, ring } = tenant;
  return {
    tenant: name,
    tenantId,
    ring,
    operation,
    startedAt: at,
    endedAt: at,
    status,
    drift: [],
    notices: [],
  };
}

/** Work that a test ends, tenant by tenant. It ends by itself, with what the signal says, where it is aborted. */
export function controlledWork(): {
  readonly performWork: PerformWork;
  /** The tenants that were started, in order. */
  readonly started: string[];
  end(tenant: string, status?: TenantOutcome["status"]): void;
} {
  const started: string[] = [];
  const open = new Map<string, (status: TenantOutcome["status"]) => void>();
  return {
    started,
    performWork: (work) => {
      started.push(work.tenant.name);
      return new Promise((resolve, reject) => {
        open.set(work.tenant.name, (status) => resolve(endedAs(work, status)));
        work.signal.addEventListener("abort", () => reject(work.signal.reason), { once: true });
      });
    },
    end: (tenant, status = "inSync") => open.get(tenant)?.(status),
  };
}
