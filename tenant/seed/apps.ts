import { newApplication } from "../entra/new-application.ts";
import { principalOf } from "../entra/new-principal.ts";
import type { ServicePrincipal } from "../entra/schemas.ts";
import type { DirectoryCore, PublishedApp } from "../entra/state.ts";
import { microsoftGraphAppId } from "../entra/tokens/access-tokens.ts";
import { deployerOf, directory, graphRoles, microsoftApps, microsoftGraph } from "./published-apps.ts";

/** What the deploying app asks for: what it may do until a test says otherwise. */
export const deployerPermissions = [
  "AppRoleAssignment.ReadWrite.All",
  "Application.ReadWrite.All",
  "DelegatedPermissionGrant.ReadWrite.All",
  "DeviceManagementApps.Read.All",
  "DeviceManagementConfiguration.ReadWrite.All",
  "DeviceManagementManagedDevices.PrivilegedOperations.All",
  "DeviceManagementManagedDevices.Read.All",
  "DeviceManagementRBAC.Read.All",
  "DeviceManagementScripts.ReadWrite.All",
  "Directory.Read.All",
  "Group.Read.All",
  "Organization.Read.All",
];

type Directory = DirectoryCore["state"];

/** How the deploying app is registered in its home tenant. */
export type Registration = {
  readonly clientSecret: string;
  readonly signInAudience: "AzureADMyOrg" | "AzureADMultipleOrgs";
};

/** Puts the directory principals and what apps publish into a tenant, and into its home tenant the deploying app. */
export function seedApps(state: Directory, registration: Registration): void {
  const { ids } = state;
  for (const app of [...microsoftApps, deployerOf(state)]) {
    state.publishedApps.seed(app);
  }
  install(state, microsoftGraph, ids.principals.microsoftGraph);
  install(state, directory, ids.principals.directory);
  if (state.tenantId === state.homeTenantId) {
    register(state, registration);
  }
}

function register(state: Directory, { clientSecret, signInAudience }: Registration): void {
  const { clientId, domain } = state.ids;
  state.applications.seed({
    ...newApplication({ appId: clientId, displayName: "Deployment", publisherDomain: domain }),
    id: "5d4c3b2a-1f0e-4d9c-8b7a-6f5e4d3c2b01",
    signInAudience,
  });
  state.appCredentials.seed({
    id: clientId,
    secrets: [clientSecret],
    certificates: [],
    federatedCredentials: [],
  });
}

/**
 * Makes a tenant one whose administrator consented to the deploying app: it has the app's service principal, and that
 * has application permissions on Microsoft Graph.
 */
export function consentToDeployer(
  state: Directory,
  permissions: readonly string[] = deployerPermissions,
): void {
  install(state, deployerOf(state), state.ids.principals.deployer);
  setApplicationPermissions(state, state.ids.clientId, permissions);
}

/** Makes a tenant one that never consented to the deploying app. */
export function withdrawFromDeployer(state: Directory): void {
  const { deployer } = state.ids.principals;
  state.servicePrincipals.remove(deployer);
  for (const assignment of state.appRoleAssignments.all()) {
    if (assignment.principalId === deployer) {
      state.appRoleAssignments.remove(assignment.id);
    }
  }
}

/** Makes `permissions` the application permissions that an app's principal has on Microsoft Graph; they show in its next token. */
export function setApplicationPermissions(
  state: Directory,
  appId: string,
  permissions: readonly string[],
): void {
  const principal = principalOfApp(state, appId);
  const graph = principalOfApp(state, microsoftGraphAppId);
  for (const assignment of state.appRoleAssignments.all()) {
    if (assignment.principalId === principal.id && assignment.resourceId === graph.id) {
      state.appRoleAssignments.remove(assignment.id);
    }
  }
  for (const permission of permissions) {
    state.appRoleAssignments.seed({
      id: Buffer.from(`${principal.id}${roleId(permission)}`).toString("base64url"),
      deletedDateTime: null,
      appRoleId: roleId(permission),
      createdDateTime: "2026-01-05T08:00:00Z",
      principalDisplayName: principal.displayName,
      principalId: principal.id,
      principalType: "ServicePrincipal",
      resourceDisplayName: graph.displayName,
      resourceId: graph.id,
    });
  }
}

function principalOfApp(state: Directory, appId: string): ServicePrincipal {
  const principal = state.servicePrincipals.find((candidate) => candidate.appId === appId);
  if (principal === undefined) {
    throw new Error(`The tenant has no service principal of the app ${appId}.`);
  }
  return principal;
}

function roleId(permission: string): string {
  const id = graphRoles[permission];
  if (id === undefined) {
    throw new Error(
      `Microsoft Graph has no application permission '${permission}' here; known are ${Object.keys(graphRoles).join(", ")}.`,
    );
  }
  return id;
}

function install(state: Directory, app: PublishedApp, id: string): void {
  state.servicePrincipals.seed(principalOf(app, id));
}
