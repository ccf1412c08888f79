import { environmentOf } from "./credentials/environment.ts";
import { explanationOf, outcomeOf } from "./failure.ts";
import type { Fleet } from "./fleet.ts";
import { notConsentedBy } from "./onboard/not-consented.ts";
import type { TenantOutcome } from "./outcome.ts";
import type { StackStates } from "./scan/state/read-states.ts";
import type { PerformWork, TenantWork } from "./work.ts";

/** Does one tenant's part of a run: by a scan, or by the Pulumi engine. Each is loaded when it is first needed. */
export const performWork: PerformWork = async (work) => {
  const startedAt = new Date();
  try {
    work.signal.throwIfAborted();
    const outcome = await (work.operation === "scan" ? scan(work) : byEngine(work));
    return {
      ...withConsentExplained(outcome, work),
      startedAt: startedAt.toISOString(),
      endedAt: new Date().toISOString(),
    };
  } catch (error) {
    work.signal.throwIfAborted();
    const failed = outcomeOf(work, startedAt, { status: "failed", error: explanationOf(error, work.env) });
    return withConsentExplained(failed, work);
  }
};

/** A new tenant without consent is what fails most, whichever part meets it first. */
function withConsentExplained(outcome: TenantOutcome, { tenant }: TenantWork): TenantOutcome {
  const error = outcome.error && notConsentedBy(outcome.error, tenant);
  return error === undefined ? outcome : { ...outcome, error };
}

async function byEngine(work: TenantWork): Promise<TenantOutcome> {
  const { runEngine } = await import("./engine/run-engine.ts");
  return await runEngine(work);
}

async function scan(work: TenantWork): Promise<TenantOutcome> {
  const { scanTenant } = await import("./scan/scan-tenant.ts");
  const states = await statesOf(work);
  const env = { ...work.env, ...(await environmentOf(work.tenant, work.env, work.signal)) };
  return await scanTenant(work, { env, states });
}

const opened = new WeakMap<Fleet, Promise<StackStates>>();

/** The states of a fleet, which its tenants share. */
async function statesOf({ fleet, env }: TenantWork): Promise<StackStates> {
  const { openStates } = await import("./scan/state/read-states.ts");
  const states = opened.get(fleet) ?? openStates(fleet, env);
  opened.set(fleet, states);
  // The next tenant tries again.
  states.catch(() => opened.delete(fleet));
  return await states;
}
