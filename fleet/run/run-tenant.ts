import { plainText } from "../../text/plain-text.ts";
import { FleetError } from "../errors.ts";
import { explanationOf, outcomeOf } from "../failure.ts";
import type { Fleet } from "../fleet.ts";
import type { TenantOutcome } from "../outcome.ts";
import type { PerformWork } from "../work.ts";
import type { RunPlan } from "./plan.ts";
import type { RunEvent } from "./run-state.ts";

/** What a tenant does now is told no more often than this. */
const progressEveryMilliseconds = 2_000;

type Surroundings = {
  readonly fleet: Fleet;
  readonly env: NodeJS.ProcessEnv;
  readonly performWork: PerformWork;
  readonly signal: AbortSignal;
  readonly tell: (event: RunEvent) => Promise<void>;
  /** Called where what a tenant does now cannot be told. */
  readonly fail: (reason: unknown) => void;
};

/**
 * Does one tenant's part of a run, and tells how it began, goes on and ends.
 *
 * @returns Undefined where it was interrupted, of which nothing is told: how the tenant is then is not known.
 * @throws what `tell` throws.
 */
export async function runTenant(
  name: string,
  plan: RunPlan,
  around: Surroundings,
): Promise<TenantOutcome | undefined> {
  const { tell, fail } = around;
  await tell({ type: "started", at: new Date().toISOString(), tenant: name });
  let toldAt = 0;
  let told = "";
  const report = (text: string) => {
    if (text !== told && Date.now() - toldAt >= progressEveryMilliseconds) {
      toldAt = Date.now();
      told = text;
      tell({ type: "progress", at: new Date().toISOString(), tenant: name, text: plainText(text) }).catch(
        fail,
      );
    }
  };
  const outcome = await performed(name, plan, around, report);
  if (outcome !== undefined) {
    await tell({ type: "settled", at: new Date().toISOString(), outcome });
  }
  return outcome;
}

async function performed(
  name: string,
  { id: runId, operation, options, rings }: RunPlan,
  { fleet, env, performWork, signal }: Surroundings,
  report: (text: string) => void,
): Promise<TenantOutcome | undefined> {
  const startedAt = new Date();
  const tenant = fleet.tenants.find((one) => one.name === name);
  if (tenant === undefined) {
    const ring = rings.find(({ tenants }) => tenants.includes(name))?.name ?? "";
    const error = explanationOf(noTenant(name), env);
    const gone = { name, tenantId: "", ring };
    return outcomeOf({ tenant: gone, operation }, startedAt, { status: "failed", error });
  }
  try {
    return await performWork({ fleet, tenant, operation, options, runId, env, signal, report });
  } catch (error) {
    if (signal.aborted) {
      return undefined;
    }
    const work = { tenant, operation };
    return outcomeOf(work, startedAt, { status: "failed", error: explanationOf(error, env) });
  }
}

function noTenant(name: string): FleetError {
  return new FleetError({
    code: "noTenant",
    message: `fleet.yaml has no tenant ${plainText(name)} any more.`,
    hint: "Put it back and go on with the run, or start a new one.",
  });
}
