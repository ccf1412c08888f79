import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Collection } from "../collection.ts";
import { graphReply } from "../graph/graph.ts";
import { jsonOrNothing, type Message, pathOf, queryOf, type Reply } from "../http/message.ts";
import { createRouter, type Routed } from "../http/router.ts";
import { findGraphRoute } from "../routes.ts";
import { consentToDeployer, setApplicationPermissions, withdrawFromDeployer } from "../seed/apps.ts";
import { seedConsented } from "../seed/consented.ts";
import { recoveryPolicySchema, seedRecoveryPolicy } from "../seed/recovery-policies.ts";
import { runStatesSchema, seedRunStates } from "../seed/run-states.ts";
import { scenarioSchema, seedScenario } from "../seed/scenarios.ts";
import { settingsSchema } from "../settings.ts";
import { collectionsOf, type TenantCore, type TenantState } from "../state.ts";
import { administrator } from "./administrator.ts";
import { type Faults, faultSchema } from "./faults.ts";
import type { RequestFilter, RequestLog } from "./request-log.ts";

/** What the control endpoint works on. */
export type ControlContext = {
  readonly core: TenantCore;
  readonly faults: Faults;
  readonly requests: RequestLog;
  /** What a client must send as `x-tenant-control-key`. */
  readonly controlKey: string;
  /** Makes the tenant what it was at the start. */
  readonly reset: () => void;
};

type ControlRoute = Routed & {
  readonly handle: (
    context: ControlContext,
    body: unknown,
    params: Readonly<Record<string, string>>,
    query: URLSearchParams,
  ) => unknown;
};

/** The header that opens the control endpoint. */
export const controlKeyHeader = "x-tenant-control-key";

const permissionsSchema = z.strictObject({ appId: z.guid(), permissions: z.array(z.string()) });
const consentSchema = z.strictObject({
  client: z.array(z.string()).exactOptional(),
  service: z.array(z.string()).exactOptional(),
});
const adminConsentSchema = z.strictObject({ permissions: z.array(z.string()).exactOptional() });
const graphSchema = z.strictObject({ method: z.string(), path: z.string(), body: z.unknown().optional() });

const routes: readonly ControlRoute[] = [
  { method: "GET", path: "/_tenant/state", handle: ({ core }) => snapshot(core.state) },
  { method: "PUT", path: "/_tenant/state/{collection}/{id}", handle: put },
  { method: "PATCH", path: "/_tenant/state/{collection}/{id}", handle: change },
  { method: "DELETE", path: "/_tenant/state/{collection}/{id}", handle: remove },
  {
    method: "PATCH",
    path: "/_tenant/settings",
    handle: ({ core }, body) => Object.assign(core.state.settings, settingsSchema.partial().parse(body)),
  },
  { method: "POST", path: "/_tenant/permissions", handle: setPermissions },
  {
    method: "POST",
    path: "/_tenant/admin-consent",
    handle: ({ core }, body) => consentToDeployer(core.state, adminConsentSchema.parse(body).permissions),
  },
  {
    method: "DELETE",
    path: "/_tenant/admin-consent",
    handle: ({ core }) => withdrawFromDeployer(core.state),
  },
  {
    method: "POST",
    path: "/_tenant/consent",
    handle: ({ core }, body) => seedConsented(core.state, consentSchema.parse(body)),
  },
  {
    method: "POST",
    path: "/_tenant/scenarios",
    handle: ({ core }, body) => seedScenario(core.state, scenarioSchema.parse(body).scenario),
  },
  {
    method: "POST",
    path: "/_tenant/recovery-policies",
    handle: ({ core }, body) => ({ id: seedRecoveryPolicy(core.state, recoveryPolicySchema.parse(body)) }),
  },
  {
    method: "POST",
    path: "/_tenant/run-states",
    handle: ({ core }, body) => seedRunStates(core.state, runStatesSchema.parse(body)),
  },
  { method: "POST", path: "/_tenant/graph", handle: actAsAdministrator },
  {
    method: "POST",
    path: "/_tenant/faults",
    handle: ({ faults }, body) => ({ id: faults.add(faultSchema.parse(body)) }),
  },
  { method: "DELETE", path: "/_tenant/faults", handle: ({ faults }) => faults.clear() },
  {
    method: "GET",
    path: "/_tenant/requests",
    handle: ({ requests }, _body, _params, query) => requests.list(filterOf(query)),
  },
  { method: "DELETE", path: "/_tenant/requests", handle: ({ requests }) => requests.clear() },
  { method: "POST", path: "/_tenant/tokens/revoke", handle: ({ core }) => core.goodTokens.clear() },
  { method: "POST", path: "/_tenant/reset", handle: ({ reset }) => reset() },
];

const findControl = createRouter(routes);

/** Serves `/_tenant/`: 200 with what was asked for, 204, or `{error}` with 400, 403 or 404. */
export async function controlReply(context: ControlContext, message: Message): Promise<Reply> {
  const refusal = refusalOfControl(context, message);
  if (refusal !== undefined) {
    return refusal;
  }
  const match = findControl(message.method, pathOf(message.target));
  if (match.kind !== "found") {
    return {
      status: 404,
      body: { error: `There is nothing at ${message.method} ${pathOf(message.target)}.` },
    };
  }
  try {
    const result = await match.route.handle(
      context,
      jsonOrNothing(message.body),
      match.params,
      queryOf(message.target),
    );
    return result === undefined ? { status: 204 } : { status: 200, body: result };
  } catch (error) {
    return { status: 400, body: { error: error instanceof Error ? error.message : String(error) } };
  }
}

/** The response to a request without the key of the control endpoint. */
export function refusalOfControl({ controlKey }: ControlContext, message: Message): Reply | undefined {
  return message.headers[controlKeyHeader] === controlKey
    ? undefined
    : { status: 403, body: { error: `The header ${controlKeyHeader} is missing or wrong.` } };
}

/** Everything the tenant keeps, by collection, but for what apps prove themselves with. */
function snapshot(state: TenantState): unknown {
  const shown = collectionsOf(state).filter(([name]) => name !== "appCredentials");
  return {
    tenantId: state.tenantId,
    settings: state.settings,
    ...Object.fromEntries(shown.map(([name, collection]) => [name, collection.all()])),
  };
}

function put({ core }: ControlContext, body: unknown, params: Readonly<Record<string, string>>): unknown {
  return collectionNamed(core.state, params.collection).put({ ...Object(body), id: params.id });
}

function change({ core }: ControlContext, body: unknown, params: Readonly<Record<string, string>>): unknown {
  return collectionNamed(core.state, params.collection).change(params.id ?? "", Object(body));
}

function remove({ core }: ControlContext, _body: unknown, params: Readonly<Record<string, string>>): unknown {
  return { removed: collectionNamed(core.state, params.collection).remove(params.id ?? "") };
}

function setPermissions({ core }: ControlContext, body: unknown): void {
  const { appId, permissions } = permissionsSchema.parse(body);
  setApplicationPermissions(core.state, appId, permissions);
}

async function actAsAdministrator({ core }: ControlContext, body: unknown): Promise<unknown> {
  const { method, path, body: content } = graphSchema.parse(body);
  const reply = await askAsAdministrator(core, method, path, content);
  return { status: reply.status, body: reply.body ?? null };
}

/** Does a call of Graph as someone who may do everything: no faults, no log. `path` begins with the version. */
export function askAsAdministrator(
  core: TenantCore,
  method: string,
  path: string,
  body?: unknown,
): Promise<Reply> {
  const requestId = randomUUID();
  const message = {
    method: method.toUpperCase(),
    target: path,
    headers: { "content-type": "application/json", consistencylevel: "eventual" },
    body: body === undefined || body === null ? "" : JSON.stringify(body),
  };
  return graphReply({
    core,
    message,
    ids: { requestId, clientRequestId: requestId },
    lagReads: 0,
    findRoute: findGraphRoute,
    caller: administrator,
    noteStep: () => undefined,
    serveStep: (_step, serve) => serve(0),
  });
}

function collectionNamed(state: TenantState, name: string | undefined): Collection<{ id: string }> {
  const found = collectionsOf(state).find(([known]) => known === name);
  if (found === undefined) {
    throw new Error(
      `The tenant has no collection '${name}'; it has ${collectionsOf(state)
        .map(([known]) => known)
        .join(", ")}.`,
    );
  }
  return found[1];
}

function filterOf(query: URLSearchParams): RequestFilter {
  return Object.fromEntries([...query].filter(([name]) => ["userAgent", "method", "path"].includes(name)));
}
