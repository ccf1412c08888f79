import type { IntuneClient } from "../../intune/client.ts";
import type { GroupResult, ServicePrincipalResult } from "../../intune/directory-objects.ts";
import { directoryOutputs } from "../../intune/functions/directory-object-schemas.ts";
import { getDirectoryObjects } from "../../intune/functions/directory-objects.ts";
import type { CallContext } from "../../provider/resource.ts";
import type { IssueCode } from "../../settings/issue-codes.ts";
import type { Settings } from "../../settings/schema.ts";
import { ExplainedError } from "../../text/explained-error.ts";
import { plainText } from "../../text/plain-text.ts";

/** A group that the settings name, by the setting; `scope` is what no group may be named twice in. */
type Reference = { readonly scope: keyof Settings; readonly setting: string; readonly group: string };

type FoundGroup = Reference & { readonly id: string };

/** What the settings name, as the directory has it. */
export type Directory = {
  /** The tenant that was signed in to, in lower case; undefined where the token does not say. */
  readonly tenantId: string | undefined;
  readonly groups: readonly FoundGroup[];
  /** The object ID of the service principal that the service's permissions are on; undefined where it has none. */
  readonly directoryObjectId: string | undefined;
};

/** The program could not look up what the settings name, so that it would declare nothing. */
export class LookUpError extends ExplainedError<IssueCode> {
  override readonly name = "LookUpError";
}

/**
 * Looks up what the settings name as the program does before it declares a resource, by the same function of the provider.
 *
 * @throws LookUpError with the code of the issue that the program would report; GraphError, CredentialError.
 */
export async function lookUpDirectory(
  context: CallContext<IntuneClient>,
  settings: Settings,
): Promise<Directory> {
  const references = referencesIn(settings);
  const { serviceScopes, directoryAppId } = settings.consent;
  const { result } = await getDirectoryObjects.call(context, {
    groups: references.map(({ group }) => group),
    servicePrincipals: serviceScopes.length > 0 ? [{ appId: directoryAppId }] : [],
  });
  const { tenantId, signInError, groups, servicePrincipals } = directoryOutputs.parse(result);
  if (signInError !== undefined) {
    throw new ExplainedError(signInError);
  }
  const found = references.map((reference, index) => foundGroup(reference, groups[index]));
  refuseRepeated(found);
  const [principal] = servicePrincipals;
  return {
    tenantId,
    groups: found,
    directoryObjectId: principal && foundPrincipal(directoryAppId, principal),
  };
}

function referencesIn({ assignments, readiness, passcodeVault }: Settings): readonly Reference[] {
  const named = (scope: keyof Settings, key: string, groups: readonly string[] = []) =>
    groups.map((group, index) => ({ scope, setting: `${scope}.${key}[${index}]`, group }));
  const profileGroups = assignments.groups.map(({ group }) => group);
  return [
    ...named("assignments", "groups", profileGroups),
    ...named("assignments", "excludedGroups", assignments.excludedGroups),
    ...named("readiness", "groups", readiness?.groups),
    ...named("readiness", "excludedGroups", readiness?.groups.length ? readiness.excludedGroups : []),
    ...named("passcodeVault", "writers", passcodeVault?.writers),
    ...named("passcodeVault", "readers", passcodeVault?.readers),
  ];
}

function foundGroup(reference: Reference, result: GroupResult | undefined): FoundGroup {
  const { status = "failed", ids = [], error } = result ?? {};
  const [id] = ids;
  const name = `${reference.setting} names the group "${plainText(reference.group)}"`;
  if (status === "found" && id !== undefined) {
    return { ...reference, id };
  }
  switch (status) {
    case "missing":
      throw new LookUpError({
        code: "groupMissing",
        message: `${name}, which the directory does not have.`,
        hint: "Correct its name in fleet.yaml, give its object ID instead, or remove the entry.",
      });
    case "ambiguous":
      throw new LookUpError({
        code: "groupAmbiguous",
        message: `${name}, but ${ids.length} groups have that display name: ${ids.join(", ")}.`,
        hint: "Give the object ID of the one that is meant in fleet.yaml.",
      });
    default:
      throw unreadable(name, status, error, "Group.Read.All");
  }
}

function foundPrincipal(appId: string, { status, id, error }: ServicePrincipalResult): string {
  const name = `consent.directoryAppId names the application ${appId}`;
  if (status === "found" && id !== undefined) {
    return id;
  }
  if (status !== "missing") {
    throw unreadable(name, status, error, "Application.Read.All");
  }
  throw new LookUpError({
    code: "applicationMissing",
    message: `${name}, of which this tenant has no service principal.`,
    hint: "Remove the setting from fleet.yaml, or grant the service nothing: `consent.serviceScopes: []`.",
  });
}

function unreadable(
  name: string,
  status: string,
  error: GroupResult["error"],
  permission: string,
): LookUpError {
  const { message = "Graph returned no object ID.", hint } = error ?? {};
  return status === "forbidden"
    ? new LookUpError({
        code: "lookUpForbidden",
        message: `${name}, which the application may not read: ${message}`,
        hint: `Give it Microsoft Graph's ${permission} (application permission), and consent to it in the tenant.`,
      })
    : new LookUpError({
        code: "lookUpFailed",
        message: `${name}, which could not be looked up: ${message}`,
        hint: hint ?? "Run the scan of this tenant again.",
      });
}

function refuseRepeated(found: readonly FoundGroup[]): void {
  for (const [index, { scope, setting, id }] of found.entries()) {
    const earlier = found.slice(0, index).find((other) => other.scope === scope && other.id === id);
    if (earlier !== undefined) {
      throw new LookUpError({
        code: "groupRepeated",
        message: `${setting} is the same group as ${earlier.setting}: ${id}.`,
        hint: "Remove one of the two from fleet.yaml.",
      });
    }
  }
}
