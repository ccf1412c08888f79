import { permissionsOnGraph } from "../delegated-permissions.ts";
import type { Application, User } from "../schemas.ts";
import type { DirectoryCore } from "../state.ts";
import { keyVaultAppId, serviceOf } from "./access-tokens.ts";
import { EntraFault } from "./errors.ts";
import { principalOfClient } from "./public-clients.ts";
import { resourceOfScope } from "./scopes.ts";

/** The account of a sign-in name. */
export function accountOf(core: DirectoryCore, name: string): User {
  const wanted = name.toLowerCase();
  const found = core.state.users.find((user) => user.userPrincipalName?.toLowerCase() === wanted);
  if (found === undefined) {
    throw new EntraFault(
      400,
      "invalid_grant",
      50034,
      `The user account ${name} does not exist in the ${core.state.tenantId} directory. To sign into this application, the account must be added to the directory.`,
    );
  }
  return usable(found);
}

/** The account of an object id, which may have been deleted or disabled since it signed in. */
export function accountWithId(core: DirectoryCore, id: string): User {
  const found = core.state.users.find((user) => user.id === id);
  if (found === undefined) {
    throw new EntraFault(
      400,
      "invalid_grant",
      50173,
      "The provided grant has expired due to it being revoked.",
    );
  }
  return usable(found);
}

function usable(user: User): User {
  if (user.accountEnabled === false) {
    throw new EntraFault(400, "invalid_grant", 50057, "The user account is disabled.");
  }
  return user;
}

/**
 * What a person's token for a resource may do: the scopes that were consented to. The scope that is asked for is
 * `RESOURCE/.default`, with those of OpenID beside it.
 */
export function consentedScopes(
  core: DirectoryCore,
  app: Application,
  user: User,
  scope: string,
): readonly string[] {
  const resource = resourceOfScope(scope);
  const service = serviceOf(core, resource);
  if (service === undefined) {
    throw new EntraFault(
      400,
      "invalid_resource",
      500011,
      `The resource principal named ${resource} was not found in the tenant named ${core.state.tenantId}.`,
    );
  }
  const principal = principalOfClient(core, app);
  if (principal?.accountEnabled === false) {
    throw new EntraFault(
      401,
      "unauthorized_client",
      7000112,
      `Application '${principal.appId}'(${principal.displayName}) is disabled.`,
    );
  }
  if (service === "keyVault" && !asksFor(app, keyVaultAppId)) {
    throw new EntraFault(
      400,
      "invalid_resource",
      650057,
      `Invalid resource. The client has requested access to a resource which is not listed in the requested permissions in the client's application registration. Client app ID: ${app.appId}(${app.displayName}). Resource value from request: ${resource}. Resource app ID: ${keyVaultAppId}.`,
    );
  }
  // Azure's own services publish one delegated permission, and have no principal here that a grant could name.
  const consented =
    principal === undefined || service !== "graph"
      ? principal && ["user_impersonation"]
      : permissionsOnGraph(core.state, principal.id, user.id);
  if (consented === undefined || consented.length === 0) {
    throw new EntraFault(
      400,
      "invalid_grant",
      65001,
      `The user or administrator has not consented to use the application with ID '${app.appId}' named '${app.displayName}'. Send an interactive authorization request for this user and resource.`,
    );
  }
  return consented;
}

function asksFor({ requiredResourceAccess }: Application, resource: string): boolean {
  return requiredResourceAccess.some(
    ({ resourceAppId, resourceAccess }) => resourceAppId === resource && resourceAccess.length > 0,
  );
}
