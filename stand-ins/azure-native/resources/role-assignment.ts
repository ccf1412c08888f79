import { z } from "zod";
import { defineArmResource, named, shownAlways } from "../define-arm-resource.ts";

const assignment = {
  condition: z.string().optional(),
  conditionVersion: z.string().optional(),
  delegatedManagedIdentityResourceId: z.string().optional(),
  description: z.string().optional(),
  principalId: z.string(),
  principalType: z.string().optional(),
  roleDefinitionId: z.string(),
};

/** Source: https://www.pulumi.com/registry/packages/azure-native/api-docs/authorization/roleassignment/ */
export const roleAssignment = defineArmResource({
  token: "azure-native:authorization:RoleAssignment",
  description: "A role that a user, a group or a service principal has on a resource and all that is in it.",
  path: "{scope}/providers/Microsoft.Authorization/roleAssignments/{roleAssignmentName}",
  apiVersion: "2022-04-01",
  flat: true,
  inputs: z.strictObject({ ...assignment, roleAssignmentName: named, scope: z.string() }),
  outputs: z.object({
    ...shownAlways,
    ...assignment,
    createdBy: z.string(),
    createdOn: z.string(),
    scope: z.string(),
    updatedBy: z.string(),
    updatedOn: z.string(),
  }),
  replaceOn: ["principalId", "roleAssignmentName", "scope"],
});
