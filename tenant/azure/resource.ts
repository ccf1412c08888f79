import type { Caller } from "../graph/call.ts";
import { jsonOrNothing, type Message, type Reply } from "../http/message.ts";
import type { Routed } from "../http/router.ts";
import { ArmFault, resourceNotFound } from "./errors.ts";
import type { Body } from "./schemas.ts";
import type { ArmCore, ArmResource, ArmState } from "./state.ts";

/** A call of Azure Resource Manager whose token is valid and whose caller may make it. */
export type ArmCall = {
  readonly core: ArmCore;
  readonly caller: Caller;
  readonly message: Message;
  /** Path without the query. */
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
};

/** A part of Azure Resource Manager: what its caller must be allowed, and the one version of the API that it takes. */
export type ArmRoute = Routed & {
  readonly action: string;
  readonly apiVersion: string;
  readonly handle: (call: ArmCall) => Reply | Promise<Reply>;
};

/** What a type of resource says of its routes; it is read like any other unless it says how. */
type ResourceType = {
  /** With the parameter `name`. */
  readonly path: string;
  readonly type: string;
  /** What the actions that a caller must be allowed begin with; the type, unless given. */
  readonly action?: string;
  readonly apiVersion: string;
  readonly get?: ArmRoute["handle"];
  readonly put: ArmRoute["handle"];
  readonly remove: ArmRoute["handle"];
};

/** The routes on which a resource is read, written and deleted. */
export function resourceRoutes(resource: ResourceType): ArmRoute[] {
  const { path, type, action = type, apiVersion, put, remove } = resource;
  const { get = (call) => ({ status: 200, body: bodyOf(findResource(call, type)) }) } = resource;
  return [
    { method: "GET", path, action: `${action}/read`, apiVersion, handle: get },
    { method: "PUT", path, action: `${action}/write`, apiVersion, handle: put },
    { method: "DELETE", path, action: `${action}/delete`, apiVersion, handle: remove },
  ];
}

/** What a response shows of a resource. */
export function bodyOf({ id: _id, shownId, ...shown }: ArmResource): unknown {
  return { id: shownId, ...shown };
}

/** Reads the body of a write. Throws 400 with the path of every fault. */
export function readBody<Read>({ message }: ArmCall, schema: Body<Read>): Read {
  const read = schema.safeParse(jsonOrNothing(message.body));
  if (read.success) {
    return read.data;
  }
  const faults = read.error.issues.map((issue) => `'${issue.path.join(".")}' ${issue.message}`);
  throw new ArmFault(
    400,
    "InvalidRequestContent",
    `The request content was invalid and could not be deserialized: ${faults.join("; ")}`,
  );
}

/** The resource at the path of a call. Throws 404. */
function findResource({ core, path, params }: ArmCall, type: string): ArmResource {
  const found = core.state.armResources.get(path.toLowerCase());
  if (found === undefined) {
    throw resourceNotFound(type, params.name ?? "", params.group ?? "");
  }
  return found;
}

/** The resource group that a call is about. Throws 404. */
export function findGroup({ core, params }: ArmCall): ArmResource {
  const id = `/subscriptions/${params.subscription}/resourceGroups/${params.group}`;
  const found = core.state.armResources.get(id.toLowerCase());
  if (found !== undefined) {
    return found;
  }
  throw new ArmFault(404, "ResourceGroupNotFound", `Resource group '${params.group}' could not be found.`);
}

/** A resource and all that is below it, the resource itself last. */
export function resourcesBelow(state: ArmState, id: string): ArmResource[] {
  const below = state.armResources.where((kept) => kept.id.startsWith(`${id.toLowerCase()}/`));
  const self = state.armResources.get(id.toLowerCase());
  return self === undefined ? below : [...below, self];
}

/** A location as Azure names it: `West Europe` is `westeurope`. */
export function locationOf(given: string): string {
  return given.replaceAll(" ", "").toLowerCase();
}
