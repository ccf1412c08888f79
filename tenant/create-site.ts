import { Faults } from "./control/faults.ts";
import { RequestLog } from "./control/request-log.ts";
import type { WorkloadSecrets } from "./core.ts";
import { createSignInSessions } from "./entra/tokens/sign-in-sessions.ts";
import type { Site } from "./http/site.ts";
import { RecentRequests } from "./intune/limits.ts";
import type { Registration } from "./seed/apps.ts";
import type { SeededIds } from "./seed/ids.ts";
import { type Start, seed } from "./seed/seed.ts";
import type { TenantSettings } from "./settings.ts";
import { createState, type TenantState } from "./state.ts";

/** What all tenants of a server have in common. */
export type Common = {
  readonly origin: string;
  readonly now: () => number;
  readonly controlKey: string;
  readonly homeTenantId: string;
  readonly registration: Registration;
  readonly workload: WorkloadSecrets;
};

/** How a tenant is at the start. */
export type SiteStart = Start & { readonly settings?: Partial<TenantSettings> };

/** Makes a tenant, seeded. `home`: what the tenant keeps in which the deploying app is registered; left out: this one is it. */
export function createSite(common: Common, ids: SeededIds, start: SiteStart = {}, home?: TenantState): Site {
  const { origin, now, controlKey, workload, registration, homeTenantId } = common;
  const state = createState(ids, homeTenantId);
  const faults = new Faults();
  const requests = new RequestLog();
  const recentRequests = new RecentRequests();
  const signIns = createSignInSessions();
  const usual = { ...structuredClone(state.settings), ...start.settings };
  const reset = (): void => {
    seed(state, registration, start);
    Object.assign(state.settings, usual);
    faults.clear();
    requests.clear();
    recentRequests.clear();
    for (const sessions of Object.values(signIns)) {
      sessions.clear();
    }
  };
  reset();
  const core = {
    state,
    home: home ?? state,
    origin,
    now,
    goodTokens: new Set<string>(),
    signIns,
    credentialWrites: new Set<string>(),
    recentRequests,
    workload,
  };
  return { core, faults, requests, controlKey, reset, isDown: false };
}
