import { resourcesIn, type StateFile, type StateResource } from "../../pulumi-cli/state-file.ts";

/** The type of the resource that a service principal is. */
export const principalType = "azuread:index/servicePrincipal:ServicePrincipal";

/** What an import or an older program left without `retainOnDelete` among the principals of these applications. */
export function deletablePrincipals(state: StateFile, appIds: readonly string[]): readonly StateResource[] {
  return resourcesIn(state).filter(
    ({ type, inputs, retainOnDelete, external }) =>
      type === principalType &&
      !external &&
      !retainOnDelete &&
      appIds.includes(String(inputs?.clientId).toLowerCase()),
  );
}

/** The same state, with `retainOnDelete` for these of its resources and no other difference. */
export function retained(state: StateFile, kept: readonly StateResource[]): StateFile {
  const resources = resourcesIn(state).map((one) =>
    kept.includes(one) ? { ...one, retainOnDelete: true } : one,
  );
  return { ...state, deployment: { ...state.deployment, resources } };
}
