import type { DirectoryState } from "./state.ts";
import { microsoftGraphAppId } from "./tokens/access-tokens.ts";

type State = Pick<DirectoryState, "servicePrincipals" | "oauth2PermissionGrants">;

/** The delegated permissions on Microsoft Graph that a client has in the name of a user: consented to for all, or by that user. */
export function permissionsOnGraph(
  state: State,
  clientPrincipalId: string,
  userId: string,
): readonly string[] {
  const graph = state.servicePrincipals.find(({ appId }) => appId === microsoftGraphAppId);
  const grants = state.oauth2PermissionGrants.where(
    ({ clientId, resourceId, principalId }) =>
      clientId === clientPrincipalId &&
      resourceId === graph?.id &&
      (principalId === null || principalId === userId),
  );
  return [...new Set(grants.flatMap(({ scope }) => scope?.split(" ").filter(Boolean) ?? []))];
}
