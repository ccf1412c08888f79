import type { Facts, Principal } from "../../../cli/doctor/facts.ts";
import { known } from "../../../cli/doctor/finding.ts";
import type { Policy } from "../../../cli/policies/policy.ts";
import { pinResetApps, seeded } from "../../../tenant/seed/ids.ts";
import { recoveryUri } from "../support/onboarded.ts";

function principal(id: string, appId: string, displayName: string, scopes: readonly string[]): Principal {
  return {
    id,
    appId,
    displayName,
    accountEnabled: true,
    disabledByMicrosoft: undefined,
    appRoleAssignmentRequired: false,
    tags: ["WindowsAzureActiveDirectoryIntegratedApp"],
    scopes,
  };
}

const { service, client } = pinResetApps;
export const servicePrincipal = principal("service", service.id, service.displayName, ["user_impersonation"]);
const clientPrincipal = principal("client", client.id, client.displayName, []);
const directory = principal("directory", "00000002-0000-0000-c000-000000000000", "Directory", ["User.Read"]);

/** The custom profile of a good tenant. */
export const recoveryPolicy: Policy = {
  kind: "custom",
  id: "profile",
  name: "PIN recovery",
  settings: [{ id: recoveryUri, type: "omaSettingBoolean", value: true }],
  targets: [{ type: "groupAssignmentTarget", groupId: "group", isFiltered: false }],
};

/** What the devices of a good tenant report. */
export const counts = {
  success: 3,
  pending: 1,
  error: 0,
  failed: 0,
  conflict: 0,
  notApplicable: 0,
  notApplicablePlatform: 0,
};

/** The facts of a tenant in which all is well, with changes. */
export function factsWith(changes: Partial<Facts> = {}): Facts {
  const forAll = { consentType: "AllPrincipals" };
  return {
    signIn: known({ way: "client secret" }),
    permissions: known({ of: "application", names: new Set<string>() }),
    tenantId: known(seeded.tenantId),
    service: known(servicePrincipal),
    client: known(clientPrincipal),
    directories: known([directory]),
    grants: known([
      { ...forAll, clientId: "client", resourceId: "service", scopes: ["user_impersonation"] },
      { ...forAll, clientId: "service", resourceId: "directory", scopes: ["User.Read"] },
    ]),
    policies: {
      deviceConfigurations: known([recoveryPolicy]),
      configurationPolicies: known([]),
      intents: known([]),
    },
    helloEnrollment: known([]),
    groups: known(
      new Map([
        [
          "group",
          {
            id: "group",
            displayName: "Windows devices",
            members: [
              { id: "device", name: "LAPTOP-01", type: "device" as const, operatingSystem: "Windows" },
            ],
          },
        ],
      ]),
    ),
    devices: known([{ name: "LAPTOP-01", operatingSystem: "Windows", userId: "alex" }]),
    deployments: known(new Map([["profile", { counts, devices: [] }]])),
    profileSettings: known([]),
    catalogSettings: known([]),
    domains: known([{ id: "contoso.example", isFederated: false }]),
    federations: known([]),
    allowedUrls: known([]),
    evaluations: known([]),
    withoutMfa: known({ userIds: new Set<string>(), isComplete: true }),
    failedSignIns: known({ failures: [], isComplete: true }),
    retiringUses: known([]),
    ...changes,
  };
}
