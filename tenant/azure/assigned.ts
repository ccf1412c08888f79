import type { ArmResource, ArmState } from "./state.ts";
import { roleAssignmentType } from "./types.ts";

/** A role that someone has; `scope` is in lower case, the ids are those of the principal and of the role. */
type Assigned = { readonly scope: string; readonly principalId: string; readonly roleId: string };

/** What a role assignment says. */
export function assignedOf({ properties }: ArmResource): Assigned {
  return {
    scope: String(properties.scope).toLowerCase(),
    principalId: String(properties.principalId),
    roleId: roleIdOf(String(properties.roleDefinitionId)),
  };
}

/** The last part of a role definition's id. */
export function roleIdOf(roleDefinitionId: string): string {
  return roleDefinitionId.slice(roleDefinitionId.lastIndexOf("/") + 1).toLowerCase();
}

/** The assignments that hold for a resource: its own, and those of all that it is in. */
export function assignmentsOn(state: ArmState, resourceId: string): Assigned[] {
  const id = `${resourceId.toLowerCase()}/`;
  return state.armResources
    .where(({ type }) => type === roleAssignmentType)
    .map(assignedOf)
    .filter(({ scope }) => id.startsWith(`${scope}/`));
}

/** Puts a role assignment into a state, as one that was there before. `scope` is the id of what it is for. */
export function plantRoleAssignment(
  state: ArmState,
  planted: { scope: string; name: string; principalId: string; principalType: string; roleId: string },
): void {
  const { scope, name, roleId, principalId, principalType } = planted;
  const shownId = `${scope}/providers/${roleAssignmentType}/${name}`;
  const subscription = scope.split("/").slice(0, 3).join("/");
  const roleDefinitionId = `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${roleId}`;
  state.armResources.seed({
    id: shownId.toLowerCase(),
    shownId,
    name,
    type: roleAssignmentType,
    properties: { roleDefinitionId, principalId, principalType, scope },
  });
}
