import { assignmentsOn } from "./assigned.ts";
import type { ArmState } from "./state.ts";
import { vaultType } from "./types.ts";

/** Key Vault Secrets Officer. Source: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/security */
const secretsOfficer = "b86a8fe4-44ce-4948-aee5-eccb2c155cd7";

/** Object ids of those who may set a vault's secrets: who has the role, and who is in a group that has it. */
export function writersOf(state: ArmState, vaultId: string): string[] {
  const assigned = assignmentsOn(state, vaultId)
    .filter(({ roleId }) => roleId === secretsOfficer)
    .map(({ principalId }) => principalId);
  return withMembers(state, assigned);
}

/** Gives every vault that Azure Resource Manager keeps the writers that role assignments make. */
export function refreshWriters(state: ArmState): void {
  for (const { id, name, type } of state.armResources.all()) {
    if (type !== vaultType) {
      continue;
    }
    state.keyVaults.change(name.toLowerCase(), { secretsOfficers: writersOf(state, id) });
  }
}

function withMembers(state: ArmState, ids: readonly string[], seen = new Set<string>()): string[] {
  for (const id of ids.filter((each) => !seen.has(each))) {
    seen.add(id);
    withMembers(state, state.groups.get(id)?.memberIds ?? [], seen);
  }
  return [...seen];
}
