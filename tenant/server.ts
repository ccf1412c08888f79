import { randomBytes, randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import http from "node:http";
import https from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { askAsAdministrator } from "./control/endpoint.ts";
import { Faults } from "./control/faults.ts";
import { RequestLog } from "./control/request-log.ts";
import { type WorkloadCredentials, workloadCredentials } from "./entra/credentials.ts";
import { type Jobs, jobsOf } from "./entra/tokens/jobs.ts";
import { managedIdentityReply } from "./entra/tokens/managed-identity.ts";
import { listenOnLoopback, serveWith, stopListening } from "./http/listener.ts";
import type { Reply } from "./http/message.ts";
import { siteReply } from "./http/site.ts";
import { serverIdentity } from "./http/tls.ts";
import { RecentRequests } from "./intune/limits.ts";
import { setApplicationPermissions } from "./seed/apps.ts";
import { type ConsentedScopes, seedConsented } from "./seed/consented.ts";
import { seeded } from "./seed/ids.ts";
import { type SeededRecoveryPolicy, seedRecoveryPolicy } from "./seed/recovery-policies.ts";
import { type RunStates, seedRunStates } from "./seed/run-states.ts";
import { type Scenario, seedScenario } from "./seed/scenarios.ts";
import { seed } from "./seed/seed.ts";
import { createState, type TenantCore, type TenantState } from "./state.ts";

/** How to start a tenant. */
export type TenantOptions = {
  /** The port of the HTTPS server on 127.0.0.1; left out: any free one. */
  readonly port?: number;
  /** Where the certificates are kept; left out: a temporary directory that `close` removes. */
  readonly directory?: string;
  /** The time in milliseconds since 1970; left out: the machine's. */
  readonly now?: () => number;
};

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
  readonly faults: Faults;
  readonly requests: RequestLog;
  /** Does a call of Graph as an administrator in a portal would: no token, no faults, no log. `path` begins with the version. */
  readonly asAdministrator: (method: string, path: string, body?: unknown) => Promise<Reply>;
  /** Gives the deploying app other application permissions; they show in its next token. */
  readonly setPermissions: (permissions: readonly string[]) => void;
  /** Makes it a tenant whose consent links were clicked. */
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
  /** Refuses connections, as a host that is down does. */
  readonly goDown: () => Promise<void>;
  /** Listens again, on the same port. */
  readonly comeUp: () => Promise<void>;
  /** Stops, and removes the directory if it was a temporary one. */
  readonly close: () => Promise<void>;
};

/** Starts a tenant of its own: HTTPS on loopback, seeded, empty of profiles and PIN reset principals. */
export async function startTenant(options: TenantOptions = {}): Promise<Tenant> {
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), "tenant-")));
  const identity = await serverIdentity(directory);
  const server = https.createServer({ key: identity.key, cert: identity.certificate });
  const plain = http.createServer();
  const port = await listenOnLoopback(server, options.port ?? 0);
  const plainPort = await listenOnLoopback(plain, 0);
  const host = `localhost:${port}`;
  const core = createCore(`https://${host}`, options.now ?? Date.now);
  const clientSecret = secret();
  const site = createSite(core, clientSecret);
  site.reset();
  serveWith(server, (message) => siteReply(site, message));
  serveWith(plain, (message) => managedIdentityReply(core, message));
  return {
    origin: core.origin,
    host,
    caFile: identity.caFile,
    env: {
      ARM_TENANT_ID: core.state.tenantId,
      ARM_SUBSCRIPTION_ID: core.state.subscriptionId,
      ARM_CLIENT_ID: seeded.clientId,
      ARM_CLIENT_SECRET: clientSecret,
      ARM_METADATA_HOSTNAME: host,
      NODE_EXTRA_CA_CERTS: identity.caFile,
      SSL_CERT_FILE: identity.bundleFile,
    },
    credentials: workloadCredentials(core, directory, () => `http://127.0.0.1:${plainPort}`),
    jobs: jobsOf(core),
    controlKey: site.controlKey,
    state: core.state,
    faults: site.faults,
    requests: site.requests,
    asAdministrator: (method, path, body) => askAsAdministrator(core, method, path, body),
    setPermissions: (permissions) => setApplicationPermissions(core.state, seeded.clientId, permissions),
    consent: (scopes) => seedConsented(core.state, scopes),
    seedScenario: (scenario) => seedScenario(core.state, scenario),
    seedRecoveryPolicy: (policy) => seedRecoveryPolicy(core.state, policy),
    seedRunStates: (states) => seedRunStates(core.state, states),
    revokeTokens: () => core.goodTokens.clear(),
    reset: site.reset,
    goDown: () => stopListening(server),
    comeUp: async () => {
      await listenOnLoopback(server, port);
    },
    close: async () => {
      await Promise.all([stopListening(server), stopListening(plain)]);
      if (options.directory === undefined) {
        await rm(directory, { recursive: true, force: true });
      }
    },
  };
}

function createCore(origin: string, now: () => number): TenantCore {
  return {
    state: createState(seeded),
    origin,
    now,
    goodTokens: new Set(),
    credentialWrites: new Set(),
    recentRequests: new RecentRequests(),
    workload: {
      githubRequestToken: secret(),
      pipelinesAccessToken: secret(),
      pipelinesServiceConnectionId: randomUUID(),
      identityHeader: secret(),
    },
  };
}

function createSite(core: TenantCore, clientSecret: string) {
  const faults = new Faults();
  const requests = new RequestLog();
  const usual = structuredClone(core.state.settings);
  const reset = (): void => {
    seed(core.state, clientSecret);
    Object.assign(core.state.settings, usual);
    faults.clear();
    requests.clear();
    core.recentRequests.clear();
  };
  return { core, faults, requests, controlKey: secret(), reset };
}

function secret(): string {
  return randomBytes(24).toString("base64url");
}
