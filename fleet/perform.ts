import { notConsented, saysWithoutConsent } from "./credentials/without-consent.ts";
import { explanationOf, outcomeOf } from "./failure.ts";
import type { Fleet } from "./fleet.ts";
import type { TenantOutcome } from "./outcome.ts";
import type { SharedByScans } from "./scan/scan-tenant.ts";
import type { PerformWork, TenantWork } from "./work.ts";

/**
 * Does one tenant's part of a run: by a scan, or by the Pulumi engine; and has doctor examine the tenant afterwards, where the
 * run asks for it. Each of them is loaded when it is first needed.
 */
export const performWork: PerformWork = async (work) => {
  const startedAt = new Date();
  const timed = (outcome: TenantOutcome): TenantOutcome => ({
    ...outcome,
    startedAt: startedAt.toISOString(),
    endedAt: new Date().toISOString(),
  });
  try {
    work.signal.throwIfAborted();
    const done = await (work.operation === "scan" ? scan(work) : byEngine(work));
    const outcome = withConsentExplained(done, work);
    return timed(work.options.doctor ? await examined(work, outcome) : outcome);
  } catch (error) {
    work.signal.throwIfAborted();
    return timed(outcomeOf(work, startedAt, { status: "failed", error: explanationOf(error, work.env) }));
  }
};

/** What the engine says of a tenant that does not have the application is long, and names other causes. */
function withConsentExplained(outcome: TenantOutcome, { tenant }: TenantWork): TenantOutcome {
  return saysWithoutConsent(outcome.error?.message ?? "")
    ? { ...outcome, error: notConsented(tenant) }
    : outcome;
}

async function byEngine(work: TenantWork): Promise<TenantOutcome> {
  const { runEngine } = await import("./engine/run-engine.ts");
  return await runEngine(work);
}

async function scan(work: TenantWork): Promise<TenantOutcome> {
  const { scanTenant } = await import("./scan/scan-tenant.ts");
  return await scanTenant(work, await shared(work));
}

const opened = new WeakMap<Fleet, Promise<SharedByScans>>();

/** What the scans of a fleet have in common, as long as this process has the fleet. */
async function shared({ fleet, env }: TenantWork): Promise<SharedByScans> {
  const { sharedByScans } = await import("./scan/scan-tenant.ts");
  const found = opened.get(fleet) ?? sharedByScans(fleet, env);
  opened.set(fleet, found);
  // The next tenant tries again.
  found.catch(() => opened.delete(fleet));
  return await found;
}

/** What was done counts, also where doctor cannot examine the tenant then. */
async function examined(work: TenantWork, outcome: TenantOutcome): Promise<TenantOutcome> {
  const { withDoctor } = await import("./doctor/with-doctor.ts");
  try {
    return await withDoctor(async () => outcome)(work);
  } catch (error) {
    const { message } = explanationOf(error, work.env);
    return { ...outcome, notices: [...outcome.notices, `Doctor could not examine the tenant: ${message}`] };
  }
}
