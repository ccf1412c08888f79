import { fleetCloud } from "../credentials/cloud.ts";
import type { FleetTenant } from "../fleet.ts";
import { inParallel } from "../in-parallel.ts";
import { type ConsentExamination, examineConsent } from "../onboard/examine-consent.ts";

/** One tenant of `fleet check`. */
export type CheckedTenant = ConsentExamination & {
  readonly tenant: string;
  readonly tenantId: string;
  readonly ring: string;
};

export type CheckOptions = {
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** How many sign-ins are under way at once at most. */
  readonly mostAtOnce?: number;
  /** Gets each tenant when its sign-in ended. */
  readonly onChecked?: (checked: CheckedTenant) => void;
};

/**
 * Signs in to each of the tenants once, several at a time, and says what each permits. Returns them in the order in which they
 * are given.
 *
 * @throws the signal's reason once it is aborted.
 */
export async function checkTenants(
  tenants: readonly FleetTenant[],
  { env, signal, mostAtOnce = 16, onChecked }: CheckOptions,
): Promise<CheckedTenant[]> {
  const cloud = fleetCloud(env, signal);
  return inParallel(tenants, mostAtOnce, async (tenant) => {
    signal.throwIfAborted();
    const examination = await examineConsent(tenant, { env, cloud, signal });
    const checked = { tenant: tenant.name, tenantId: tenant.tenantId, ring: tenant.ring, ...examination };
    onChecked?.(checked);
    return checked;
  });
}
