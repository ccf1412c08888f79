import type { SecretClient } from "@azure/keyvault-secrets";
import type { AccessTokenSource } from "../../graph/credentials/source.ts";
import { followingFetch } from "../../graph/proxy.ts";
import { remember } from "../../graph/remember.ts";
import type { Context } from "../context.ts";
import { CommandError } from "../errors.ts";
import { version } from "../version.ts";
import { identityIn } from "./identity.ts";
import { localhostStaysHere } from "./localhost.ts";
import { vaultError } from "./vault-error.ts";

/** An Azure Key Vault, reached with the ARM_* variables. Nothing is loaded or asked for before its first use. */
export type Vault = {
  readonly name: string;
  readonly signal: AbortSignal;
  /** The client, and who is signed in: a user's name, or an application's id. */
  connect(): Promise<{ readonly client: SecretClient; readonly identity: string }>;
};

// Source: https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates#vault-name-and-object-name
const vaultName = /^[a-z](?:-?[a-z\d]){2,23}$/i;

/**
 * The vault of that name in the tenant's cloud. Raises CommandError `usage` for a name that no vault can have;
 * its `connect` raises CredentialError, GraphError, and CommandError `noVaults` in a cloud without key vaults.
 */
export function openVault({ graph, credentials, env, signal }: Context, name: string): Vault {
  if (!vaultName.test(name) || name.length > 24) throw badName(name);
  const connect = remember(async () => {
    const [{ chooseCredential }, { SecretClient }, { vault: suffix }] = await Promise.all([
      import("../../graph/credentials/choose.ts"),
      import("@azure/keyvault-secrets"),
      graph.cloud(),
    ]);
    if (suffix === undefined) throw noVaults();
    const source = chooseCredential(credentials(), graph.cloud, () => `https://${suffix}`);
    const token = await source.getToken(signal);
    const client = new SecretClient(`https://${name}.${suffix}`, signedInBy(source, signal), {
      userAgentOptions: { userAgentPrefix: `pin-reset/${version}` },
      // Of the versions that keep secrets as these, the oldest one still common to all clouds.
      serviceVersion: "7.4",
      retryOptions: { retryDelayInMs: 250 },
      additionalPolicies: [followingFetch, localhostStaysHere],
    });
    return { client, identity: identityIn(token) ?? env.ARM_CLIENT_ID ?? "unknown" };
  });
  return { name, signal, connect };
}

/**
 * Reaches the vault with the role that keeping secrets there needs, so that no passcode is set that could not be stored.
 * Raises CommandError `vaultUnreachable`, `vaultForbidden`, `vaultFailed`, and as `connect` does.
 */
export async function checkVault(vault: Vault): Promise<void> {
  const { client } = await vault.connect();
  try {
    await client.getSecret(absentSecret, { abortSignal: vault.signal });
  } catch (error) {
    if (!isAbsence(error)) throw vaultError(error, { ...vault, client });
  }
}

// To list secrets would ask for less, but the library drops why a vault refuses a list.
const absentSecret = "pin-reset-check";

function isAbsence(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "SecretNotFound";
}

/** The token is for the cloud's vaults whatever a host asks for, and is renewed where it is kept: each call asks there. */
function signedInBy(source: AccessTokenSource, signal: AbortSignal) {
  return {
    getToken: async () => ({ token: await source.getToken(signal), expiresOnTimestamp: Date.now() }),
  };
}

function badName(name: string): CommandError {
  return new CommandError("usage", `No key vault can be named "${name}".`, {
    hint: "--vault takes the vault's name alone, such as contoso-passcodes: 3 to 24 letters, digits and hyphens.",
    ending: "usage",
  });
}

function noVaults(): CommandError {
  return new CommandError("noVaults", "This cloud names no key vaults.", {
    hint: "The document of ARM_METADATA_HOSTNAME has no suffixes.keyVaultDns: leave out --vault.",
  });
}
