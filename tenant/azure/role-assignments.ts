import type { Reply } from "../http/message.ts";
import { assignedOf, roleIdOf } from "./assigned.ts";
import { ArmFault, resourceNotFound } from "./errors.ts";
import { type ArmCall, bodyOf, findGroup, readBody, resourceRoutes } from "./resource.ts";
import { roleAssignmentBody } from "./schemas.ts";
import type { ArmResource, ArmState } from "./state.ts";
import { roleAssignmentType } from "./types.ts";
import { refreshWriters } from "./vault-writers.ts";

const apiVersion = "2022-04-01";
const subscription = "/subscriptions/{subscription}";
const group = `${subscription}/resourceGroups/{group}`;
const scopes = [subscription, group, `${group}/providers/{namespace}/{type}/{resource}`];

/** Source: https://learn.microsoft.com/rest/api/authorization/role-assignments */
export const roleAssignmentRoutes = scopes.flatMap((scope) => {
  const path = `${scope}/providers/${roleAssignmentType}/{name}`;
  return resourceRoutes({ path, type: roleAssignmentType, apiVersion, put, remove });
});

function put(call: ArmCall): Reply {
  const { core, caller, path, params } = call;
  const { state } = core;
  if (!/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(params.name ?? "")) {
    throw new ArmFault(
      400,
      "InvalidRoleAssignmentId",
      `The role assignment ID '${params.name}' is not valid. The role assignment ID must be a GUID.`,
    );
  }
  const scope = scopeOf(call);
  const { properties: wanted } = readBody(call, roleAssignmentBody);
  const principalType = typeOfPrincipal(call, wanted.principalId, wanted.principalType);
  needRoleDefinition(wanted.roleDefinitionId);
  const before = state.armResources.get(path.toLowerCase());
  refuseSecond(state, path, { ...wanted, scope });
  refuseChange(before, wanted.principalId);
  const at = new Date(core.now()).toISOString();
  const made = state.armResources.put({
    id: path.toLowerCase(),
    shownId: `${scope}/providers/${roleAssignmentType}/${params.name}`,
    name: params.name ?? "",
    type: roleAssignmentType,
    properties: {
      createdOn: at,
      createdBy: caller.objectId,
      ...before?.properties,
      ...wanted,
      principalType,
      scope,
      updatedOn: at,
      updatedBy: caller.objectId,
    },
  });
  refreshWriters(state);
  return { status: before === undefined ? 201 : 200, body: bodyOf(made) };
}

function remove(call: ArmCall): Reply {
  const { state } = call.core;
  const found = state.armResources.get(call.path.toLowerCase());
  if (found === undefined) {
    return { status: 204 };
  }
  state.armResources.remove(found.id);
  refreshWriters(state);
  return { status: 200, body: bodyOf(found) };
}

/** The id of what the assignment is for, as it is shown. Throws 404 where there is no such thing. */
function scopeOf(call: ArmCall): string {
  const { core, path, params } = call;
  if (params.group === undefined) {
    return `/subscriptions/${params.subscription}`;
  }
  const { shownId } = findGroup(call);
  if (params.resource === undefined) {
    return shownId;
  }
  const id = path.slice(0, path.toLowerCase().lastIndexOf(`/providers/${roleAssignmentType.toLowerCase()}/`));
  const resource = core.state.armResources.get(id.toLowerCase());
  if (resource !== undefined) {
    return resource.shownId;
  }
  throw resourceNotFound(`${params.namespace}/${params.type}`, params.resource, params.group);
}

function typeOfPrincipal({ core }: ArmCall, id: string, said: string | undefined): string {
  const { state } = core;
  const actual = [
    { type: "ServicePrincipal", found: state.servicePrincipals.get(id) },
    { type: "Group", found: state.groups.get(id) },
    { type: "User", found: state.users.get(id) },
  ].find(({ found }) => found !== undefined)?.type;
  if (actual === undefined) {
    throw new ArmFault(
      400,
      "PrincipalNotFound",
      `Principal ${id.replaceAll("-", "")} does not exist in the directory ${state.tenantId}. Check that you have the correct principal ID. If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay. In this case, set the role assignment principalType property to a value, such as ServicePrincipal, User, or Group.  See https://aka.ms/docs-principaltype`,
    );
  }
  if (said === undefined || said === actual) {
    return actual;
  }
  throw new ArmFault(
    400,
    "UnmatchedPrincipalType",
    `The PrincipalId '${id.replaceAll("-", "")}' has type '${actual}' , which is different from specified PrinciaplType '${said}'.`,
  );
}

function needRoleDefinition(id: string): void {
  if (/(^|\/)providers\/Microsoft\.Authorization\/roleDefinitions\/[\da-f-]{36}$/i.test(id)) {
    return;
  }
  throw new ArmFault(400, "InvalidRoleDefinitionId", `The role definition ID '${id}' is not valid.`);
}

function refuseSecond(
  state: ArmState,
  path: string,
  wanted: { scope: string; principalId: string; roleDefinitionId: string },
): void {
  const isTaken = state.armResources.all().some((kept) => {
    if (kept.type !== roleAssignmentType || kept.id === path.toLowerCase()) {
      return false;
    }
    const { scope, principalId, roleId } = assignedOf(kept);
    return (
      scope === wanted.scope.toLowerCase() &&
      principalId === wanted.principalId &&
      roleId === roleIdOf(wanted.roleDefinitionId)
    );
  });
  if (isTaken) {
    throw new ArmFault(409, "RoleAssignmentExists", "The role assignment already exists.");
  }
}

function refuseChange(before: ArmResource | undefined, principalId: string): void {
  if (before === undefined || before.properties.principalId === principalId) {
    return;
  }
  throw new ArmFault(
    400,
    "RoleAssignmentUpdateNotPermitted",
    "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.",
  );
}
