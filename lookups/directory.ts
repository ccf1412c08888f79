import { getClientConfig } from "@pulumi/azuread/getClientConfig.js";
import { getServicePrincipal } from "@pulumi/azuread/getServicePrincipal.js";
import { hintLines, type Issue, issuesError } from "../settings/issues.ts";
import { removeCommand, setCommand, settingName } from "../settings/names.ts";
import type { Settings } from "../settings.ts";
import { lookUpFailure, providerMessage, signInHint } from "./azuread-errors.ts";
import { type GraphRoles, lookUpGraphRoles } from "./graph-roles.ts";
import { type FoundReadiness, lookUpReadiness } from "./readiness.ts";
import { type AssignedTarget, lookUpTargets } from "./targets.ts";
import { lookUpVaultGroups, type VaultGroups } from "./vault-groups.ts";

/** What the settings name, as the directory has it. */
export type Directory = {
  /** The signed-in tenant: a GUID without braces. */
  tenantId: string;
  /** Object ID of the principal that the service's permissions are on; none where it is to have no permissions. */
  directoryObjectId: string | undefined;
  /** Whom the profile is for. */
  targets: AssignedTarget[];
  /** The rules of dynamic groups among the targets, by object ID. */
  membershipRules: ReadonlyMap<string, string>;
  /** What the setting `readiness` names; none where it is off. */
  readiness?: FoundReadiness | undefined;
  /** Who may write and read the vault's passcodes; empty where there is no vault. */
  vaultGroups: VaultGroups;
  /** The permissions of the pipelines' identities; none where there are no identities. */
  graph: GraphRoles | undefined;
};

/**
 * Looks up all that the settings name, at the same time, so that an issue is found before any resource is registered.
 * Source: https://www.pulumi.com/registry/packages/azuread/api-docs/getclientconfig/
 *
 * @throws RunError that lists every issue. A sign-in that fails, or ends in another tenant than `tenantId` names, comes
 * alone, since it makes all else wrong too.
 */
export async function lookUpDirectory(settings: Settings): Promise<Directory> {
  const others = Promise.all([
    lookUpDirectoryPrincipal(settings.consent),
    lookUpTargets(settings.assignments),
    lookUpVaultGroups(settings.passcodeVault),
    lookUpGraphRoles(settings),
    lookUpReadiness(settings.readiness),
  ]);
  const tenantId = await signedInTenant(settings.tenantId);
  const [principal, profile, vault, { graph, issues }, script] = await others;
  const all = [
    ...(principal.issue ? [principal.issue] : []),
    ...profile.issues,
    ...script.issues,
    ...vault.issues,
    ...issues,
  ];
  if (all.length > 0) {
    throw issuesError(all);
  }
  return {
    tenantId,
    directoryObjectId: principal.objectId,
    targets: profile.targets,
    membershipRules: profile.membershipRules,
    readiness: script.readiness,
    vaultGroups: vault.groups,
    graph,
  };
}

async function signedInTenant(expected: string | undefined): Promise<string> {
  const { tenantId } = await getClientConfig().catch((error: unknown) => {
    throw issuesError([
      {
        code: "signInFailed",
        message: `azuread could not sign in: ${providerMessage(error)}`,
        hint: signInHint(error),
      },
    ]);
  });
  if (expected && expected !== tenantId.toLowerCase()) {
    throw issuesError([otherTenant(expected, tenantId)]);
  }
  return tenantId;
}

function otherTenant(expected: string, actual: string): Issue {
  return {
    code: "otherTenant",
    message: `${settingName(["tenantId"])} is ${expected}, but the sign-in is to the tenant ${actual}: a profile made for another tenant does nothing`,
    hint: hintLines(
      `Sign in to ${expected} (ARM_TENANT_ID, or az login --tenant ${expected}); or, if ${actual} is meant:`,
      setCommand(["tenantId"], actual),
    ),
  };
}

type Principal = { objectId?: string; issue?: Issue };

async function lookUpDirectoryPrincipal({
  serviceScopes,
  directoryAppId,
}: Settings["consent"]): Promise<Principal> {
  if (serviceScopes.length === 0) {
    return {};
  }
  try {
    const { objectId } = await getServicePrincipal({ clientId: directoryAppId });
    return { objectId };
  } catch (error) {
    return { issue: unreadablePrincipal(directoryAppId, error) };
  }
}

function unreadablePrincipal(appId: string, error: unknown): Issue {
  const path = ["consent", "directoryAppId"];
  const name = `${settingName(path)} names the application ${appId}`;
  switch (lookUpFailure(error)) {
    case "missing":
      return {
        code: "applicationMissing",
        message: `${name}, of which this tenant has no service principal`,
        hint: hintLines(
          removeCommand(path),
          "or grant the service nothing: consent.serviceScopes: [] in the settings file",
        ),
      };
    case "forbidden":
      return {
        code: "lookUpForbidden",
        message: `${name}, which the signed-in account may not read: ${providerMessage(error)}`,
        hint: "Give it Microsoft Graph's Application.Read.All (application permission), and consent to it",
      };
    default:
      return {
        code: "lookUpFailed",
        message: `${name}, which could not be looked up: ${providerMessage(error)}`,
        hint: "Check the connection to Microsoft Graph and the ARM_* variables, then run the same command again",
      };
  }
}
