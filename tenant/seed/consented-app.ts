import { randomUUID } from "node:crypto";
import { grantId } from "../entra/grants.ts";
import { principalOf } from "../entra/new-principal.ts";
import type { Application, ServicePrincipal } from "../entra/schemas.ts";
import type { DirectoryState } from "../entra/state.ts";

/**
 * Consents, for the whole tenant, to what an application's registration asks for: it gets a principal if it has none, its
 * delegated permissions for all users, and its application permissions.
 */
export function consentToApp(state: DirectoryState, app: Application): void {
  const principal = principalFor(state, app);
  for (const { resourceAppId, resourceAccess } of app.requiredResourceAccess) {
    const resource = state.servicePrincipals.find(({ appId }) => appId === resourceAppId);
    if (resource === undefined) {
      continue;
    }
    const wanted = new Set(resourceAccess.map(({ id }) => id));
    const scopes = resource.oauth2PermissionScopes
      .filter(({ id }) => wanted.has(id))
      .map(({ value }) => value);
    const between = {
      clientId: principal.id,
      resourceId: resource.id,
      consentType: "AllPrincipals" as const,
    };
    state.oauth2PermissionGrants.put({
      ...between,
      id: grantId(between, null),
      principalId: null,
      scope: scopes.join(" "),
    });
    for (const { id } of resource.appRoles.filter((role) => wanted.has(role.id))) {
      state.appRoleAssignments.put({
        id: Buffer.from(`${principal.id}${id}`).toString("base64url"),
        deletedDateTime: null,
        appRoleId: id,
        createdDateTime: "2026-01-05T08:00:00Z",
        principalDisplayName: principal.displayName,
        principalId: principal.id,
        principalType: "ServicePrincipal",
        resourceDisplayName: resource.displayName,
        resourceId: resource.id,
      });
    }
  }
}

function principalFor(state: DirectoryState, app: Application): ServicePrincipal {
  const known = state.servicePrincipals.find(({ appId }) => appId === app.appId);
  const published = state.publishedApps.get(app.appId);
  if (known !== undefined || published === undefined) {
    return known ?? missing(app);
  }
  return state.servicePrincipals.put(principalOf(published, randomUUID()));
}

function missing({ appId }: Application): never {
  throw new Error(`No publisher has the app ${appId}.`);
}
