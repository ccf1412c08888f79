import { z } from "zod";
import type { Version } from "../../graph/edm.ts";
import { guid, text } from "../../graph/edm.ts";

const filterTypes = ["none", "include", "exclude"] as const;
const filterMembers = {
  deviceAndAppManagementAssignmentFilterId: text,
  deviceAndAppManagementAssignmentFilterType: z.enum(filterTypes),
};

const targets = {
  allDevicesAssignmentTarget: {},
  allLicensedUsersAssignmentTarget: {},
  configurationManagerCollectionAssignmentTarget: { collectionId: z.string().min(1) },
  exclusionGroupAssignmentTarget: { groupId: guid },
  groupAssignmentTarget: { groupId: guid },
} as const;

/** The names of Graph's assignment target types. */
export type TargetType = keyof typeof targets;

/** All target types, in alphabetical order. */
export const targetTypes = Object.keys(targets) as TargetType[];

/** Every property a target type has in a version. Source: https://learn.microsoft.com/graph/api/resources/intune-shared-deviceandappmanagementassignmenttarget */
export function targetShape(type: TargetType, version: Version): Record<string, z.ZodType> {
  return { ...targets[type], ...(version === "beta" ? filterMembers : {}) };
}

/** What may be written of a target: filters are optional, and unknown in v1.0. */
export function targetBody(type: TargetType, version: Version): z.ZodType<Record<string, unknown>> {
  const filters = version === "beta" ? z.object(filterMembers).partial().shape : {};
  return z.strictObject({ "@odata.type": z.string(), ...targets[type], ...filters });
}

/** Every property of an assignment in a version. Source: https://learn.microsoft.com/graph/api/resources/intune-deviceconfig-deviceconfigurationassignment */
export function assignmentShape(version: Version): Record<string, z.ZodType> {
  const inBoth = { id: z.string(), target: z.unknown() };
  const onlyInBeta = {
    intent: z.enum(["apply", "remove"]),
    source: z.enum(["direct", "policySets"]),
    sourceId: text,
  };
  return version === "beta" ? { ...inBoth, ...onlyInBeta } : inBoth;
}

/** The body of `assign`, but for each target, which is told apart by its type. */
export function assignBody(
  version: Version,
): z.ZodType<{ assignments: { "@odata.type"?: string | undefined; target: unknown }[] }> {
  const assignment = z.strictObject({
    "@odata.type": z.string().optional(),
    ...z.object(assignmentShape(version)).partial().shape,
    target: z.unknown(),
  });
  return z.strictObject({ assignments: z.array(assignment) });
}

/** A target as kept: in its beta form. */
export type AssignmentTarget = {
  readonly "@odata.type": string;
  readonly groupId?: string;
  readonly collectionId?: string;
  readonly deviceAndAppManagementAssignmentFilterId: string | null;
  readonly deviceAndAppManagementAssignmentFilterType: (typeof filterTypes)[number];
};

/** An assignment as kept. */
export type Assignment = { readonly id: string; readonly target: AssignmentTarget };
