/** The Graph permission that a call needs: for an app that signs in as itself, and for a signed-in user. */
export type Permission = { application: string; delegated: string };

/** A call and the least permission that allows it. `path` is what its URL has after the version, without the query. */
export type PermittedCall<Name extends string = string> = Permission & {
  call: Name;
  methods: readonly string[];
  path: RegExp;
  /** Whether the call is for something optional, which is left out where the permission is missing. */
  optional?: true;
};

const read = ["GET"];
const write = ["POST", "PATCH", "PUT", "DELETE"];

function both(permission: string): Permission {
  return { application: permission, delegated: permission };
}

/**
 * Every Graph call that is made here and the least permission that allows it, the first entry that fits being the
 * one that counts. From the "Permissions" section of each call's page under
 * https://learn.microsoft.com/graph/api/overview
 */
const calls = [
  {
    call: "read the plain text of an encrypted OMA setting",
    methods: read,
    path: /^\/deviceManagement\/deviceConfigurations\/.+\/getOmaSettingPlainTextValue\(/i,
    ...both("DeviceManagementConfiguration.ReadWrite.All"),
  },
  {
    call: "read device configurations and their assignments",
    methods: read,
    path: /^\/deviceManagement\/deviceConfigurations\b/i,
    ...both("DeviceManagementConfiguration.Read.All"),
  },
  {
    call: "create, change, assign and delete device configurations",
    methods: write,
    path: /^\/deviceManagement\/deviceConfigurations\b/i,
    ...both("DeviceManagementConfiguration.ReadWrite.All"),
  },
  {
    call: "read remediation scripts and what devices report of them",
    methods: read,
    path: /^\/deviceManagement\/deviceHealthScripts\b/i,
    ...both("DeviceManagementScripts.Read.All"),
    optional: true,
  },
  {
    call: "create, change, assign and delete remediation scripts",
    methods: write,
    path: /^\/deviceManagement\/deviceHealthScripts\b/i,
    ...both("DeviceManagementScripts.ReadWrite.All"),
    optional: true,
  },
  {
    call: "read settings catalog policies and their assignments",
    methods: read,
    path: /^\/deviceManagement\/configurationPolicies\b/i,
    ...both("DeviceManagementConfiguration.Read.All"),
  },
  {
    call: "create, change, assign and delete settings catalog policies",
    methods: write,
    path: /^\/deviceManagement\/configurationPolicies\b/i,
    ...both("DeviceManagementConfiguration.ReadWrite.All"),
  },
  {
    call: "read Endpoint security policies of the old kind (intents)",
    methods: read,
    path: /^\/deviceManagement\/intents\b/i,
    ...both("DeviceManagementConfiguration.Read.All"),
  },
  {
    call: "read requests for the approval of a second administrator",
    methods: read,
    path: /^\/deviceManagement\/operationApprovalRequests\b/i,
    ...both("DeviceManagementRBAC.Read.All"),
    optional: true,
  },
  {
    call: "read the enrolment policies",
    methods: read,
    path: /^\/deviceManagement\/deviceEnrollmentConfigurations\b/i,
    ...both("DeviceManagementServiceConfig.Read.All"),
    optional: true,
  },
  {
    call: "reset a device's passcode",
    methods: ["POST"],
    path: /^\/deviceManagement\/managedDevices\/[^/]+\/resetPasscode$/i,
    ...both("DeviceManagementManagedDevices.PrivilegedOperations.All"),
  },
  {
    call: "read managed devices",
    methods: read,
    path: /^\/deviceManagement\/managedDevices\b/i,
    ...both("DeviceManagementManagedDevices.Read.All"),
  },
  {
    call: "read assignment filters",
    methods: read,
    path: /^\/deviceManagement\/assignmentFilters\b/i,
    ...both("DeviceManagementConfiguration.Read.All"),
    optional: true,
  },
  {
    call: "read Intune's audit events",
    methods: read,
    path: /^\/deviceManagement\/auditEvents\b/i,
    ...both("DeviceManagementApps.Read.All"),
  },
  {
    call: "read service principals",
    methods: read,
    path: /^\/servicePrincipals\b(?!.*\/oauth2PermissionGrants\b)/i,
    ...both("Application.Read.All"),
  },
  {
    call: "create and change service principals",
    methods: write,
    path: /^\/servicePrincipals\b/i,
    ...both("Application.ReadWrite.All"),
  },
  {
    call: "read delegated permission grants",
    methods: read,
    path: /^(?:\/servicePrincipals[/(][^/]+)?\/oauth2PermissionGrants\b/i,
    ...both("Directory.Read.All"),
  },
  {
    call: "create, change and delete delegated permission grants",
    methods: write,
    path: /^\/oauth2PermissionGrants\b/i,
    ...both("DelegatedPermissionGrant.ReadWrite.All"),
  },
  { call: "read groups", methods: read, path: /^\/groups\b/i, ...both("Group.Read.All") },
  {
    call: "read the organization",
    methods: read,
    path: /^\/organization\b/i,
    application: "Organization.Read.All",
    delegated: "User.Read",
  },
  {
    call: "read the federation of domains",
    methods: read,
    path: /^\/domains\/[^/]+\/federationConfiguration\b/i,
    ...both("Domain-InternalFederation.Read.All"),
    optional: true,
  },
  {
    call: "read domains",
    methods: read,
    path: /^\/domains\b/i,
    ...both("Domain.Read.All"),
    optional: true,
  },
  {
    call: "evaluate Conditional Access for a sign-in",
    methods: ["POST"],
    path: /^\/identity\/conditionalAccess\/evaluate$/i,
    ...both("Policy.Read.ConditionalAccess"),
    optional: true,
  },
  {
    call: "read which users have registered authentication methods",
    methods: read,
    path: /^\/reports\/authenticationMethods\/userRegistrationDetails\b/i,
    ...both("AuditLog.Read.All"),
    optional: true,
  },
  {
    call: "read the sign-in log",
    methods: read,
    path: /^\/auditLogs\/signIns\b/i,
    ...both("AuditLog.Read.All"),
    optional: true,
  },
  {
    call: "read Entra's recommendations",
    methods: read,
    path: /^\/directory\/recommendations\b/i,
    ...both("DirectoryRecommendations.Read.All"),
    optional: true,
  },
] as const satisfies readonly PermittedCall[];

/** A call of these by its name. */
export type CallName = (typeof calls)[number]["call"];

export const permittedCalls: readonly PermittedCall<CallName>[] = calls;

/**
 * Calls that are made for an administrator alone: an identity that may assign permissions, or change applications, could
 * give itself any. Sources: https://learn.microsoft.com/graph/api/serviceprincipal-post-approleassignedto,
 * https://learn.microsoft.com/graph/api/application-post-applications
 */
const callsOfAdministrators = [
  {
    call: "assign application permissions to the identities of pipelines, and take them away",
    methods: write,
    path: /^\/servicePrincipals\/[^/]+\/appRoleAssign(?:edTo|ments)\b/i,
    ...both("AppRoleAssignment.ReadWrite.All"),
  },
  {
    call: "read applications",
    methods: read,
    path: /^\/applications\b/i,
    ...both("Application.Read.All"),
  },
  {
    call: "register and change applications",
    methods: write,
    path: /^\/applications\b/i,
    ...both("Application.ReadWrite.All"),
  },
] as const satisfies readonly PermittedCall[];

/** A call of these by its name. */
export type AdministratorCallName = (typeof callsOfAdministrators)[number]["call"];

export const administratorCalls: readonly PermittedCall<AdministratorCallName>[] = callsOfAdministrators;

/** The name of the permission that a read needs, for descriptions: the same for an application and for a signed-in user. */
export function readPermission(name: CallName): string {
  return permittedCalls.find(({ call }) => call === name)?.application ?? "";
}

/**
 * The permission that a call needs, or undefined for a call that is not in the tables. `path` is as in
 * GraphRequest; a query is ignored.
 */
export function permissionFor(method: string, path: string): Permission | undefined {
  const bare = path.replace(/^https:\/\/[^/]+\/[^/]+/, "").replace(/\?.*$/, "");
  const found = [...administratorCalls, ...permittedCalls].find(
    (entry) => entry.methods.includes(method) && entry.path.test(bare),
  );
  return found && { application: found.application, delegated: found.delegated };
}
