import { randomUUID } from "node:crypto";
import type { Reply } from "../http/message.ts";
import { ArmFault } from "./errors.ts";
import { addIdentityPrincipal } from "./identity-principals.ts";
import { removeResource } from "./removal.ts";
import { type ArmCall, bodyOf, findGroup, locationOf, readBody, resourceRoutes } from "./resource.ts";
import { identityBody } from "./schemas.ts";
import { identityType } from "./types.ts";

const one = `/subscriptions/{subscription}/resourceGroups/{group}/providers/${identityType}/{name}`;
const apiVersion = "2023-01-31";

/** Source: https://learn.microsoft.com/rest/api/managedidentity/user-assigned-identities */
export const identityRoutes = resourceRoutes({ path: one, type: identityType, apiVersion, put, remove });

/** Its id is shown with `resourcegroups` in lower case, as this resource provider writes it. */
function put(call: ArmCall): Reply {
  const { core, path, params } = call;
  const { state } = core;
  const group = findGroup(call);
  const name = params.name ?? "";
  if (!/^[a-z\d][\w-]{2,127}$/i.test(name)) {
    throw new ArmFault(400, "InvalidResourceName", `The identity name '${name}' is invalid.`);
  }
  const { location, tags } = readBody(call, identityBody);
  const before = state.armResources.get(path.toLowerCase());
  const ids = { clientId: randomUUID(), principalId: randomUUID() };
  const made = state.armResources.put({
    id: path.toLowerCase(),
    shownId: `${group.shownId.replace("resourceGroups", "resourcegroups")}/providers/${identityType}/${name}`,
    name,
    type: identityType,
    location: locationOf(location),
    tags: tags ?? {},
    properties: { tenantId: state.tenantId, ...ids, ...before?.properties },
  });
  if (before === undefined) {
    addIdentityPrincipal(state, made, ids);
  }
  return { status: before === undefined ? 201 : 200, body: bodyOf(made) };
}

function remove({ core, path }: ArmCall): Reply {
  const { state } = core;
  if (state.armResources.get(path.toLowerCase()) === undefined) {
    return { status: 204 };
  }
  removeResource(state, path);
  return { status: 200 };
}
