import { plainText } from "../../text/plain-text.ts";
import { FleetError } from "../errors.ts";
import { explanationOf, outcomeOf } from "../failure.ts";
import type { Fleet, FleetTenant } from "../fleet.ts";
import type { TenantOutcome } from "../outcome.ts";
import type { PerformWork } from "../work.ts";
import type { RunEvent, RunState } from "./run-state.ts";

/** What a tenant does now is told no more often than this. */
const progressEveryMilliseconds = 2_000;

type Planned = Pick<RunState, "plan" | "tenantIds">;

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
  state: Planned,
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
  const outcome = await performed(name, state, around, report);
  if (outcome !== undefined) {
    await tell({ type: "settled", at: new Date().toISOString(), outcome });
  }
  return outcome;
}

async function performed(
  name: string,
  { plan: { id: runId, operation, options, rings }, tenantIds = {} }: Planned,
  { fleet, env, performWork, signal }: Surroundings,
  report: (text: string) => void,
): Promise<TenantOutcome | undefined> {
  const startedAt = new Date();
  const tenant = fleet.tenants.find((one) => one.name === name);
  const tenantId = Object.hasOwn(tenantIds, name) ? (tenantIds[name] ?? "") : tenant?.tenantId;
  if (tenant === undefined || tenant.tenantId !== tenantId) {
    const ring = rings.find(({ tenants }) => tenants.includes(name))?.name ?? "";
    const error = explanationOf(noTenant(name, tenant), env);
    const gone = { name, tenantId: tenantId ?? "", ring };
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

/** Under its name there is none, or another one, for which nobody has confirmed the run. */
function noTenant(name: string, other: FleetTenant | undefined): FleetError {
  return new FleetError({
    code: "noTenant",
    message:
      other === undefined
        ? `fleet.yaml has no tenant ${plainText(name)} any more.`
        : `fleet.yaml has another ID for ${plainText(name)} than when the run was planned: ${other.tenantId}.`,
    hint: "Start a new run for what fleet.yaml has now.",
  });
}
