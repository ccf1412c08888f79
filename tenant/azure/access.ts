import type { Caller } from "../graph/call.ts";
import { assignmentsOn } from "./assigned.ts";
import { ArmFault } from "./errors.ts";
import type { ArmState } from "./state.ts";

/** The id of the role that may do everything. */
export const ownerRole = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";

const reads = /\/read$/;
const grants = /^Microsoft\.Authorization\/.*\/(write|delete)$/;

/** What roles allow. Source: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles */
const roles = new Map<string, (action: string) => boolean>([
  [ownerRole, () => true],
  ["b24988ac-6180-42a0-ab88-20f7382dd24c", (action) => !grants.test(action)],
  ["acdd72a7-3385-48ef-bd42-f606fba81ae7", (action) => reads.test(action)],
  ["18d7d88d-d35e-4fb5-a5c3-7773c20a72d9", (action) => reads.test(action) || grants.test(action)],
  ["f58310d9-a9f6-439a-9e8d-f62e7b41a168", (action) => reads.test(action) || grants.test(action)],
]);

/** Throws 403 where no role of the caller, or of a group that it is in, allows the action there. `path` is an ARM id. */
export function needAccess(state: ArmState, { appId, objectId }: Caller, action: string, path: string): void {
  const principals = withGroups(state, objectId);
  const isAllowed = assignmentsOn(state, path).some(
    ({ principalId, roleId }) => principals.has(principalId) && roles.get(roleId)?.(action) === true,
  );
  if (isAllowed) {
    return;
  }
  throw new ArmFault(
    403,
    "AuthorizationFailed",
    `The client '${appId}' with object id '${objectId}' does not have authorization to perform action '${action}' over scope '${path}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
  );
}

function withGroups(state: ArmState, id: string, seen = new Set<string>()): Set<string> {
  if (seen.has(id)) {
    return seen;
  }
  seen.add(id);
  const groups = state.groups.where(({ memberIds }) => memberIds.includes(id));
  for (const group of groups) {
    withGroups(state, group.id, seen);
  }
  return seen;
}
