import { randomUUID } from "node:crypto";
import { instantOf } from "../graph/edm.ts";
import { directoryForbidden, GraphFault } from "../graph/odata/errors.ts";
import { countReply, entityReply, listReply } from "../graph/odata/replies.ts";
import type { Reply } from "../http/message.ts";
import { principalOf } from "./new-principal.ts";
import { readChanges, readNewPrincipal } from "./principal-bodies.ts";
import { findPrincipal, principalListing, principalView, readByAppId } from "./principal-form.ts";
import type { ServicePrincipal } from "./schemas.ts";
import type { DirectoryCall, DirectoryRoute, PublishedApp } from "./state.ts";

const read = [
  "Application.Read.All",
  "Application.ReadWrite.All",
  "Application.ReadWrite.OwnedBy",
  "Directory.Read.All",
  "Directory.ReadWrite.All",
];
const write = ["Application.ReadWrite.OwnedBy", "Application.ReadWrite.All", "Directory.ReadWrite.All"];
const byId = "/servicePrincipals/{id}";
const byAppId = "/servicePrincipals(appId='{appId}')";

/** Source: https://learn.microsoft.com/graph/api/resources/serviceprincipal */
export const servicePrincipalRoutes: readonly DirectoryRoute[] = [
  { method: "GET", path: "/servicePrincipals", service: "directory", permissions: read, handle: list },
  { method: "POST", path: "/servicePrincipals", service: "directory", permissions: write, handle: create },
  {
    method: "GET",
    path: "/servicePrincipals/$count",
    service: "directory",
    permissions: read,
    handle: count,
  },
  { method: "GET", path: byId, service: "directory", permissions: read, handle: get },
  { method: "GET", path: byAppId, service: "directory", permissions: read, handle: get },
  { method: "PATCH", path: byId, service: "directory", permissions: write, handle: update },
  { method: "PATCH", path: byAppId, service: "directory", permissions: write, handle: upsert },
  { method: "DELETE", path: byId, service: "directory", permissions: write, handle: remove },
  { method: "DELETE", path: byAppId, service: "directory", permissions: write, handle: remove },
];

function rowsOf(call: DirectoryCall): Record<string, unknown>[] {
  return call.core.state.servicePrincipals.list().map((principal) => principalView(call.version, principal));
}

function list(call: DirectoryCall): Reply {
  return listReply(call, "directory", { ...principalListing(call), rows: rowsOf(call) });
}

function count(call: DirectoryCall): Reply {
  return countReply(call, { ...principalListing(call), rows: rowsOf(call) });
}

function get(call: DirectoryCall): Reply {
  return entityReply(call, principalListing(call), principalView(call.version, findPrincipal(call)));
}

function create(call: DirectoryCall): Reply {
  const { appId, ownerIds, changes } = readNewPrincipal(call);
  const app = publishedApp(call, appId);
  const made = addPrincipal(call, app, changes);
  call.core.state.ownerships.put({ id: made.id, ownerIds });
  return entityReply(call, principalListing(call), principalView(call.version, made), 201);
}

function upsert(call: DirectoryCall): Reply {
  const appId = call.params.appId ?? "";
  const wanted = call.headers.prefer?.toLowerCase().includes("create-if-missing") === true;
  if (!wanted || readByAppId(call, appId) !== undefined) {
    return update(call);
  }
  const changes = readChanges(call);
  const made = addPrincipal(call, publishedApp(call, appId), changes);
  return entityReply(call, principalListing(call), principalView(call.version, made), 201);
}

function update(call: DirectoryCall): Reply {
  const principal = findPrincipal(call);
  needOwnership(call, principal);
  call.core.state.servicePrincipals.change(principal.id, readChanges(call));
  return { status: 204 };
}

function remove(call: DirectoryCall): Reply {
  const principal = findPrincipal(call);
  needOwnership(call, principal);
  const { state } = call.core;
  state.servicePrincipals.remove(principal.id);
  state.deletedServicePrincipals.put({ ...principal, deletedDateTime: instantOf(call.core.now()) });
  for (const grant of state.oauth2PermissionGrants.all()) {
    if (grant.clientId === principal.id || grant.resourceId === principal.id) {
      state.oauth2PermissionGrants.remove(grant.id);
    }
  }
  for (const assignment of state.appRoleAssignments.all()) {
    if (assignment.principalId === principal.id || assignment.resourceId === principal.id) {
      state.appRoleAssignments.remove(assignment.id);
    }
  }
  return { status: 204 };
}

/** The app behind a new principal. Throws Graph's refusals: not known in this cloud, or not this tenant's. */
function publishedApp(call: DirectoryCall, appId: string): PublishedApp {
  const app = call.core.state.publishedApps.get(appId.toLowerCase());
  if (app === undefined) {
    throw new GraphFault(
      400,
      "Request_BadRequest",
      `The appId '${appId}' of the service principal does not reference a valid application object.`,
      {
        details: [
          { code: "NoBackingApplicationObject", target: "appId", message: "No backing application object." },
        ],
      },
    );
  }
  if (hasOnlyOwned(call) && app.ownerTenantId !== call.core.state.tenantId) {
    throw directoryForbidden(
      "When using this permission, the backing application of the service principal being created must in the local tenant",
    );
  }
  return app;
}

function addPrincipal(
  call: DirectoryCall,
  app: PublishedApp,
  changes: Partial<ServicePrincipal>,
): ServicePrincipal {
  const { state } = call.core;
  if (state.servicePrincipals.all().some((principal) => principal.appId === app.id)) {
    throw new GraphFault(
      409,
      "Request_MultipleObjectsWithSameKeyValue",
      `The service principal cannot be created, updated, or restored because the service principal name ${app.id} is already in use.`,
      {
        details: [
          {
            code: "ObjectConflict",
            target: "servicePrincipalNames",
            message: "Another object with the same value for property servicePrincipalNames already exists.",
          },
        ],
      },
    );
  }
  return state.servicePrincipals.put({
    ...principalOf(app, randomUUID()),
    createdByAppId: call.caller.appId,
    ...changes,
  });
}

function hasOnlyOwned(call: DirectoryCall): boolean {
  return !["Application.ReadWrite.All", "Directory.ReadWrite.All"].some((role) =>
    call.caller.roles.has(role),
  );
}

function needOwnership(call: DirectoryCall, principal: ServicePrincipal): void {
  const owners = call.core.state.ownerships.get(principal.id)?.ownerIds ?? [];
  if (hasOnlyOwned(call) && !owners.includes(call.caller.objectId)) {
    throw directoryForbidden();
  }
}
