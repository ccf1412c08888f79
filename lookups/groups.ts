import { getGroup } from "@pulumi/azuread/getGroup.js";
import { getGroups } from "@pulumi/azuread/getGroups.js";
import { isGuid } from "../domain/guid.ts";
import { hintLines, type Issue } from "../settings/issues.ts";
import { type Path, removeCommand, setCommand, settingName } from "../settings/names.ts";
import { lookUpFailure, providerMessage } from "./azuread-errors.ts";

/** A group as the settings name it, by display name or object ID, and where it stands for an issue to name. */
export type GroupReference = { group: string; path: Path };

/** A group that the directory has, beside the reference to it. */
export type FoundGroup<Reference extends GroupReference> = Reference & {
  id: string;
  displayName: string;
  /** The rule of a dynamic group. */
  membershipRule?: string;
};

/**
 * Each group looked up once and all at the same time. A group that is missing, ambiguous (its IDs are listed), named
 * twice or unreadable is an issue.
 * Source: https://www.pulumi.com/registry/packages/azuread/api-docs/getgroup/
 */
export async function lookUpGroups<Reference extends GroupReference>(
  references: readonly Reference[],
): Promise<{ found: FoundGroup<Reference>[]; issues: Issue[] }> {
  const lookedUp = await Promise.all(references.map(lookUp));
  const found = lookedUp.filter((one) => "id" in one);
  const issues = lookedUp.filter((one) => "message" in one);
  return { found, issues: [...issues, ...namedTwice(found)] };
}

async function lookUp<Reference extends GroupReference>(
  reference: Reference,
): Promise<FoundGroup<Reference> | Issue> {
  const { group } = reference;
  try {
    const { objectId, displayName, dynamicMemberships } = await getGroup(
      isGuid(group) ? { objectId: group.toLowerCase() } : { displayName: group },
    );
    const rule = dynamicMemberships?.[0]?.rule;
    return { ...reference, id: objectId, displayName, ...(rule ? { membershipRule: rule } : {}) };
  } catch (error) {
    return explain(reference, error);
  }
}

async function explain({ group, path }: GroupReference, error: unknown): Promise<Issue> {
  const name = `${settingName(path)} names the group "${group}"`;
  switch (lookUpFailure(error)) {
    case "missing":
      return {
        code: "groupMissing",
        message: `${name}, which the directory does not have`,
        hint: hintLines(setCommand(path, "NAME OR OBJECT ID"), removeCommand(path)),
      };
    case "ambiguous":
      return ambiguous(name, path, await idsOf(group));
    case "forbidden":
      return {
        code: "lookUpForbidden",
        message: `${name}, which the signed-in account may not read: ${providerMessage(error)}`,
        hint: "Give it Microsoft Graph's Group.Read.All (application permission), and consent to it",
      };
    default:
      return {
        code: "lookUpFailed",
        message: `${name}, which could not be looked up: ${providerMessage(error)}`,
        hint: "Check the connection to Microsoft Graph and the ARM_* variables, then run the same command again",
      };
  }
}

function ambiguous(name: string, path: Path, ids: readonly string[]): Issue {
  if (ids.length === 0) {
    return {
      code: "groupAmbiguous",
      message: `${name}, but more than one group has that display name`,
      hint: hintLines(
        "Find the object ID under Entra admin center > Groups, then",
        setCommand(path, "OBJECT-ID"),
      ),
    };
  }
  return {
    code: "groupAmbiguous",
    message: `${name}, but ${ids.length} groups have that display name: ${ids.join(", ")}`,
    hint: setCommand(path, ids[0] ?? "OBJECT-ID"),
  };
}

/** Object IDs of every group of that display name. getGroup's own error keeps them to itself. */
async function idsOf(displayName: string): Promise<string[]> {
  try {
    const { displayNames, objectIds } = await getGroups({ displayNamePrefix: displayName });
    return objectIds.filter((_, index) => displayNames[index]?.toLowerCase() === displayName.toLowerCase());
  } catch {
    // The list is a help on top of the issue: without it the issue says where to look.
    return [];
  }
}

function namedTwice(found: readonly FoundGroup<GroupReference>[]): Issue[] {
  return found.flatMap(({ id, path }, index) => {
    const first = found.findIndex((other) => other.id === id);
    const earlier = first < index ? found[first] : undefined;
    return earlier
      ? [
          {
            code: "groupRepeated",
            message: `${settingName(path)} is the same group as ${settingName(earlier.path)}: ${id}`,
            hint: removeCommand(path),
          },
        ]
      : [];
  });
}
