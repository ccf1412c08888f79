import { z } from "zod";
import { instantOf } from "../graph/edm.ts";
import { readBody, withoutAnnotations } from "../graph/odata/body.ts";
import { directoryBadRequest, directoryNotFound, GraphFault } from "../graph/odata/errors.ts";
import type { ListingForm } from "../graph/odata/listing.ts";
import { entityReply, listReply } from "../graph/odata/replies.ts";
import { view } from "../graph/odata/view.ts";
import type { Reply } from "../http/message.ts";
import { directoryObjectView, findPrincipal } from "./principal-form.ts";
import { type AppRoleAssignment, appRoleAssignment, type ServicePrincipal } from "./schemas.ts";
import type { DirectoryCall, DirectoryRoute } from "./state.ts";

const read = [
  "Application.Read.All",
  "Application.ReadWrite.All",
  "Directory.Read.All",
  "AppRoleAssignment.ReadWrite.All",
];
const write = ["AppRoleAssignment.ReadWrite.All"];
const one = "/servicePrincipals/{id}";

/** Source: https://learn.microsoft.com/graph/api/resources/approleassignment */
export const appRoleAssignmentRoutes: readonly DirectoryRoute[] = [
  {
    method: "GET",
    path: `${one}/appRoleAssignedTo`,
    service: "directory",
    permissions: read,
    handle: listOfResource,
  },
  {
    method: "GET",
    path: `${one}/appRoleAssignments`,
    service: "directory",
    permissions: read,
    handle: listOfPrincipal,
  },
  {
    method: "POST",
    path: `${one}/appRoleAssignedTo`,
    service: "directory",
    permissions: write,
    handle: create,
  },
  {
    method: "POST",
    path: `${one}/appRoleAssignments`,
    service: "directory",
    permissions: write,
    handle: create,
  },
  {
    method: "GET",
    path: `${one}/appRoleAssignedTo/{assignmentId}`,
    service: "directory",
    permissions: read,
    handle: get,
  },
  {
    method: "GET",
    path: `${one}/appRoleAssignments/{assignmentId}`,
    service: "directory",
    permissions: read,
    handle: get,
  },
  {
    method: "DELETE",
    path: `${one}/appRoleAssignedTo/{assignmentId}`,
    service: "directory",
    permissions: write,
    handle: remove,
  },
  {
    method: "DELETE",
    path: `${one}/appRoleAssignments/{assignmentId}`,
    service: "directory",
    permissions: write,
    handle: remove,
  },
];

const type = "microsoft.graph.appRoleAssignment";
const { shape } = appRoleAssignment;
const body = z.strictObject({
  principalId: shape.principalId,
  resourceId: shape.resourceId,
  appRoleId: shape.appRoleId,
});

/** The role of those who are assigned to an app that has no roles. */
const defaultRoleId = "00000000-0000-0000-0000-000000000000";

const listing: ListingForm = { set: "appRoleAssignments", type, properties: Object.keys(shape) };

function listOfResource(call: DirectoryCall): Reply {
  return listBy(call, "resourceId");
}

function listOfPrincipal(call: DirectoryCall): Reply {
  return listBy(call, "principalId");
}

function listBy(call: DirectoryCall, side: "resourceId" | "principalId"): Reply {
  const { id } = findPrincipal(call);
  const assignments = call.core.state.appRoleAssignments.list().filter((kept) => kept[side] === id);
  return listReply(call, "directory", { ...listing, rows: assignments.map((kept) => view(shape, kept)) });
}

function get(call: DirectoryCall): Reply {
  return entityReply(call, listing, view(shape, findAssignment(call)));
}

function create(call: DirectoryCall): Reply {
  const wanted = readBody(body, withoutAnnotations(call.body), type);
  const { state } = call.core;
  const resource = state.servicePrincipals.read(wanted.resourceId);
  const principal = directoryObjectView(call, wanted.principalId);
  if (resource === undefined || principal === undefined) {
    throw directoryNotFound(resource === undefined ? wanted.resourceId : wanted.principalId);
  }
  needRole(resource, wanted.appRoleId);
  const made = {
    ...wanted,
    id: Buffer.from(
      `${wanted.principalId}${wanted.resourceId}${wanted.appRoleId}`.replaceAll("-", ""),
      "hex",
    ).toString("base64url"),
    deletedDateTime: null,
    createdDateTime: instantOf(call.core.now()),
    principalDisplayName: String(principal.displayName),
    principalType: principalType(principal),
    resourceDisplayName: resource.displayName,
  };
  if (state.appRoleAssignments.all().some((kept) => isSame(kept, wanted))) {
    throw new GraphFault(400, "Request_BadRequest", "Permission being assigned already exists on the object");
  }
  return entityReply(call, listing, view(shape, state.appRoleAssignments.put(made)), 201);
}

function remove(call: DirectoryCall): Reply {
  call.core.state.appRoleAssignments.remove(findAssignment(call).id);
  return { status: 204 };
}

function needRole(resource: ServicePrincipal, appRoleId: string): void {
  const isDefault = appRoleId === defaultRoleId && resource.appRoles.length === 0;
  if (!isDefault && !resource.appRoles.some((role) => role.id === appRoleId)) {
    throw directoryBadRequest("Permission being assigned was not found on application");
  }
}

function principalType(principal: Readonly<Record<string, unknown>>): string {
  const name = String(principal["@odata.type"]).replace("#microsoft.graph.", "");
  return `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
}

function isSame(kept: AppRoleAssignment, wanted: z.output<typeof body>): boolean {
  return (
    kept.principalId === wanted.principalId &&
    kept.resourceId === wanted.resourceId &&
    kept.appRoleId === wanted.appRoleId
  );
}

function findAssignment(call: DirectoryCall): AppRoleAssignment {
  const id = call.params.assignmentId ?? "";
  const found = call.core.state.appRoleAssignments.read(id);
  if (found === undefined) {
    throw directoryNotFound(id);
  }
  return found;
}
