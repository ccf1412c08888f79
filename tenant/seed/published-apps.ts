import type { BaseState } from "../core.ts";
import type { PublishedApp } from "../entra/state.ts";
import { microsoftGraphAppId } from "../entra/tokens/access-tokens.ts";
import { pinResetApps } from "./ids.ts";

const microsoftTenantId = "f8cdef31-a31e-4b4a-93e4-5f571e91255a";
const directoryAppId = "00000002-0000-0000-c000-000000000000";

/** Microsoft Graph's application permissions, with their ids. Source: https://learn.microsoft.com/graph/permissions-reference */
export const graphRoles: Readonly<Record<string, string>> = {
  "AppRoleAssignment.ReadWrite.All": "06b708a9-e830-4db3-a914-8e69da51d44f",
  "Application.Read.All": "9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30",
  "Application.ReadWrite.All": "1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9",
  "Application.ReadWrite.OwnedBy": "18a4783c-866b-4cc7-a460-3d5e5662c884",
  "AuditLog.Read.All": "b0afded3-3588-46d8-8b3d-9842eff778da",
  "DelegatedPermissionGrant.ReadWrite.All": "8e8e4742-1d95-4f68-9d56-6ee75648c72a",
  "DeviceManagementApps.Read.All": "7a6ee1e7-141e-4cec-ae74-d9db155731ff",
  "DeviceManagementConfiguration.Read.All": "dc377aa6-52d8-4e23-b271-2a7ae04cedf3",
  "DeviceManagementConfiguration.ReadWrite.All": "9241abd9-d0e6-425a-bd4f-47ba86e767a4",
  "DeviceManagementManagedDevices.PrivilegedOperations.All": "5b07b0dd-2377-4e44-a38d-703f09a0dc3c",
  "DeviceManagementManagedDevices.Read.All": "2f51be20-0bb4-4fed-bf7b-db946066c75e",
  "DeviceManagementManagedDevices.ReadWrite.All": "243333ab-4d21-40cb-a475-36241daa0842",
  "DeviceManagementRBAC.Read.All": "58ca0d9a-1575-47e1-a3cb-007ef2e4583b",
  "DeviceManagementRBAC.ReadWrite.All": "e330c4f0-4170-414e-a55a-2f022ec2b57b",
  "DeviceManagementScripts.Read.All": "c7a5be92-2b3d-4540-8a67-c96dcaae8b43",
  "DeviceManagementScripts.ReadWrite.All": "9255e99d-faf5-445e-bbf7-cb71482737c4",
  "DeviceManagementServiceConfig.Read.All": "06a5fe6d-c49d-46a7-b082-56b1b14103c7",
  "DeviceManagementServiceConfig.ReadWrite.All": "5ac13192-7ace-4fcf-b828-1a26f28068ee",
  "Directory.Read.All": "7ab1d382-f21e-4acd-a863-ba3e13f7da61",
  "Directory.ReadWrite.All": "19dbc75e-c2e2-444c-a770-ec69d8559fc7",
  "DirectoryRecommendations.Read.All": "ae73097b-cb2a-4447-b064-5d80f6093921",
  "Domain.Read.All": "dbb9058a-0e50-45d7-ae91-66909b5d4664",
  // The id of this one is not Microsoft's: it was published nowhere that was looked at.
  "Domain-InternalFederation.Read.All": "7d0c1b2a-3e4f-4a5b-8c6d-9e0f1a2b3c01",
  "Group.Read.All": "5b567255-7703-4780-807c-7be8301ae99b",
  "Group.ReadWrite.All": "62a82d76-70ea-41e2-9197-370581804d09",
  "GroupMember.Read.All": "98830695-27a2-44f7-8c18-0c3ebc9698f6",
  "Organization.Read.All": "498476ce-e0fe-48b0-b801-37ba7e2685c6",
  "Policy.Read.ConditionalAccess": "37730810-e9ba-4e46-b07e-8ca78d182097",
  "User.Read.All": "df021288-bdef-4463-88db-98f22de89214",
};

/** The delegated permissions of Windows Azure Active Directory, as a live principal has been seen to publish them. */
const directoryScopes: Readonly<Record<string, string>> = {
  "User.Read": "311a71cc-e848-46a1-bdf8-97ff7156d8e6",
  "User.ReadBasic.All": "cba73afc-7f69-4d86-8450-4978e04ecd1a",
  "User.Read.All": "c582532d-9d9e-43bd-a97c-2667a28ce295",
  "Group.Read.All": "6234d376-f627-4f0f-90e0-dff25c5211a3",
  "Group.ReadWrite.All": "970d6fa6-214a-4a9b-8513-08fad511e2fd",
  "Directory.Read.All": "5778995a-e1bf-45b8-affa-663a9f3f4d04",
  "Directory.ReadWrite.All": "78c8a3c8-a07e-4b9e-af1b-b5ccab50a175",
  "Directory.AccessAsUser.All": "a42657d6-7f20-40e3-b6f0-cee03008a62a",
  "Member.Read.Hidden": "2d05a661-f651-4d57-a595-489c91eda336",
};

/** The id of the delegated permission of an application permission's name. It is not Microsoft's: programs look it up by name. */
function delegatedId(roleId: string): string {
  return roleId.replace(/^.{8}/, "de1e6a7e");
}

/** Microsoft Graph as it is published. */
export const microsoftGraph: PublishedApp = {
  ...firstParty(microsoftGraphAppId, "Microsoft Graph", ["https://graph.microsoft.com"]),
  oauth2PermissionScopes: [
    scope("e1fe6dd8-ba31-4d61-89e7-88639da4683d", "User.Read"),
    ...Object.entries(graphRoles)
      .filter(([value]) => value !== "Application.ReadWrite.OwnedBy")
      .map(([value, id]) => scope(delegatedId(id), value)),
  ],
  appRoles: Object.entries(graphRoles).map(([value, id]) => ({
    allowedMemberTypes: ["Application"],
    description: value,
    displayName: value,
    id,
    isEnabled: true,
    origin: "Application",
    value,
  })),
};

/** Windows Azure Active Directory as it is published. */
export const directory: PublishedApp = {
  ...firstParty(directoryAppId, "Windows Azure Active Directory", ["https://graph.windows.net"]),
  oauth2PermissionScopes: Object.entries(directoryScopes).map(([value, id]) => scope(id, value)),
};

/** Everything that Microsoft publishes here. All tenants hold the same objects. */
export const microsoftApps: readonly PublishedApp[] = [
  microsoftGraph,
  directory,
  {
    ...firstParty(pinResetApps.service.id, pinResetApps.service.displayName, ["https://cred.microsoft.com"]),
    oauth2PermissionScopes: [scope("7c1b9f3e-2d4a-4b5c-8e6f-1a2b3c4d5e06", "user_impersonation")],
    replyUrls: ["https://cred.microsoft.com"],
  },
  {
    ...firstParty(pinResetApps.client.id, pinResetApps.client.displayName, []),
    replyUrls: [`ms-appx-web://Microsoft.AAD.BrokerPlugin/${pinResetApps.client.id}`],
  },
];

/** The deploying app, which belongs to its home tenant. */
export function deployerOf({ homeTenantId, ids }: BaseState): PublishedApp {
  return { ...firstParty(ids.clientId, "Deployment", []), ownerTenantId: homeTenantId };
}

function firstParty(id: string, displayName: string, names: readonly string[]): PublishedApp {
  return {
    id,
    displayName,
    ownerTenantId: microsoftTenantId,
    oauth2PermissionScopes: [],
    appRoles: [],
    servicePrincipalNames: [id, ...names],
    replyUrls: [],
  };
}

function scope(id: string, value: string): PublishedApp["oauth2PermissionScopes"][number] {
  return {
    adminConsentDescription: value,
    adminConsentDisplayName: value,
    id,
    isEnabled: true,
    type: "User",
    userConsentDescription: value,
    userConsentDisplayName: value,
    value,
  };
}
