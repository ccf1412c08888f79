import type { Issue } from "../settings/issues.ts";
import type { PasscodeVaultSettings } from "../settings.ts";
import type { DirectoryQuery } from "./directory-query.ts";
import { type FoundGroup, type GroupReference, lookUpGroups } from "./groups.ts";

/** Object IDs of the groups that may write passcodes, and of those that may only read them. */
export type VaultGroups = { writers: string[]; readers: string[] };

type Reference = GroupReference & { role: keyof VaultGroups };

/** The groups of the vault's settings, none where there is no vault, and the issues of lookUpGroups. */
export async function lookUpVaultGroups(
  vault: PasscodeVaultSettings | undefined,
  query: DirectoryQuery,
): Promise<{ groups: VaultGroups; issues: Issue[] }> {
  const references = vault
    ? [...referencesTo("writers", vault.writers), ...referencesTo("readers", vault.readers)]
    : [];
  const { found, issues } = await lookUpGroups(references, query);
  return { groups: { writers: idsOf(found, "writers"), readers: idsOf(found, "readers") }, issues };
}

function referencesTo(role: Reference["role"], groups: readonly string[]): Reference[] {
  return groups.map((group, index) => ({ role, group, path: ["passcodeVault", role, index] }));
}

function idsOf(found: readonly FoundGroup<Reference>[], role: Reference["role"]): string[] {
  return found.filter((group) => group.role === role).map(({ id }) => id);
}
