import { principalOf } from "../entra/new-principal.ts";
import type { DirectoryCore } from "../entra/state.ts";
import type { ArmResource, ArmState } from "./state.ts";

/** The ids by which the directory knows an identity. */
export type IdentityIds = { readonly clientId: string; readonly principalId: string };

/**
 * Makes the service principal of a user-assigned identity. It has no secret and no certificate: it signs in by
 * federated credentials alone.
 * Source: https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/overview
 */
export function addIdentityPrincipal(
  state: DirectoryCore["state"],
  { shownId, name }: Pick<ArmResource, "shownId" | "name">,
  { clientId, principalId }: IdentityIds,
): void {
  const app = {
    id: clientId,
    displayName: name,
    ownerTenantId: state.tenantId,
    oauth2PermissionScopes: [],
    appRoles: [],
    servicePrincipalNames: [clientId],
    replyUrls: [],
  };
  state.servicePrincipals.put({
    ...principalOf(app, principalId),
    alternativeNames: ["isExplicit=True", shownId],
    servicePrincipalType: "ManagedIdentity",
    signInAudience: null,
  });
  state.appCredentials.put({ id: clientId, secrets: [], certificates: [], federatedCredentials: [] });
}

/** Takes an identity's principal away for good, with the roles that it had in the directory. */
export function removeIdentityPrincipal(state: ArmState, identity: ArmResource): void {
  const { clientId, principalId } = identityIdsOf(identity);
  state.servicePrincipals.remove(principalId);
  state.appCredentials.remove(clientId);
  for (const assignment of state.appRoleAssignments.all()) {
    if (assignment.principalId === principalId) {
      state.appRoleAssignments.remove(assignment.id);
    }
  }
}

/** The ids that an identity's resource tells. */
export function identityIdsOf({ properties }: ArmResource): IdentityIds {
  return { clientId: String(properties.clientId), principalId: String(properties.principalId) };
}
