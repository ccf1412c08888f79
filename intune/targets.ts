import { z } from "zod";
import { toPropertyMap, toPropertyValue } from "../provider/check.ts";
import { isPropertyMap, keyText } from "../provider/paths.ts";
import type { PropertyMap, PropertyValue } from "../provider/values.ts";
import { isGraphObject } from "./graph-object.ts";

const guid = (description: string) =>
  z
    .guid("must be an object ID such as 6f1c2d3e-0a1b-4c5d-8e9f-001122334455, without braces")
    .toLowerCase()
    .optional()
    .describe(description);

const targetType = z
  .enum(["group", "exclusionGroup", "allDevices", "allUsers"])
  .meta({ id: "TargetType", description: "What a target is." });

const filterMode = z
  .enum(["include", "exclude"])
  .meta({ id: "FilterMode", description: "How an assignment filter applies." });

const shape = z.strictObject({
  type: targetType.describe("What is targeted."),
  groupId: guid("Object ID of the Entra group, for group and exclusionGroup."),
  filterId: guid("Id of an assignment filter; with filterMode. Served by Graph's beta version only."),
  filterMode: filterMode
    .optional()
    .describe("Whether the filter's devices are those meant or those left out."),
});

/**
 * One target of an assignment.
 * Source: https://learn.microsoft.com/graph/api/resources/intune-shared-deviceandappmanagementassignmenttarget
 */
export const targetSchema = shape
  .meta({ id: "AssignmentTarget", description: "Whom a profile is assigned to, or kept from." })
  .superRefine((target, context) => {
    const namesGroup = target.type === "group" || target.type === "exclusionGroup";
    const issue = (path: string, message: string) =>
      context.addIssue({ code: "custom", path: [path], message });
    if (namesGroup && target.groupId === undefined) {
      issue("groupId", `is required, since type is ${target.type}`);
    }
    if (!namesGroup && target.groupId !== undefined) {
      issue("groupId", `must be left out, since type is ${target.type}`);
    }
    if (target.filterId !== undefined && target.filterMode === undefined) {
      issue("filterMode", "is required with filterId: include or exclude");
    }
    if (target.filterMode !== undefined && target.filterId === undefined) {
      issue("filterId", "is required with filterMode");
    }
    if (target.type === "exclusionGroup" && target.filterId !== undefined) {
      issue("filterId", "must be left out: Intune takes no filter on an excluded group");
    }
  });

export type Target = z.output<typeof targetSchema>;

/** What tells targets apart: the group, included or excluded, or the kind where there is no group. */
export function targetKey(target: PropertyMap): string {
  return keyText(target.groupId ?? target.type ?? null);
}

export const targetsSchema = z
  .array(targetSchema)
  .superRefine((targets, context) => {
    const first = new Map<string, number>();
    for (const [index, target] of targets.entries()) {
      const key = targetKey(toPropertyMap(target));
      const earlier = first.get(key);
      if (earlier === undefined) {
        first.set(key, index);
      } else {
        const message = `is the target of targets[${earlier}] too; name each group, allDevices and allUsers once`;
        context.addIssue({ code: "custom", path: [index], message });
      }
    }
  })
  .describe("Every target of the profile: this resource owns the whole set. Their order means nothing.");

const graphTypes: Record<Target["type"], string> = {
  group: "#microsoft.graph.groupAssignmentTarget",
  exclusionGroup: "#microsoft.graph.exclusionGroupAssignmentTarget",
  allDevices: "#microsoft.graph.allDevicesAssignmentTarget",
  allUsers: "#microsoft.graph.allLicensedUsersAssignmentTarget",
};

/** Whether a target needs Graph's beta version, which alone has assignment filters. */
export function hasFilter(target: PropertyValue): boolean {
  return isPropertyMap(target) && target.filterId !== undefined;
}

/** A target as an assignment in Graph's form. */
export function toGraphAssignment(target: Target) {
  const { type, groupId, filterId, filterMode } = target;
  return {
    target: {
      "@odata.type": graphTypes[type],
      ...(groupId === undefined ? {} : { groupId }),
      ...(filterId === undefined
        ? {}
        : {
            deviceAndAppManagementAssignmentFilterId: filterId,
            deviceAndAppManagementAssignmentFilterType: filterMode,
          }),
    },
  };
}

/**
 * An assignment of Graph's as a target in the form of this resource's inputs. What no program can declare, as another
 * kind of target, is kept as it is.
 */
export function readTarget(assignment: unknown): PropertyValue {
  if (!isGraphObject(assignment) || !isGraphObject(assignment.target)) {
    return toPropertyValue(assignment);
  }
  const {
    "@odata.type": graphType,
    groupId,
    deviceAndAppManagementAssignmentFilterId: filterId,
    deviceAndAppManagementAssignmentFilterType: filterMode,
    ...others
  } = assignment.target;
  const known = Object.entries(graphTypes).find(([, each]) => each === graphType)?.[0];
  const hasNoFilter = filterMode === undefined || filterMode === null || filterMode === "none";
  return toPropertyMap({
    // A target that this plugin does not know is known by all that it has.
    ...(known === undefined ? others : {}),
    type: known ?? graphType,
    groupId: lowerCase(groupId),
    ...(hasNoFilter ? {} : { filterId: lowerCase(filterId), filterMode }),
  });
}

/** Graph writes ids in either case. */
function lowerCase(id: unknown): unknown {
  return typeof id === "string" ? id.toLowerCase() : id;
}
