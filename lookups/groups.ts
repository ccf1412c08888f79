import type { GroupResult } from "../intune/sdk.ts";
import { hintLines, type Issue } from "../settings/issues.ts";
import { type Path, removeCommand, setCommand, settingName } from "../settings/names.ts";
import type { DirectoryQuery } from "./directory-query.ts";
import { unreadable } from "./unreadable.ts";

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
 * Each group as the directory has it. A group that is missing, ambiguous (its IDs are listed), named twice or unreadable
 * is an issue.
 */
export async function lookUpGroups<Reference extends GroupReference>(
  references: readonly Reference[],
  query: DirectoryQuery,
): Promise<{ found: FoundGroup<Reference>[]; issues: Issue[] }> {
  const lookedUp = await Promise.all(
    references.map(async (reference) => resultOf(reference, await query.group(reference.group))),
  );
  const found = lookedUp.filter((one) => "id" in one);
  const issues = lookedUp.filter((one) => "message" in one);
  return { found, issues: [...issues, ...namedTwice(found)] };
}

function resultOf<Reference extends GroupReference>(
  reference: Reference,
  result: GroupResult,
): FoundGroup<Reference> | Issue {
  const { ids: [id] = [], displayName = reference.group, membershipRule } = result;
  return result.status === "found" && id !== undefined
    ? { ...reference, id, displayName, ...(membershipRule ? { membershipRule } : {}) }
    : issueOf(reference, result);
}

function issueOf({ group, path }: GroupReference, result: GroupResult): Issue {
  const { status, ids = [] } = result;
  const name = `${settingName(path)} names the group "${group}"`;
  switch (status) {
    case "missing":
      return {
        code: "groupMissing",
        message: `${name}, which the directory does not have`,
        hint: hintLines(setCommand(path, "NAME OR OBJECT ID"), removeCommand(path)),
      };
    case "ambiguous":
      return {
        code: "groupAmbiguous",
        message: `${name}, but ${ids.length} groups have that display name: ${ids.join(", ")}`,
        hint: setCommand(path, ids[0] ?? "OBJECT-ID"),
      };
    default:
      return unreadable(name, result, "Group.Read.All");
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
