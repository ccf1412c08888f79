import type { GraphCall, GraphRoute } from "../graph/call.ts";
import { directoryNotFound } from "../graph/odata/errors.ts";
import { entityReply, type Listing, listReply } from "../graph/odata/listing.ts";
import { view } from "../graph/odata/view.ts";
import type { Reply } from "../http/message.ts";
import { user } from "./schemas.ts";

const permissions = ["User.Read.All", "Directory.Read.All", "Directory.ReadWrite.All"];

/** Source: https://learn.microsoft.com/graph/api/resources/user */
export const userRoutes: readonly GraphRoute[] = [
  { method: "GET", path: "/users", service: "directory", permissions, handle: list },
  { method: "GET", path: "/users/{id}", service: "directory", permissions, handle: get },
];

const onlyIfSelected = ["accountEnabled", "mailNickname", "userType"];
const properties = Object.keys(user.shape);

const listing: Omit<Listing, "rows"> = {
  set: "users",
  type: "microsoft.graph.user",
  properties,
  defaults: properties.filter((name) => !onlyIfSelected.includes(name)),
};

function list(call: GraphCall): Reply {
  const rows = call.core.state.users.list().map((kept) => view(user.shape, kept));
  return listReply(call, "directory", { ...listing, rows });
}

/** A user is addressed by object id or by user principal name. */
function get(call: GraphCall): Reply {
  const name = (call.params.id ?? "").toLowerCase();
  const found = call.core.state.users
    .list()
    .find((kept) => kept.id === name || kept.userPrincipalName?.toLowerCase() === name);
  if (found === undefined) {
    throw directoryNotFound(name);
  }
  return entityReply(call, listing, view(user.shape, found));
}
