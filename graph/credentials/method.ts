import type { ClientAssertionCredentialOptions, TokenCredential } from "@azure/identity";
import type { Cloud } from "../cloud-table.ts";
import type { Identity } from "./identity.ts";
import type { CredentialKey, CredentialSettings } from "./settings.ts";

/**
 * What a way to sign in is opened with: @azure/identity, its options for the cloud's authority, the signal that ends the
 * sign-in, the cloud, and the tokens that were refused: none of them is to be given again.
 */
export type Issuer = {
  identity: Identity;
  options: ClientAssertionCredentialOptions;
  signal?: AbortSignal | undefined;
  cloud: Cloud;
  refused: ReadonlySet<string>;
};

type Given<K extends CredentialKey> = CredentialSettings & { [P in K]-?: NonNullable<CredentialSettings[P]> };

type MethodDefinition<K extends CredentialKey> = {
  name: string;
  /** The settings without which it cannot be used; a flag among them must be true. */
  needs: readonly K[];
  /** Whether the settings ask for this way, complete or not. */
  asked(settings: CredentialSettings): boolean;
  /** What to do if it fails, where Entra's own code does not tell. */
  hint: string;
  open(settings: Given<K>, issuer: Issuer): Promise<TokenCredential>;
};

/** One way to sign in. `lacks` returns the settings that are missing; `open` needs them all. */
export type CredentialMethod = {
  name: string;
  hint: string;
  asked(settings: CredentialSettings): boolean;
  lacks(settings: CredentialSettings): readonly CredentialKey[];
  open(settings: CredentialSettings, issuer: Issuer): Promise<TokenCredential>;
};

/** A way to sign in, from its definition; its `open` sees as given what it needs. */
export function defineMethod<K extends CredentialKey>(way: MethodDefinition<K>): CredentialMethod {
  const { name, hint, asked, needs } = way;
  const lacks = (settings: CredentialSettings) => needs.filter((key) => !settings[key]);
  const isComplete = (settings: CredentialSettings): settings is Given<K> => lacks(settings).length === 0;
  return {
    name,
    hint,
    asked,
    lacks,
    open: async (settings, issuer) => {
      if (isComplete(settings)) {
        return way.open(settings, issuer);
      }
      throw new TypeError(`The settings for ${name} are incomplete.`);
    },
  };
}
