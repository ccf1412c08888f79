import { grantId } from "../entra/grants.ts";
import { newApplication } from "../entra/new-application.ts";
import { principalOf } from "../entra/new-principal.ts";
import type { Application } from "../entra/schemas.ts";
import type { DirectoryState } from "../entra/state.ts";
import { keyVaultAppId, microsoftGraphAppId } from "../entra/tokens/access-tokens.ts";

/** An application that people sign in to. What is left out is as it should be. */
export type SignInApp = {
  /** Delegated permissions on Microsoft Graph that an administrator consented to for all; `none`: nobody consented. */
  readonly consent?: readonly string[] | "none";
  readonly isFallbackPublicClient?: boolean;
  readonly redirectUris?: readonly string[];
  /** Whether it asks for Azure Key Vault too, as `setup-app --vault` registers it. */
  readonly usesVault?: boolean;
};

/** The client id of the application that `seedSignInApp` registers. */
export const signInAppId = "7b2e1f4d-9c8a-4e3b-a1d0-6f5c4b3a2e11";
const principalId = "7b2e1f4d-9c8a-4e3b-a1d0-6f5c4b3a2e12";

/** Registers an application that people sign in to, as `pin-reset setup-app` does. Returns its client id. */
export function seedSignInApp(
  state: DirectoryState & { readonly tenantId: string },
  {
    consent = [],
    isFallbackPublicClient = true,
    redirectUris = ["http://localhost"],
    usesVault = true,
  }: SignInApp = {},
): string {
  const app: Application = {
    ...newApplication({ appId: signInAppId, displayName: "PIN reset companion", publisherDomain: null }),
    id: "7b2e1f4d-9c8a-4e3b-a1d0-6f5c4b3a2e10",
    isFallbackPublicClient,
    publicClient: { redirectUris: [...redirectUris] },
    requiredResourceAccess: usesVault
      ? [
          {
            resourceAppId: keyVaultAppId,
            resourceAccess: [{ id: "f53da476-18e3-4152-8e01-aec403e6edc0", type: "Scope" }],
          },
        ]
      : [],
  };
  state.applications.seed(app);
  if (consent === "none") {
    return signInAppId;
  }
  const published = {
    id: signInAppId,
    displayName: "PIN reset companion",
    ownerTenantId: state.tenantId,
    oauth2PermissionScopes: [],
    appRoles: [],
    servicePrincipalNames: [signInAppId],
    replyUrls: [],
  };
  state.servicePrincipals.seed(principalOf(published, principalId));
  grantScopes(state, principalId, consent);
  return signInAppId;
}

/** Consents for all users to delegated permissions of a client on Microsoft Graph. */
function grantScopes(state: DirectoryState, clientId: string, scopes: readonly string[]): void {
  const graph = state.servicePrincipals.find(({ appId }) => appId === microsoftGraphAppId);
  const between = { clientId, resourceId: graph?.id ?? "", consentType: "AllPrincipals" as const };
  state.oauth2PermissionGrants.seed({
    ...between,
    id: grantId(between, null),
    principalId: null,
    scope: scopes.join(" "),
  });
}
