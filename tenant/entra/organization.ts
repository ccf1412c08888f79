import type { GraphCall, GraphRoute } from "../graph/call.ts";
import { badRequest, directoryNotFound } from "../graph/odata/errors.ts";
import { entityReply, type Listing, listReply } from "../graph/odata/listing.ts";
import { view } from "../graph/odata/view.ts";
import type { Reply } from "../http/message.ts";
import { organization } from "./schemas.ts";

const permissions = ["Organization.Read.All", "Directory.Read.All", "Directory.ReadWrite.All"];

/** Source: https://learn.microsoft.com/graph/api/resources/organization */
export const organizationRoutes: readonly GraphRoute[] = [
  { method: "GET", path: "/organization", service: "directory", permissions, handle: list },
  { method: "GET", path: "/organization/{id}", service: "directory", permissions, handle: get },
  { method: "GET", path: "/me", service: "directory", permissions: [], handle: refuseMe },
];

const listing: Omit<Listing, "rows"> = {
  set: "organization",
  type: "microsoft.graph.organization",
  properties: Object.keys(organization.shape),
};

function list(call: GraphCall): Reply {
  const rows = call.core.state.organization.list().map((kept) => view(organization.shape, kept));
  return listReply(call, "directory", { ...listing, rows });
}

function get(call: GraphCall): Reply {
  const kept = call.core.state.organization.read(call.params.id ?? "");
  if (kept === undefined) {
    throw directoryNotFound(call.params.id ?? "");
  }
  return entityReply(call, listing, view(organization.shape, kept));
}

/** Every token here is an application's own. */
function refuseMe(): Reply {
  throw badRequest("/me request is only valid with delegated authentication flow.");
}
