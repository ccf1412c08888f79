import { explanationOf, outcomeOf } from "./failure.ts";
import type { Fleet } from "./fleet.ts";
import type { TenantOutcome } from "./outcome.ts";
import type { SharedByScans } from "./scan/scan-tenant.ts";
import type { PerformWork, TenantWork } from "./work.ts";

/** Does one tenant's part of a run: by a scan, or by the Pulumi engine. Each is loaded when it is first needed. */
export const performWork: PerformWork = async (work) => {
  const startedAt = new Date();
  try {
    work.signal.throwIfAborted();
    const outcome = await (work.operation === "scan" ? scan(work) : byEngine(work));
    return { ...outcome, startedAt: startedAt.toISOString(), endedAt: new Date().toISOString() };
  } catch (error) {
    work.signal.throwIfAborted();
    return outcomeOf(work, startedAt, { status: "failed", error: explanationOf(error, work.env) });
  }
};

async function byEngine(work: TenantWork): Promise<TenantOutcome> {
  const { runEngine } = await import("./engine/run-engine.ts");
  return await runEngine(work);
}

async function scan(work: TenantWork): Promise<TenantOutcome> {
  const { scanTenant } = await import("./scan/scan-tenant.ts");
  return await scanTenant(work, await sharedBy(work));
}

const shared = new WeakMap<Fleet, Promise<SharedByScans>>();

/** What the scans of a fleet have in common: made for its first tenant. */
async function sharedBy({ fleet, env }: TenantWork): Promise<SharedByScans> {
  const { sharedByScans } = await import("./scan/scan-tenant.ts");
  const made = shared.get(fleet) ?? sharedByScans(fleet, env);
  shared.set(fleet, made);
  // The next tenant tries again.
  made.catch(() => shared.delete(fleet));
  return await made;
}
