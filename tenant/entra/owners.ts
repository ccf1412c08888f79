import { z } from "zod";
import { readBody } from "../graph/odata/body.ts";
import { directoryBadRequest, directoryNotFound } from "../graph/odata/errors.ts";
import { listReply } from "../graph/odata/replies.ts";
import type { Reply } from "../http/message.ts";
import { referencedId } from "./principal-bodies.ts";
import { findPrincipal, ownersOf, principalShape } from "./principal-form.ts";
import type { DirectoryCall, DirectoryRoute } from "./state.ts";

const read = [
  "Application.Read.All",
  "Application.ReadWrite.All",
  "Application.ReadWrite.OwnedBy",
  "Directory.Read.All",
];
const write = ["Application.ReadWrite.All", "Application.ReadWrite.OwnedBy", "Directory.ReadWrite.All"];
const owners = "/servicePrincipals/{id}/owners";

/** Source: https://learn.microsoft.com/graph/api/serviceprincipal-list-owners */
export const ownerRoutes: readonly DirectoryRoute[] = [
  { method: "GET", path: owners, service: "directory", permissions: read, handle: list },
  { method: "GET", path: `${owners}/$ref`, service: "directory", permissions: read, handle: listReferences },
  { method: "POST", path: `${owners}/$ref`, service: "directory", permissions: write, handle: add },
  {
    method: "DELETE",
    path: `${owners}/{ownerId}/$ref`,
    service: "directory",
    permissions: write,
    handle: remove,
  },
];

function list(call: DirectoryCall): Reply {
  return listReply(call, "directory", {
    set: "directoryObjects",
    type: "microsoft.graph.directoryObject",
    rows: ownersOf(call, findPrincipal(call).id),
    properties: [...Object.keys(principalShape(call.version)), "userPrincipalName"],
  });
}

function listReferences(call: DirectoryCall): Reply {
  const { origin } = call.core;
  const rows = ownersOf(call, findPrincipal(call).id);
  const value = rows.map((row) => ({
    "@odata.id": `${origin}/${call.version}/directoryObjects/${String(row.id)}`,
  }));
  return {
    status: 200,
    body: { "@odata.context": `${origin}/${call.version}/$metadata#Collection($ref)`, value },
  };
}

function add(call: DirectoryCall): Reply {
  const principal = findPrincipal(call);
  const body = readBody(
    z.strictObject({ "@odata.id": z.string() }),
    call.body,
    "microsoft.graph.directoryObject",
  );
  const ownerId = referencedId(call, body["@odata.id"]);
  const ownerIds = ownerIdsOf(call, principal.id);
  if (ownerIds.includes(ownerId)) {
    throw directoryBadRequest(
      "One or more added object references already exist for the following modified properties: 'owners'.",
    );
  }
  call.core.state.ownerships.put({ id: principal.id, ownerIds: [...ownerIds, ownerId] });
  return { status: 204 };
}

function remove(call: DirectoryCall): Reply {
  const principal = findPrincipal(call);
  const ownerId = (call.params.ownerId ?? "").toLowerCase();
  const ownerIds = ownerIdsOf(call, principal.id);
  if (!ownerIds.includes(ownerId)) {
    throw directoryNotFound(ownerId);
  }
  call.core.state.ownerships.put({ id: principal.id, ownerIds: ownerIds.filter((id) => id !== ownerId) });
  return { status: 204 };
}

function ownerIdsOf(call: DirectoryCall, id: string): readonly string[] {
  return call.core.state.ownerships.get(id)?.ownerIds ?? [];
}
