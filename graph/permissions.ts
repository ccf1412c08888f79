/** The Graph permission that a call needs: for an app that signs in as itself, and for a signed-in user. */
export type Permission = { application: string; delegated: string };

/** A pipeline's run: `drift` looks at a stack without changing anything, `deploy` brings it to what is declared. */
export type PipelineRun = "drift" | "deploy";

/**
 * A call that this project makes. `path` is what its URL has after the version, without the query; `runs` are those of
 * a pipeline that make it, and `onlyFor` says what the stack must have for them to.
 */
export type PermittedCall = Permission & {
  call: string;
  methods: readonly string[];
  path: RegExp;
  runs: readonly PipelineRun[];
  onlyFor?: "encrypted settings" | "the onboarding";
};

const read = ["GET"];
const write = ["POST", "PATCH", "PUT", "DELETE"];

const bothRuns = ["drift", "deploy"] as const;

function both(permission: string): Permission {
  return { application: permission, delegated: permission };
}

/**
 * Every Graph call of this project and the least permission that allows it, the first entry that fits being the
 * one that counts. From the "Permissions" section of each call's page under
 * https://learn.microsoft.com/graph/api/overview
 */
export const permittedCalls: readonly PermittedCall[] = [
  {
    call: "read the plain text of an encrypted OMA setting",
    methods: read,
    path: /^\/deviceManagement\/deviceConfigurations\/.+\/getOmaSettingPlainTextValue\(/i,
    ...both("DeviceManagementConfiguration.ReadWrite.All"),
    runs: bothRuns,
    onlyFor: "encrypted settings",
  },
  {
    call: "read device configurations and their assignments",
    methods: read,
    path: /^\/deviceManagement\/deviceConfigurations\b/i,
    ...both("DeviceManagementConfiguration.Read.All"),
    runs: bothRuns,
  },
  {
    call: "create, change, assign and delete device configurations",
    methods: write,
    path: /^\/deviceManagement\/deviceConfigurations\b/i,
    ...both("DeviceManagementConfiguration.ReadWrite.All"),
    runs: ["deploy"],
  },
  {
    call: "reset a device's passcode",
    methods: ["POST"],
    path: /^\/deviceManagement\/managedDevices\/[^/]+\/resetPasscode$/i,
    ...both("DeviceManagementManagedDevices.PrivilegedOperations.All"),
    runs: [],
  },
  {
    call: "read managed devices",
    methods: read,
    path: /^\/deviceManagement\/managedDevices\b/i,
    ...both("DeviceManagementManagedDevices.Read.All"),
    runs: [],
  },
  {
    call: "read Intune's audit events",
    methods: read,
    path: /^\/deviceManagement\/auditEvents\b/i,
    ...both("DeviceManagementApps.Read.All"),
    runs: ["drift"],
  },
  {
    call: "read service principals",
    methods: read,
    path: /^\/servicePrincipals\b/i,
    ...both("Application.Read.All"),
    runs: bothRuns,
  },
  {
    call: "create and change service principals",
    methods: write,
    path: /^\/servicePrincipals\b/i,
    ...both("Application.ReadWrite.All"),
    runs: ["deploy"],
    onlyFor: "the onboarding",
  },
  {
    call: "read delegated permission grants",
    methods: read,
    path: /^\/oauth2PermissionGrants\b/i,
    ...both("Directory.Read.All"),
    runs: bothRuns,
  },
  {
    call: "create, change and delete delegated permission grants",
    methods: write,
    path: /^\/oauth2PermissionGrants\b/i,
    ...both("DelegatedPermissionGrant.ReadWrite.All"),
    runs: ["deploy"],
    onlyFor: "the onboarding",
  },
  { call: "read groups", methods: read, path: /^\/groups\b/i, ...both("Group.Read.All"), runs: bothRuns },
  {
    call: "read the organization",
    methods: read,
    path: /^\/organization\b/i,
    application: "Organization.Read.All",
    delegated: "User.Read",
    runs: [],
  },
];

/**
 * Calls that `pulumi up` makes for an administrator alone: an identity that may assign permissions could give itself
 * any. Source: https://learn.microsoft.com/graph/api/serviceprincipal-post-approleassignedto
 */
export const administratorCalls: readonly PermittedCall[] = [
  {
    call: "assign application permissions to the identities of pipelines, and take them away",
    methods: write,
    path: /^\/servicePrincipals\/[^/]+\/appRoleAssign(?:edTo|ments)\b/i,
    ...both("AppRoleAssignment.ReadWrite.All"),
    runs: [],
  },
];

/**
 * The permission that a call needs, or undefined for a call that this project does not make. `path` is as in
 * GraphRequest; a query is ignored.
 */
export function permissionFor(method: string, path: string): Permission | undefined {
  const bare = path.replace(/^https:\/\/[^/]+\/[^/]+/, "").replace(/\?.*$/, "");
  const found = [...administratorCalls, ...permittedCalls].find(
    (entry) => entry.methods.includes(method) && entry.path.test(bare),
  );
  return found && { application: found.application, delegated: found.delegated };
}

/** What a run of a pipeline does beside what every run does. */
export type PipelineWork = {
  /** Whether it reads the plain text of encrypted settings. */
  encryptedSettings: boolean;
  /** Whether it makes or changes the service principals and the grants, which an onboarding does once. */
  onboarding: boolean;
};

/**
 * The application permissions that a pipeline's run needs, sorted: those of the calls that it makes, without a
 * permission to read where the one to write, which holds it, is among them.
 */
export function pipelinePermissions(run: PipelineRun, work: PipelineWork): string[] {
  const isDone: Record<NonNullable<PermittedCall["onlyFor"]>, boolean> = {
    "encrypted settings": work.encryptedSettings,
    "the onboarding": work.onboarding,
  };
  const calls = permittedCalls.filter(
    ({ runs, onlyFor }) => runs.includes(run) && (onlyFor === undefined || isDone[onlyFor]),
  );
  const needed = new Set(calls.map(({ application }) => application));
  const isHeld = (name: string) =>
    name.includes(".Read.") && needed.has(name.replace(".Read.", ".ReadWrite."));
  return [...needed].filter((name) => !isHeld(name)).sort();
}
