import { z } from "zod";
import type { Target } from "./policy.ts";

const typeName = z.string().transform((type) => type.replace("#microsoft.graph.", ""));

/** The assignments of a policy of any kind: one schema, since Graph gives them in one form. */
export const assignmentsSchema = z
  .array(
    z.looseObject({
      target: z.looseObject({
        "@odata.type": typeName,
        groupId: z.string().nullish(),
        deviceAndAppManagementAssignmentFilterType: z.string().nullish(),
      }),
    }),
  )
  .nullish();

/** Whom a policy is for. */
export function targetsOf(assignments: z.output<typeof assignmentsSchema>): Target[] {
  return (assignments ?? []).map(({ target }) => ({
    type: target["@odata.type"],
    groupId: target.groupId?.toLowerCase(),
    isFiltered: (target.deviceAndAppManagementAssignmentFilterType ?? "none") !== "none",
  }));
}
