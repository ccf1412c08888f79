import { seeded } from "../../../tenant/seed/ids.ts";
import type { Plant, PlantedFault } from "./planted.ts";

const permissions = [
  "Application.ReadWrite.All",
  "DelegatedPermissionGrant.ReadWrite.All",
  "DeviceManagementApps.Read.All",
  "DeviceManagementConfiguration.ReadWrite.All",
  "DeviceManagementManagedDevices.PrivilegedOperations.All",
  "DeviceManagementManagedDevices.Read.All",
  "Directory.Read.All",
  "Group.Read.All",
];

function holding(lost: string, instead: readonly string[] = []): Plant {
  return (tenant) =>
    tenant.setPermissions([...permissions.filter((permission) => permission !== lost), ...instead]);
}

const forOneUser: Plant = (tenant, { clientGrant }) =>
  tenant.state.oauth2PermissionGrants.change(clientGrant, {
    consentType: "Principal",
    principalId: seeded.users.alex,
  });

/** Faults of the credentials' permissions, of both applications and of their grants. */
export const consentFaults: PlantedFault[] = [
  [
    "no permission to create profiles",
    ["permissions"],
    /lacks DeviceManagementConfiguration\.ReadWrite\.All/,
    holding("DeviceManagementConfiguration.ReadWrite.All", ["DeviceManagementConfiguration.Read.All"]),
  ],
  [
    "no permission to create principals",
    ["permissions"],
    /lacks Application\.ReadWrite\.All, which it takes to create and change service principals/,
    holding("Application.ReadWrite.All"),
  ],
  [
    "the service is not in the tenant",
    ["service-present", "reset-sign-in"],
    /no service principal of Microsoft Pin Reset Service Production[\s\S]*AADSTS650052/,
    (tenant, { service }) => tenant.asAdministrator("DELETE", `/v1.0/servicePrincipals/${service}`),
  ],
  [
    "the client is not in the tenant",
    ["client-present", "reset-sign-in"],
    /no service principal of Microsoft Pin Reset Client Production[\s\S]*4 devices[\s\S]*LAPTOP-01[\s\S]*the client is not/,
    (tenant, { client }) => tenant.asAdministrator("DELETE", `/v1.0/servicePrincipals/${client}`),
  ],
  [
    "the service is disabled",
    ["service-enabled"],
    /Service Production is disabled/,
    (tenant, { service }) => tenant.state.servicePrincipals.change(service, { accountEnabled: false }),
  ],
  [
    "the client is disabled",
    ["client-enabled"],
    /Client Production is disabled/,
    (tenant, { client }) => tenant.state.servicePrincipals.change(client, { accountEnabled: false }),
  ],
  [
    "Microsoft has disabled the service",
    ["service-enabled"],
    /Microsoft has disabled .* \(DisabledDueToViolationOfServicesAgreement\)/,
    (tenant, { service }) =>
      tenant.state.servicePrincipals.change(service, {
        disabledByMicrosoftStatus: "DisabledDueToViolationOfServicesAgreement",
      }),
  ],
  [
    "the service is hidden from Enterprise applications",
    ["applications-listed"],
    /Service Production lacks the tag WindowsAzureActiveDirectoryIntegratedApp/,
    (tenant, { service }) => tenant.state.servicePrincipals.change(service, { tags: ["HideApp"] }),
  ],
  [
    "the client is hidden from Enterprise applications",
    ["applications-listed"],
    /Client Production lacks the tag/,
    (tenant, { client }) => tenant.state.servicePrincipals.change(client, { tags: [] }),
  ],
  [
    "the client has no grant on the service",
    ["client-grant"],
    /Client Production has no delegated permission on Microsoft Pin Reset Service/,
    (tenant, { clientGrant }) => tenant.state.oauth2PermissionGrants.remove(clientGrant),
  ],
  ["the client's grant is for one user", ["client-grant"], /for 1 user alone/, forOneUser],
  [
    "the client's grant names what the service does not publish",
    ["client-grant"],
    /names access_as_user, which it does not publish\.\nGrant what it does publish: user_impersonation/,
    (tenant, { clientGrant }) =>
      tenant.state.oauth2PermissionGrants.change(clientGrant, { scope: "access_as_user" }),
  ],
  [
    "the client's grant is empty",
    ["client-grant"],
    /holds no permission/,
    (tenant, { clientGrant }) => tenant.state.oauth2PermissionGrants.change(clientGrant, { scope: "" }),
  ],
  [
    "the service has no grant on the directory",
    ["service-grant"],
    /Service Production has no delegated permission on Windows Azure Active Directory or Microsoft Graph/,
    (tenant, { serviceGrant }) => tenant.state.oauth2PermissionGrants.remove(serviceGrant),
  ],
];
