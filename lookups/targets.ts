import type { AssignmentTarget } from "../intune/sdk.ts";
import type { Issue } from "../settings/issues.ts";
import type { AssignmentSettings } from "../settings.ts";
import type { DirectoryQuery } from "./directory-query.ts";
import { type FoundGroup, type GroupReference, lookUpGroups } from "./groups.ts";

/** One target of the profile, as Intune takes it; a group or exclusion group has its display name too. */
export type AssignedTarget = AssignmentTarget & { groupName?: string };

type Filter = NonNullable<AssignmentSettings["groups"][number]["filter"]>;

/** A group of the assignments, and what to assign to it. */
type Reference = GroupReference & { type: "group" | "exclusionGroup"; filter?: Filter | undefined };

/**
 * The targets that the assignments of a setting ask for, the rules of dynamic groups among them by object ID, and the issues
 * of lookUpGroups.
 */
export async function lookUpTargets(
  assignments: AssignmentSettings,
  query: DirectoryQuery,
  setting: "assignments" | "readiness" = "assignments",
): Promise<{ targets: AssignedTarget[]; membershipRules: ReadonlyMap<string, string>; issues: Issue[] }> {
  const { found, issues } = await lookUpGroups(references(assignments, setting), query);
  const { allDevices, allUsers } = assignments;
  const targets: AssignedTarget[] = [
    ...found.map(groupTarget),
    ...(allDevices ? [{ type: "allDevices" as const, ...filtered(allDevices.filter) }] : []),
    ...(allUsers ? [{ type: "allUsers" as const, ...filtered(allUsers.filter) }] : []),
  ];
  const rules = found.flatMap(({ id, membershipRule: rule }) => (rule ? [[id, rule] as const] : []));
  return { targets, membershipRules: new Map(rules), issues };
}

function references({ groups, excludedGroups }: AssignmentSettings, setting: string): Reference[] {
  return [
    ...groups.map(({ group, filter }, index) => ({
      type: "group" as const,
      group,
      filter,
      path: [setting, "groups", index, ...(filter ? ["group"] : [])],
    })),
    ...excludedGroups.map((group, index) => ({
      type: "exclusionGroup" as const,
      group,
      path: [setting, "excludedGroups", index],
    })),
  ];
}

function groupTarget({ type, id, displayName, filter }: FoundGroup<Reference>): AssignedTarget {
  return { type, groupId: id, groupName: displayName, ...filtered(filter) };
}

function filtered(filter: Filter | undefined) {
  return filter ? { filterId: filter.id, filterMode: filter.mode } : {};
}
