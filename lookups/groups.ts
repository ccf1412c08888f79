import { getGroup } from "@pulumi/azuread/getGroup.js";
import { getGroups } from "@pulumi/azuread/getGroups.js";
import { isGuid } from "../domain/guid.ts";
import type { Fault } from "../settings/faults.ts";
import { type Path, removeCommand, setCommand, settingName } from "../settings/names.ts";
import { lookUpFailure, providerMessage } from "./azuread-errors.ts";

/** A group as the settings name it, by display name or object ID, and where it stands for a fault to name. */
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
 * twice or unreadable is a fault.
 * Source: https://www.pulumi.com/registry/packages/azuread/api-docs/getgroup/
 */
export async function lookUpGroups<Reference extends GroupReference>(
  references: readonly Reference[],
): Promise<{ found: FoundGroup<Reference>[]; faults: Fault[] }> {
  const lookedUp = await Promise.all(references.map(lookUp));
  const found = lookedUp.filter((one) => "id" in one);
  const faults = lookedUp.filter((one) => "problem" in one);
  return { found, faults: [...faults, ...namedTwice(found)] };
}

async function lookUp<Reference extends GroupReference>(
  reference: Reference,
): Promise<FoundGroup<Reference> | Fault> {
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

async function explain({ group, path }: GroupReference, error: unknown): Promise<Fault> {
  const name = `${settingName(path)} names the group "${group}"`;
  switch (lookUpFailure(error)) {
    case "missing":
      return {
        problem: `${name}, which the directory does not have`,
        wayOut: [setCommand(path, "NAME OR OBJECT ID"), removeCommand(path)],
      };
    case "ambiguous":
      return ambiguous(name, path, await idsOf(group));
    case "forbidden":
      return {
        problem: `${name}, which the signed-in account may not read: ${providerMessage(error)}`,
        wayOut: ["Give it Microsoft Graph's Group.Read.All (application permission), and consent to it"],
      };
    default:
      return {
        problem: `${name}, which could not be looked up: ${providerMessage(error)}`,
        wayOut: [
          "Check the connection to Microsoft Graph and the ARM_* variables, then run the same command again",
        ],
      };
  }
}

function ambiguous(name: string, path: Path, ids: readonly string[]): Fault {
  if (ids.length === 0) {
    return {
      problem: `${name}, but more than one group has that display name`,
      wayOut: ["Find the object ID under Entra admin center > Groups, then", setCommand(path, "OBJECT-ID")],
    };
  }
  return {
    problem: `${name}, but ${ids.length} groups have that display name: ${ids.join(", ")}`,
    wayOut: ids.slice(0, 1).map((id) => setCommand(path, id)),
  };
}

/** Object IDs of every group of that display name. getGroup's own error keeps them to itself. */
async function idsOf(displayName: string): Promise<string[]> {
  try {
    const { displayNames, objectIds } = await getGroups({ displayNamePrefix: displayName });
    return objectIds.filter((_, index) => displayNames[index]?.toLowerCase() === displayName.toLowerCase());
  } catch {
    // The list is a help on top of the fault: without it the fault says where to look.
    return [];
  }
}

function namedTwice(found: readonly FoundGroup<GroupReference>[]): Fault[] {
  return found.flatMap(({ id, path }, index) => {
    const first = found.findIndex((other) => other.id === id);
    const earlier = first < index ? found[first] : undefined;
    return earlier
      ? [
          {
            problem: `${settingName(path)} is the same group as ${settingName(earlier.path)}: ${id}`,
            wayOut: [removeCommand(path)],
          },
        ]
      : [];
  });
}
