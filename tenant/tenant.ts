import { askAsAdministrator } from "./control/endpoint.ts";
import type { Faults } from "./control/faults.ts";
import type { RequestLog } from "./control/request-log.ts";
import type { WorkloadCredentials } from "./entra/credentials.ts";
import { type Jobs, jobsOf } from "./entra/tokens/jobs.ts";
import type { Reply } from "./http/message.ts";
import type { Site } from "./http/site.ts";
import type { Loopback } from "./loopback.ts";
import { consentToDeployer, setApplicationPermissions, withdrawFromDeployer } from "./seed/apps.ts";
import { type ConsentedScopes, seedConsented } from "./seed/consented.ts";
import type { SeededIds } from "./seed/ids.ts";
import { type SeededRecoveryPolicy, seedRecoveryPolicy } from "./seed/recovery-policies.ts";
import { type RunStates, seedRunStates } from "./seed/run-states.ts";
import { type Scenario, seedScenario } from "./seed/scenarios.ts";
import { type SignInApp, seedSignInApp } from "./seed/sign-in-app.ts";
import type { TenantState } from "./state.ts";

/** A tenant that runs. */
export type Tenant = {
  /** `https://localhost:PORT` */
  readonly origin: string;
  /** `localhost:PORT` */
  readonly host: string;
  /** PEM file of the authority that signed the server's certificate. */
  readonly caFile: string;
  /** What a client needs to reach the tenant and sign in with the deploying app's secret. */
  readonly env: Readonly<Record<string, string>>;
  /** Other ways to sign in. */
  readonly credentials: WorkloadCredentials;
  /** Jobs of pipelines that sign in as any identity that trusts them. */
  readonly jobs: Jobs;
  /** What opens the control endpoint. */
  readonly controlKey: string;
  readonly state: TenantState;
  /** The ids of what it starts with. */
  readonly ids: SeededIds;
  readonly faults: Faults;
  readonly requests: RequestLog;
  /** Does a call of Graph as an administrator in a portal would: no token, no faults, no log. `path` begins with the version. */
  readonly asAdministrator: (method: string, path: string, body?: unknown) => Promise<Reply>;
  /** Gives the deploying app other application permissions; they show in its next token. */
  readonly setPermissions: (permissions: readonly string[]) => void;
  /** Consents to the deploying app as an administrator: to what it asks for, or to other application permissions. */
  readonly giveAdminConsent: (permissions?: readonly string[]) => void;
  /** Makes it a tenant that never consented to the deploying app. */
  readonly withdrawAdminConsent: () => void;
  /** Registers an application that people sign in to. Returns its client id. */
  readonly registerSignInApp: (app?: SignInApp) => string;
  /** Makes it a tenant whose consent links of the PIN reset service were clicked. */
  readonly consent: (scopes?: ConsentedScopes) => void;
  /** Puts into it what a tenant has where PIN recovery was set up in the portal. */
  readonly seedScenario: (scenario: Scenario) => void;
  /** Puts a policy into it that sets EnablePinRecovery. Returns its id. */
  readonly seedRecoveryPolicy: (policy: SeededRecoveryPolicy) => string;
  /** Lets devices report how a script ended on them. */
  readonly seedRunStates: (states: RunStates) => void;
  /** Refuses every access token given out so far. */
  readonly revokeTokens: () => void;
  /** Makes the tenant what it was at the start; faults and the request log are cleared too. */
  readonly reset: () => void;
  /** Refuses connections, as a host that is down does. One of many tenants only closes those to itself. */
  readonly goDown: () => Promise<void>;
  /** Listens again, on the same port. */
  readonly comeUp: () => Promise<void>;
  /** Stops, and removes the directory if it was a temporary one. One of many tenants only goes down. */
  readonly close: () => Promise<void>;
};

/** What a tenant is served by. */
export type Serving = Pick<Loopback, "identity" | "goDown" | "comeUp" | "close"> & {
  readonly credentials: WorkloadCredentials;
  readonly clientSecret: string;
};

/** A tenant as tests and tools hold it. */
export function tenantOf(site: Site, serving: Serving): Tenant {
  const { core } = site;
  const { state } = core;
  const host = new URL(core.origin).host;
  return {
    origin: core.origin,
    host,
    caFile: serving.identity.caFile,
    env: {
      ARM_TENANT_ID: state.tenantId,
      ARM_SUBSCRIPTION_ID: state.subscriptionId,
      ARM_CLIENT_ID: state.ids.clientId,
      ARM_CLIENT_SECRET: serving.clientSecret,
      ARM_METADATA_HOSTNAME: host,
      NODE_EXTRA_CA_CERTS: serving.identity.caFile,
      SSL_CERT_FILE: serving.identity.bundleFile,
    },
    credentials: serving.credentials,
    jobs: jobsOf(core),
    controlKey: site.controlKey,
    state,
    ids: state.ids,
    faults: site.faults,
    requests: site.requests,
    asAdministrator: (method, path, body) => askAsAdministrator(core, method, path, body),
    setPermissions: (permissions) => setApplicationPermissions(state, state.ids.clientId, permissions),
    giveAdminConsent: (permissions) => consentToDeployer(state, permissions),
    withdrawAdminConsent: () => withdrawFromDeployer(state),
    registerSignInApp: (app) => seedSignInApp(state, app),
    consent: (scopes) => seedConsented(state, scopes),
    seedScenario: (scenario) => seedScenario(state, scenario),
    seedRecoveryPolicy: (policy) => seedRecoveryPolicy(state, policy),
    seedRunStates: (states) => seedRunStates(state, states),
    revokeTokens: () => core.goodTokens.clear(),
    reset: site.reset,
    goDown: serving.goDown,
    comeUp: serving.comeUp,
    close: serving.close,
  };
}
