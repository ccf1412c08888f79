import { grantId } from "../entra/grants.ts";
import { principalOf } from "../entra/new-principal.ts";
import type { TenantState } from "../state.ts";
import { pinResetApps } from "./ids.ts";

/** The delegated permissions that the clicked links left, where they are not the usual ones. */
export type ConsentedScopes = {
  /** Those of the client on the service; by default `user_impersonation`. */
  readonly client?: readonly string[];
  /** Those of the service on the directory; by default `User.Read`. */
  readonly service?: readonly string[];
};

/**
 * Puts into a tenant what both consent links leave in it once an administrator clicked them: the principals of both
 * applications, listed in the portal, and their grants for all users. Both applications sign users in, so that each
 * has `User.Read` on the directory.
 * Source: https://learn.microsoft.com/windows/security/identity-protection/hello-for-business/pin-reset
 */
export function seedConsented(state: TenantState, scopes: ConsentedScopes = {}): void {
  const { pinResetService, pinResetClient, directory } = state.ids.principals;
  install(state, pinResetApps.service.id, pinResetService);
  install(state, pinResetApps.client.id, pinResetClient);
  grant(state, pinResetClient, pinResetService, scopes.client ?? ["user_impersonation"]);
  grant(state, pinResetService, directory, scopes.service ?? ["User.Read"]);
  grant(state, pinResetClient, directory, ["User.Read"]);
}

function install(state: TenantState, appId: string, id: string): void {
  const app = state.publishedApps.get(appId);
  if (app === undefined) {
    throw new Error(`No publisher has the app ${appId}.`);
  }
  state.servicePrincipals.put({
    ...principalOf(app, id),
    tags: ["WindowsAzureActiveDirectoryIntegratedApp"],
  });
}

function grant(state: TenantState, clientId: string, resourceId: string, scopes: readonly string[]): void {
  const between = { clientId, resourceId, consentType: "AllPrincipals" as const };
  state.oauth2PermissionGrants.put({
    ...between,
    id: grantId(between, null),
    principalId: null,
    scope: scopes.join(" "),
  });
}
