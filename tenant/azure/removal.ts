import { removeIdentityPrincipal } from "./identity-principals.ts";
import { resourcesBelow } from "./resource.ts";
import type { ArmResource, ArmState } from "./state.ts";
import { identityType, vaultType } from "./types.ts";

/**
 * Takes a resource away with all that is below it, and with what stands for it elsewhere: an identity's principal
 * goes, a vault is kept as deleted.
 */
export function removeResource(state: ArmState, id: string): void {
  for (const resource of resourcesBelow(state, id)) {
    state.armResources.remove(resource.id);
    if (resource.type === vaultType) {
      keepDeletedVault(state, resource);
    }
    if (resource.type === identityType) {
      removeIdentityPrincipal(state, resource);
    }
  }
}

/** Its data cannot be reached, and its name stays taken. */
function keepDeletedVault(state: ArmState, resource: ArmResource): void {
  const id = resource.name.toLowerCase();
  state.keyVaults.remove(id);
  state.deletedVaults.put({ id, resource });
}
