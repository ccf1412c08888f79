import { randomUUID } from "node:crypto";
import type { LoggedStep } from "../control/request-log.ts";
import { callerOf } from "../entra/tokens/access-tokens.ts";
import { jsonOrNothing, type Message, pathOf, queryOf, type Reply } from "../http/message.ts";
import type { Match } from "../http/router.ts";
import { collectionsOf, type TenantCore, type TenantRoute } from "../state.ts";
import { batchReply } from "./batch.ts";
import type { Caller } from "./call.ts";
import type { Version } from "./edm.ts";
import {
  badRequest,
  directoryForbidden,
  errorEnvelope,
  GraphFault,
  intuneForbidden,
  type RequestIds,
} from "./odata/errors.ts";

type FindRoute = (method: string, path: string) => Match<TenantRoute>;

/** A call of Graph and what goes with it. */
export type GraphServing = {
  readonly core: TenantCore;
  readonly message: Message;
  readonly ids: RequestIds;
  /** How many reads the changes of this call lag. */
  readonly lagReads: number;
  /** Finds what serves a method and a path without the version. */
  readonly findRoute: FindRoute;
  /** Who calls; left out: whoever the token names. */
  readonly caller?: Caller;
  /** Serves a step of a `$batch`, under the faults that match it. */
  readonly serveStep: (step: Message, serve: (lagReads: number) => Promise<Reply>) => Promise<Reply>;
  /** Takes note of a step of a `$batch`. */
  readonly noteStep: (step: LoggedStep) => void;
};

/** Serves a call under `/v1.0` or `/beta`, with Graph's headers and, where it fails, Graph's envelope. */
export async function graphReply(serving: GraphServing): Promise<Reply> {
  const headers = graphHeaders(serving.ids);
  try {
    const caller = serving.caller ?? (await callerOf(serving.core, serving.message.headers.authorization));
    const reply = isBatch(serving.message) ? await serveBatch(serving, caller) : dispatch(serving, caller);
    return { ...reply, headers: { ...headers, ...reply.headers } };
  } catch (error) {
    const fault = faultOf(error);
    const body = errorEnvelope(fault, serving.ids, serving.core.now());
    return { status: fault.status, headers: { ...headers, ...fault.headers }, body };
  }
}

/** The ids of a response: the client's own, where it sent one. */
export function idsOf(message: Message): RequestIds {
  const requestId = randomUUID();
  return { requestId, clientRequestId: message.headers["client-request-id"] ?? requestId };
}

function graphHeaders(ids: RequestIds): Record<string, string> {
  return {
    "request-id": ids.requestId,
    "client-request-id": ids.clientRequestId,
    "odata-version": "4.0",
    "x-ms-ags-diagnostic": JSON.stringify({
      ServerInfo: { DataCenter: "Loopback", Slice: "E", Ring: "1", ScaleUnit: "000" },
    }),
  };
}

function isBatch(message: Message): boolean {
  return message.method === "POST" && /^\/[^/]+\/\$batch$/.test(pathOf(message.target));
}

function serveBatch(serving: GraphServing, caller: Caller): Promise<Reply> {
  return batchReply(serving.message, versionOf(serving.message), async (id, step) => {
    const reply = await serving.serveStep(step, (lagReads) =>
      graphReply({ ...serving, message: step, caller, lagReads, ids: idsOf(step) }),
    );
    serving.noteStep({
      id,
      method: step.method,
      target: step.target,
      status: reply.status,
      body: jsonOrNothing(step.body),
    });
    return reply;
  });
}

function dispatch(serving: GraphServing, caller: Caller): Reply {
  const { core, message, findRoute } = serving;
  const path = pathOf(message.target);
  const version = versionOf(message);
  const { route, params } = routeOf(findRoute, message.method, path.slice(version.length + 1), version);
  needPermission(permissionsOf(route, core), route.service, caller, path);
  const body = parseBody(message);
  const call = {
    core,
    caller,
    method: message.method,
    version,
    path,
    query: queryOf(message.target),
    headers: message.headers,
    params,
    body,
  };
  return lagging(core, serving.lagReads, () => route.handle(call));
}

function versionOf(message: Message): Version {
  return message.target.startsWith("/beta/") ? "beta" : "v1.0";
}

function routeOf(
  findRoute: FindRoute,
  method: string,
  path: string,
  version: Version,
): { route: TenantRoute; params: Readonly<Record<string, string>> } {
  const match = findRoute(method, path);
  if (match.kind === "wrongMethod") {
    throw new GraphFault(
      405,
      "Request_BadRequest",
      "Specified HTTP method is not allowed for the request target.",
    );
  }
  if (match.kind === "unknown" || (match.route.onlyIn !== undefined && match.route.onlyIn !== version)) {
    const segment = path.split("/").findLast((part) => part !== "") ?? "";
    throw badRequest(`Resource not found for the segment '${segment}'.`);
  }
  return match;
}

function permissionsOf({ permissions }: TenantRoute, core: TenantCore): readonly string[] {
  return typeof permissions === "function" ? permissions(core.state.settings) : permissions;
}

function needPermission(
  permissions: readonly string[],
  service: TenantRoute["service"],
  caller: Caller,
  path: string,
): void {
  const isAllowed =
    permissions.length === 0 || permissions.some((permission) => caller.roles.has(permission));
  if (!isAllowed) {
    throw service === "intune" ? intuneForbidden(permissions, path) : directoryForbidden();
  }
}

function parseBody(message: Message): unknown {
  if (message.body === "") {
    return undefined;
  }
  const isJson = message.headers["content-type"]?.includes("application/json") === true;
  const body = isJson ? jsonOrNothing(message.body) : undefined;
  if (body === undefined) {
    throw badRequest(
      "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.",
    );
  }
  return body;
}

function lagging(core: TenantCore, reads: number, handle: () => Reply): Reply {
  if (reads === 0) {
    return handle();
  }
  const collections = collectionsOf(core.state).map(([, collection]) => collection);
  for (const collection of collections) {
    collection.watch();
  }
  const reply = handle();
  for (const collection of collections) {
    collection.lagTouched(reads);
  }
  return reply;
}

function faultOf(error: unknown): GraphFault {
  if (error instanceof GraphFault) {
    return error;
  }
  throw error;
}
