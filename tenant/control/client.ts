import https from "node:https";
import { text } from "node:stream/consumers";
import type { ListedTenant } from "../http/host.ts";
import type { ConsentedScopes } from "../seed/consented.ts";
import type { SeededRecoveryPolicy } from "../seed/recovery-policies.ts";
import type { RunStates } from "../seed/run-states.ts";
import type { Scenario } from "../seed/scenarios.ts";
import type { TenantSettings } from "../settings.ts";
import type { CollectionName, TenantState } from "../state.ts";
import { controlKeyHeader } from "./endpoint.ts";
import type { Fault } from "./faults.ts";
import type { LoggedRequest, RequestFilter } from "./request-log.ts";

/** The objects of a collection. */
type Kept<Name extends CollectionName> = ReturnType<TenantState[Name]["all"]>[number];

/** Everything a tenant keeps, but for what apps prove themselves with. */
type TenantSnapshot = { readonly tenantId: string; readonly settings: TenantSettings } & {
  readonly [Name in Exclude<CollectionName, "appCredentials">]: Kept<Name>[];
};

/** Looks at a tenant in another process and alters it, through its control endpoint. */
export type TenantControl = {
  readonly state: () => Promise<TenantSnapshot>;
  /** Adds an object, or replaces the one with its id. */
  readonly put: <Name extends CollectionName>(collection: Name, kept: Kept<Name>) => Promise<void>;
  /** Overwrites some properties of an object. */
  readonly change: <Name extends CollectionName>(
    collection: Name,
    id: string,
    changes: Partial<Kept<Name>>,
  ) => Promise<void>;
  readonly remove: (collection: CollectionName, id: string) => Promise<void>;
  /** Does a call of Graph as an administrator in a portal would: no token, no faults, no log. `path` begins with the version. */
  readonly asAdministrator: (
    method: string,
    path: string,
    body?: unknown,
  ) => Promise<{ status: number; body: unknown }>;
  readonly setSettings: (settings: Partial<TenantSettings>) => Promise<void>;
  /** Makes `permissions` all that an app may do on Graph; they show in its next token. */
  readonly setPermissions: (appId: string, permissions: readonly string[]) => Promise<void>;
  /** Consents to the deploying app as an administrator: to what it asks for, or to other application permissions. */
  readonly giveAdminConsent: (permissions?: readonly string[]) => Promise<void>;
  /** Makes it a tenant that never consented to the deploying app. */
  readonly withdrawAdminConsent: () => Promise<void>;
  /** Makes it a tenant whose consent links of the PIN reset service were clicked. */
  readonly consent: (scopes?: ConsentedScopes) => Promise<void>;
  /** Puts into it what a tenant has where PIN recovery was set up in the portal. */
  readonly seedScenario: (scenario: Scenario) => Promise<void>;
  /** Puts a policy into it that sets EnablePinRecovery. Returns its id. */
  readonly seedRecoveryPolicy: (policy: SeededRecoveryPolicy) => Promise<string>;
  /** Lets devices report how a script ended on them. */
  readonly seedRunStates: (states: RunStates) => Promise<void>;
  readonly addFault: (fault: Fault) => Promise<void>;
  readonly clearFaults: () => Promise<void>;
  readonly requests: (filter?: RequestFilter) => Promise<LoggedRequest[]>;
  readonly clearRequests: () => Promise<void>;
  readonly revokeTokens: () => Promise<void>;
  readonly reset: () => Promise<void>;
};

/** Where tenants are, what makes them trusted (PEM), and what opens their control endpoint. */
export type ServerAccess = { readonly origin: string; readonly ca: string; readonly controlKey: string };
/** Where a tenant is. `tenant`: the ID or domain of one of many; left out: the only one, or the home tenant. */
export type ControlAccess = ServerAccess & { readonly tenant?: string };

/** The customer tenants of a server. Throws an error with the endpoint's own words when it is refused. */
export async function listTenants(access: ServerAccess): Promise<ListedTenant[]> {
  return (await send(access, "GET", "/_tenants", undefined)) as ListedTenant[];
}

/** Connects to a tenant's control endpoint. Each call throws an error with the endpoint's own words when it is refused. */
export function connectToTenant(access: ControlAccess): TenantControl {
  const root = access.tenant === undefined ? "/_tenant" : `/_tenant/${access.tenant}`;
  const ask = (method: string, path: string, body?: unknown): Promise<unknown> =>
    send(access, method, `${root}/${path}`, body);
  const tell = async (method: string, path: string, body?: unknown): Promise<void> => {
    await ask(method, path, body);
  };
  return {
    state: () => ask("GET", "state") as Promise<TenantSnapshot>,
    put: (collection, kept) => tell("PUT", `state/${collection}/${kept.id}`, kept),
    change: (collection, id, changes) => tell("PATCH", `state/${collection}/${id}`, changes),
    remove: (collection, id) => tell("DELETE", `state/${collection}/${id}`),
    asAdministrator: (method, path, body) =>
      ask("POST", "graph", { method, path, body }) as Promise<{ status: number; body: unknown }>,
    setSettings: (settings) => tell("PATCH", "settings", settings),
    setPermissions: (appId, permissions) => tell("POST", "permissions", { appId, permissions }),
    giveAdminConsent: (permissions) =>
      tell("POST", "admin-consent", permissions === undefined ? {} : { permissions }),
    withdrawAdminConsent: () => tell("DELETE", "admin-consent"),
    consent: (scopes = {}) => tell("POST", "consent", scopes),
    seedScenario: (scenario) => tell("POST", "scenarios", { scenario }),
    seedRecoveryPolicy: async (policy) =>
      String(Reflect.get(Object(await ask("POST", "recovery-policies", policy)), "id")),
    seedRunStates: (states) => tell("POST", "run-states", states),
    addFault: (fault) => tell("POST", "faults", fault),
    clearFaults: () => tell("DELETE", "faults"),
    requests: (filter = {}) =>
      ask("GET", `requests?${new URLSearchParams({ ...filter })}`) as Promise<LoggedRequest[]>,
    clearRequests: () => tell("DELETE", "requests"),
    revokeTokens: () => tell("POST", "tokens/revoke"),
    reset: () => tell("POST", "reset"),
  };
}

function send(access: ServerAccess, method: string, path: string, body: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const request = https.request(
      `${access.origin}${path}`,
      {
        method,
        ca: access.ca,
        headers: { [controlKeyHeader]: access.controlKey, "content-type": "application/json" },
      },
      (response) => {
        text(response)
          .then((content) => resolve(read(response.statusCode ?? 0, content)))
          .catch(reject);
      },
    );
    request.on("error", reject);
    request.end(body === undefined ? "" : JSON.stringify(body));
  });
}

function read(status: number, content: string): unknown {
  const result: unknown = content === "" ? undefined : JSON.parse(content);
  if (status >= 400) {
    throw new Error(
      `The tenant's control endpoint returned ${status}: ${String(Reflect.get(Object(result), "error"))}`,
    );
  }
  return result;
}
