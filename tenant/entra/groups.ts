import { directoryNotFound } from "../graph/odata/errors.ts";
import type { ListingForm } from "../graph/odata/listing.ts";
import { countReply, entityReply, listReply } from "../graph/odata/replies.ts";
import { view } from "../graph/odata/view.ts";
import type { Reply } from "../http/message.ts";
import { directoryObjectView } from "./principal-form.ts";
import { type Group, group } from "./schemas.ts";
import type { DirectoryCall, DirectoryRoute } from "./state.ts";

const read = [
  "Group.Read.All",
  "Group.ReadWrite.All",
  "GroupMember.Read.All",
  "Directory.Read.All",
  "Directory.ReadWrite.All",
];
const one = "/groups/{id}";

/** Source: https://learn.microsoft.com/graph/api/resources/group */
export const groupRoutes: readonly DirectoryRoute[] = [
  { method: "GET", path: "/groups", service: "directory", permissions: read, handle: list },
  { method: "GET", path: "/groups/$count", service: "directory", permissions: read, handle: count },
  { method: "GET", path: one, service: "directory", permissions: read, handle: get },
  { method: "GET", path: `${one}/members`, service: "directory", permissions: read, handle: members },
  {
    method: "GET",
    path: `${one}/transitiveMembers`,
    service: "directory",
    permissions: read,
    handle: transitiveMembers,
  },
  { method: "GET", path: `${one}/owners`, service: "directory", permissions: read, handle: owners },
];

const onlyIfSelected = [
  "allowExternalSenders",
  "autoSubscribeNewMembers",
  "hideFromAddressLists",
  "hideFromOutlookClients",
];
const properties = Object.keys(group.shape);

const listing: ListingForm = {
  set: "groups",
  type: "microsoft.graph.group",
  properties,
  defaults: properties.filter((name) => !onlyIfSelected.includes(name)),
  filterable: [
    "displayName",
    "securityEnabled",
    "mailEnabled",
    "mailNickname",
    "mail",
    "groupTypes",
    "createdDateTime",
    "isAssignableToRole",
  ],
};

function rowsOf(call: DirectoryCall): Record<string, unknown>[] {
  return call.core.state.groups.list().map((kept) => view(group.shape, kept));
}

function list(call: DirectoryCall): Reply {
  return listReply(call, "directory", { ...listing, rows: rowsOf(call) });
}

function count(call: DirectoryCall): Reply {
  return countReply(call, { ...listing, rows: rowsOf(call) });
}

function get(call: DirectoryCall): Reply {
  return entityReply(call, listing, view(group.shape, findGroup(call)));
}

function members(call: DirectoryCall): Reply {
  return objects(call, findGroup(call).memberIds);
}

function transitiveMembers(call: DirectoryCall): Reply {
  return objects(call, transitiveMemberIds(call, findGroup(call)));
}

function owners(call: DirectoryCall): Reply {
  return objects(call, findGroup(call).ownerIds);
}

function findGroup(call: DirectoryCall): Group {
  const found = call.core.state.groups.read((call.params.id ?? "").toLowerCase());
  if (found === undefined) {
    throw directoryNotFound(call.params.id ?? "");
  }
  return found;
}

/** The ids of everything in a group and in the groups in it, each once. */
export function transitiveMemberIds(call: DirectoryCall, root: Group): string[] {
  const found = new Set<string>();
  const open = [...root.memberIds];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (!found.has(id)) {
      found.add(id);
      open.push(...(call.core.state.groups.get(id)?.memberIds ?? []));
    }
  }
  return [...found];
}

function objects(call: DirectoryCall, ids: readonly string[]): Reply {
  const rows = ids.map((id) => directoryObjectView(call, id)).filter((row) => row !== undefined);
  return listReply(call, "directory", {
    set: "directoryObjects",
    type: "microsoft.graph.directoryObject",
    rows,
    properties: [...new Set(["id", ...rows.flatMap((row) => Object.keys(row))])],
  });
}
