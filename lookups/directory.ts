import { hintLines, type Issue, issuesError } from "../settings/issues.ts";
import { removeCommand, settingName } from "../settings/names.ts";
import type { Settings } from "../settings.ts";
import type { DirectoryQuery } from "./directory-query.ts";
import { type GraphRoles, lookUpGraphRoles } from "./graph-roles.ts";
import { type FoundReadiness, lookUpReadiness } from "./readiness.ts";
import { tenantIssue } from "./signed-in-tenant.ts";
import { type AssignedTarget, lookUpTargets } from "./targets.ts";
import { unreadable } from "./unreadable.ts";
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
 * All its questions are in `query` when it returns its promise.
 *
 * @param azureadTenant The tenant that azuread is signed in to.
 * @throws RunError that lists every issue. A sign-in that fails, or to a tenant that is not that of the setting `tenantId` or
 * of the other provider, is the only issue, since it makes all else wrong too.
 */
export async function lookUpDirectory(
  settings: Settings,
  query: DirectoryQuery,
  azureadTenant: Promise<string>,
): Promise<Directory> {
  const [tenantId, intuneTenant, principal, profile, vault, { graph, issues }, script] = await Promise.all([
    azureadTenant,
    query.tenantId(),
    lookUpDirectoryPrincipal(settings.consent, query),
    lookUpTargets(settings.assignments, query),
    lookUpVaultGroups(settings.passcodeVault, query),
    lookUpGraphRoles(settings, query),
    lookUpReadiness(settings.readiness, query),
  ]);
  const wrongTenant = tenantIssue(settings.tenantId, tenantId, intuneTenant);
  if (wrongTenant) {
    throw issuesError([wrongTenant]);
  }
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

type Principal = { objectId?: string; issue?: Issue };

async function lookUpDirectoryPrincipal(
  { serviceScopes, directoryAppId }: Settings["consent"],
  query: DirectoryQuery,
): Promise<Principal> {
  if (serviceScopes.length === 0) {
    return {};
  }
  const result = await query.servicePrincipal({ appId: directoryAppId });
  const { status, id } = result;
  if (status === "found" && id !== undefined) {
    return { objectId: id };
  }
  const path = ["consent", "directoryAppId"];
  const name = `${settingName(path)} names the application ${directoryAppId}`;
  if (status !== "missing") {
    return { issue: unreadable(name, result, "Application.Read.All") };
  }
  return {
    issue: {
      code: "applicationMissing",
      message: `${name}, of which this tenant has no service principal`,
      hint: hintLines(
        removeCommand(path),
        "or grant the service nothing: consent.serviceScopes: [] in the settings file",
      ),
    },
  };
}
