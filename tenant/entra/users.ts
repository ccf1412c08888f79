import { badRequest, directoryNotFound } from "../graph/odata/errors.ts";
import type { ListingForm } from "../graph/odata/listing.ts";
import { entityReply, listReply } from "../graph/odata/replies.ts";
import { view } from "../graph/odata/view.ts";
import type { Reply } from "../http/message.ts";
import { user } from "./schemas.ts";
import type { DirectoryCall, DirectoryRoute } from "./state.ts";

const permissions = ["User.Read.All", "Directory.Read.All", "Directory.ReadWrite.All"];

/** Source: https://learn.microsoft.com/graph/api/resources/user */
export const userRoutes: readonly DirectoryRoute[] = [
  { method: "GET", path: "/me", service: "directory", permissions: [], handle: me },
  { method: "GET", path: "/users", service: "directory", permissions, handle: list },
  { method: "GET", path: "/users/{id}", service: "directory", permissions, handle: get },
];

const onlyIfSelected = ["accountEnabled", "mailNickname", "userType"];
const properties = Object.keys(user.shape);

const listing: ListingForm = {
  set: "users",
  type: "microsoft.graph.user",
  properties,
  defaults: properties.filter((name) => !onlyIfSelected.includes(name)),
};

function list(call: DirectoryCall): Reply {
  const rows = call.core.state.users.list().map((kept) => view(user.shape, kept));
  return listReply(call, "directory", { ...listing, rows });
}

/** Who signed in; an application's own token speaks for nobody. */
function me(call: DirectoryCall): Reply {
  if (call.caller.person === undefined) {
    throw badRequest("/me request is only valid with delegated authentication flow.");
  }
  return get({ ...call, params: { id: call.caller.objectId } });
}

/** A user is addressed by object id or by user principal name. */
function get(call: DirectoryCall): Reply {
  const name = (call.params.id ?? "").toLowerCase();
  const found = call.core.state.users
    .list()
    .find((kept) => kept.id === name || kept.userPrincipalName?.toLowerCase() === name);
  if (found === undefined) {
    throw directoryNotFound(name);
  }
  return entityReply(call, listing, view(user.shape, found));
}
