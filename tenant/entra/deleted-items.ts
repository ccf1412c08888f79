import { directoryNotFound, GraphFault } from "../graph/odata/errors.ts";
import { entityReply, listReply } from "../graph/odata/replies.ts";
import type { Reply } from "../http/message.ts";
import { principalListing, principalView, readByAppId } from "./principal-form.ts";
import type { DeletedPrincipal, DirectoryCall, DirectoryRoute } from "./state.ts";

const read = [
  "Application.Read.All",
  "Application.ReadWrite.All",
  "Directory.Read.All",
  "Directory.ReadWrite.All",
];
const write = ["Application.ReadWrite.All", "Directory.ReadWrite.All"];
const collection = "/directory/deletedItems/microsoft.graph.servicePrincipal";
const one = "/directory/deletedItems/{id}";

/** Source: https://learn.microsoft.com/graph/api/resources/directory */
export const deletedItemRoutes: readonly DirectoryRoute[] = [
  { method: "GET", path: collection, service: "directory", permissions: read, handle: list },
  { method: "GET", path: one, service: "directory", permissions: read, handle: get },
  { method: "POST", path: `${one}/restore`, service: "directory", permissions: write, handle: restore },
  { method: "DELETE", path: one, service: "directory", permissions: write, handle: removeForGood },
];

function list(call: DirectoryCall): Reply {
  const rows = call.core.state.deletedServicePrincipals
    .list()
    .map((kept) => principalView(call.version, kept));
  return listReply(call, "directory", { ...principalListing(call), rows });
}

function get(call: DirectoryCall): Reply {
  return entityReply(call, principalListing(call), typed(call, findDeleted(call)));
}

/** What was granted to the principal before it was deleted does not come back. */
function restore(call: DirectoryCall): Reply {
  const deleted = findDeleted(call);
  if (readByAppId(call, deleted.appId) !== undefined) {
    throw new GraphFault(
      409,
      "Request_MultipleObjectsWithSameKeyValue",
      `The service principal cannot be created, updated, or restored because the service principal name ${deleted.appId} is already in use.`,
    );
  }
  call.core.state.deletedServicePrincipals.remove(deleted.id);
  const restored = call.core.state.servicePrincipals.put({ ...deleted, deletedDateTime: null });
  return entityReply(call, principalListing(call), typed(call, restored));
}

function removeForGood(call: DirectoryCall): Reply {
  call.core.state.deletedServicePrincipals.remove(findDeleted(call).id);
  return { status: 204 };
}

function findDeleted(call: DirectoryCall): DeletedPrincipal {
  const id = (call.params.id ?? "").toLowerCase();
  const found = call.core.state.deletedServicePrincipals.read(id);
  if (found === undefined) {
    throw directoryNotFound(id);
  }
  return found;
}

function typed(call: DirectoryCall, principal: DeletedPrincipal): Record<string, unknown> {
  return { "@odata.type": "#microsoft.graph.servicePrincipal", ...principalView(call.version, principal) };
}
