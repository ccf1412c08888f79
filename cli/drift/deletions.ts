import type { Change, Changes } from "./changes.ts";

/** What is lost for good once it is deleted, by the type of its resource. */
const irreplaceable: Readonly<Record<string, string>> = {
  "azure-native:keyvault:Vault": "the vault and every passcode in it",
  "azure-native:managedidentity:UserAssignedIdentity": "the identity that pipelines sign in as",
  "azure-native:resources:ResourceGroup": "the resource group and all that it holds",
};

/** What would be lost for good with a resource; undefined where it can be created again as it was. */
export function lossOf({ type }: Pick<Change, "type">): string | undefined {
  return irreplaceable[type];
}

/**
 * What the next update would delete, or delete and create again: each resource once, first what cannot be restored. What leaves
 * the stack and stays in the tenant is not among it.
 */
export function deletionsOf(changes: Changes): readonly Change[] {
  const gone = eachOnce(changes).filter(
    ({ operation, staysInTenant }) => (operation === "delete" || operation === "replace") && !staysInTenant,
  );
  const isLost = (change: Change) => lossOf(change) !== undefined;
  return [...gone.filter(isLost), ...gone.filter((change) => !isLost(change))];
}

/** A resource may be among what drifted and among what is pending. */
export function eachOnce({ drifted, pending }: Changes): readonly Change[] {
  return [...new Map([...drifted, ...pending].map((change) => [change.urn, change])).values()];
}
