import { randomUUID } from "node:crypto";
import type { Reply } from "../http/message.ts";
import { ArmFault } from "./errors.ts";
import { removeResource } from "./removal.ts";
import {
  type ArmCall,
  type ArmRoute,
  bodyOf,
  findGroup,
  locationOf,
  readBody,
  resourceRoutes,
} from "./resource.ts";
import { resourceGroupBody } from "./schemas.ts";

const type = "Microsoft.Resources/resourceGroups";
const one = "/subscriptions/{subscription}/resourceGroups/{group}";
const apiVersion = "2024-03-01";
const action = "Microsoft.Resources/subscriptions/resourceGroups";

/** Source: https://learn.microsoft.com/rest/api/resources/resource-groups */
export const resourceGroupRoutes: readonly ArmRoute[] = [
  ...resourceRoutes({ path: one, type, action, apiVersion, get, put, remove }),
  {
    method: "GET",
    path: "/subscriptions/{subscription}/operationresults/{operation}",
    action: `${action}/read`,
    apiVersion,
    handle: () => ({ status: 200 }),
  },
];

function get(call: ArmCall): Reply {
  return { status: 200, body: bodyOf(findGroup(call)) };
}

function put(call: ArmCall): Reply {
  const { core, path, params } = call;
  const name = params.group ?? "";
  if (!/^[-\w.()]{0,89}[-\w()]$/.test(name)) {
    throw new ArmFault(400, "InvalidResourceGroup", `The provided resource group name '${name}' is invalid.`);
  }
  const wanted = readBody(call, resourceGroupBody);
  const before = core.state.armResources.get(path.toLowerCase());
  const location = locationOf(wanted.location);
  if (before !== undefined && before.location !== location) {
    throw new ArmFault(
      409,
      "InvalidResourceGroupLocation",
      `Invalid resource group location '${location}'. The Resource group already exists in location '${before.location}'.`,
    );
  }
  const made = core.state.armResources.put({
    ...wanted,
    id: path.toLowerCase(),
    shownId: `/subscriptions/${params.subscription}/resourceGroups/${name}`,
    name,
    type,
    location,
    properties: { provisioningState: "Succeeded" },
  });
  return { status: before === undefined ? 201 : 200, body: bodyOf(made) };
}

/** All that is in the group goes with it; the response says where to ask whether that is done. */
function remove(call: ArmCall): Reply {
  const { core, params } = call;
  removeResource(core.state, findGroup(call).id);
  const operation = `/subscriptions/${params.subscription}/operationresults/${randomUUID()}`;
  return {
    status: 202,
    headers: { location: `${core.origin}${operation}?api-version=${apiVersion}`, "retry-after": "0" },
  };
}
