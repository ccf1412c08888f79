import { createHash } from "node:crypto";
import { readBody, typeNameOf } from "../graph/odata/body.ts";
import { badRequest, intuneBadRequest } from "../graph/odata/errors.ts";
import {
  type Assignment,
  type AssignmentTarget,
  type TargetType,
  targetBody,
  targetTypes,
} from "./schemas/assignments.ts";
import type { IntuneCall } from "./state.ts";

/** Intune's own ids for the two targets that are no group. */
const fixedKeys: Partial<Record<TargetType, string>> = {
  allDevicesAssignmentTarget: "adadadad-808e-44e2-905a-0b7873a8a531",
  allLicensedUsersAssignmentTarget: "acacacac-9df4-4c7d-9d50-4ef0226f57a9",
};

/** An entry of a set of assignments, as it was sent. */
export type GivenAssignment = { readonly "@odata.type"?: string | undefined; readonly target: unknown };

/**
 * Reads the set that an `assign` gives to what has the id `ownerId`: of two entries for one target the later is
 * dropped, and the order is another one than it was sent in. `type` is the Graph type of an entry. Throws Graph's 400.
 */
export function readAssignments<T extends GivenAssignment>(
  call: IntuneCall,
  ownerId: string,
  type: string,
  given: readonly T[],
): (Assignment & { readonly given: T })[] {
  const read = given.map((entry) => {
    const name = typeNameOf(entry);
    if (name !== undefined && name !== type) {
      throw badRequest(`A type named 'microsoft.graph.${name}' could not be resolved by the model.`);
    }
    return { ...readTarget(call, ownerId, entry.target), given: entry };
  });
  return inAnotherOrder(
    read.filter((entry, index) => read.findIndex((other) => other.id === entry.id) === index),
  );
}

function readTarget(call: IntuneCall, ownerId: string, body: unknown): Assignment {
  const name = typeNameOf(body);
  const type = targetTypes.find((known) => known === name);
  if (type === undefined) {
    throw badRequest(
      `A type named 'microsoft.graph.${name ?? "deviceAndAppManagementAssignmentTarget"}' could not be resolved, or is abstract.`,
    );
  }
  const target = readBody(targetBody(type, call.version), body, `microsoft.graph.${type}`);
  return { id: `${ownerId}_${keyOf(type, target)}`, target: keptTarget(call, type, target) };
}

function keptTarget(call: IntuneCall, type: TargetType, target: Record<string, unknown>): AssignmentTarget {
  const filterId = target.deviceAndAppManagementAssignmentFilterId ?? null;
  const filterType = target.deviceAndAppManagementAssignmentFilterType ?? "none";
  if (filterType !== "none" && call.core.state.assignmentFilters.get(String(filterId)) === undefined) {
    throw intuneBadRequest(`Assignment filter ${String(filterId)} does not exist`, call.path);
  }
  return {
    ...target,
    "@odata.type": `#microsoft.graph.${type}`,
    deviceAndAppManagementAssignmentFilterId: filterType === "none" ? null : String(filterId),
    deviceAndAppManagementAssignmentFilterType:
      filterType as AssignmentTarget["deviceAndAppManagementAssignmentFilterType"],
  };
}

/** What makes two targets the same: a group is one target, whether included or excluded. */
function keyOf(type: TargetType, target: Record<string, unknown>): string {
  return fixedKeys[type] ?? String(target.groupId ?? target.collectionId).toLowerCase();
}

/** An order that follows from the entries alone, and is not the order they were given in. */
function inAnotherOrder<T extends Assignment>(given: readonly T[]): T[] {
  const rank = (entry: Assignment): string => createHash("sha256").update(entry.id).digest("hex");
  const sorted = [...given].sort((left, right) => rank(left).localeCompare(rank(right)));
  const isTheSame = sorted.every((entry, index) => entry === given[index]);
  return isTheSame ? sorted.reverse() : sorted;
}
