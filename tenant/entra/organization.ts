import { directoryNotFound } from "../graph/odata/errors.ts";
import type { ListingForm } from "../graph/odata/listing.ts";
import { entityReply, listReply } from "../graph/odata/replies.ts";
import { view } from "../graph/odata/view.ts";
import type { Reply } from "../http/message.ts";
import { organization } from "./schemas.ts";
import type { DirectoryCall, DirectoryRoute } from "./state.ts";

/** `User.Read` is a delegated permission alone. */
const permissions = ["Organization.Read.All", "Directory.Read.All", "Directory.ReadWrite.All", "User.Read"];

/** Source: https://learn.microsoft.com/graph/api/resources/organization */
export const organizationRoutes: readonly DirectoryRoute[] = [
  { method: "GET", path: "/organization", service: "directory", permissions, handle: list },
  { method: "GET", path: "/organization/{id}", service: "directory", permissions, handle: get },
];

const listing: ListingForm = {
  set: "organization",
  type: "microsoft.graph.organization",
  properties: Object.keys(organization.shape),
};

function list(call: DirectoryCall): Reply {
  const rows = call.core.state.organization.list().map((kept) => view(organization.shape, kept));
  return listReply(call, "directory", { ...listing, rows });
}

function get(call: DirectoryCall): Reply {
  const kept = call.core.state.organization.read(call.params.id ?? "");
  if (kept === undefined) {
    throw directoryNotFound(call.params.id ?? "");
  }
  return entityReply(call, listing, view(organization.shape, kept));
}
