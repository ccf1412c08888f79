import { Collection } from "../collection.ts";
import type { BaseState, Core } from "../core.ts";
import type { DirectoryState } from "../entra/state.ts";
import type { KeyVault, KeyVaultSecret } from "./key-vault/schemas.ts";

/** Something that Azure Resource Manager keeps. */
export type ArmResource = {
  /** The ARM id in lower case: ids are compared without regard to case. */
  readonly id: string;
  /** The ARM id as responses show it. */
  readonly shownId: string;
  readonly name: string;
  readonly type: string;
  readonly location?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly managedBy?: string | undefined;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly systemData?: Readonly<Record<string, string>> | undefined;
};

/** A vault that was deleted: until its retention ends, no other can have its name. `id` is the name in lower case. */
type DeletedVault = { readonly id: string; readonly resource: ArmResource };

/** The collections of an empty subscription. */
export function createAzureState() {
  return {
    keyVaults: new Collection<KeyVault>(),
    keyVaultSecrets: new Collection<KeyVaultSecret>(),
    armResources: new Collection<ArmResource>(),
    deletedVaults: new Collection<DeletedVault>(),
  };
}

/** What Azure keeps. */
type AzureState = Readonly<ReturnType<typeof createAzureState>>;
/** What Azure reads and writes: roles are given to principals of the directory. */
export type ArmState = BaseState & AzureState & DirectoryState;
/** What Azure's endpoints work on. */
export type ArmCore = Core<AzureState & DirectoryState>;
