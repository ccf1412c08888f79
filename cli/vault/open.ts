import type { SecretClient } from "@azure/keyvault-secrets";
import type { AccessTokenSource } from "../../graph/credentials/source.ts";
import { memoize } from "../../graph/memoize.ts";
import { followingFetch } from "../../graph/proxy.ts";
import { version } from "../../version.ts";
import type { Context } from "../context.ts";
import { CommandError } from "../errors.ts";
import { identityIn } from "./identity.ts";
import { localhostStaysHere } from "./localhost.ts";
import { requestTimeout } from "./request-timeout.ts";
import { vaultError } from "./vault-error.ts";

/** An Azure Key Vault, reached with the ARM_* variables. Nothing is loaded or asked for before its first use. */
export type Vault = {
  readonly name: string;
  readonly signal: AbortSignal;
  /** The client, and who is signed in: a user's name, or an application's id. */
  connect(): Promise<{ readonly client: SecretClient; readonly identity: string }>;
};

/** How long one request of a vault may take, in milliseconds: one without a response must not hold up the command. */
const vaultRequestMilliseconds = 30_000;

// Source: https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates#vault-name-and-object-name
const vaultName = /^[a-z](?:-?[a-z\d]){2,23}$/i;

/**
 * The vault of that name in the tenant's cloud.
 *
 * @throws CommandError `usage` for a name that no vault can have; its `connect` throws CredentialError, GraphError, and
 *   CommandError `noVaults` in a cloud without key vaults.
 */
export function openVault({ graph, credentials, env, signal }: Context, name: string): Vault {
  if (!vaultName.test(name) || name.length > 24) {
    throw badName(name);
  }
  const connect = memoize(async () => {
    const [{ chooseCredential }, { SecretClient }, { vault: suffix }] = await Promise.all([
      import("../../graph/credentials/choose.ts"),
      import("@azure/keyvault-secrets"),
      graph.cloud(),
    ]);
    if (suffix === undefined) {
      throw noVaults();
    }
    const source = chooseCredential(credentials(), graph.cloud, {
      resource: () => `https://${suffix}`,
      signal,
    });
    const token = await source.getToken(signal);
    const client = new SecretClient(`https://${name}.${suffix}`, signedInBy(source, signal), {
      userAgentOptions: { userAgentPrefix: `pin-reset/${version}` },
      // Of the versions that keep secrets as these, the oldest one still common to all clouds.
      serviceVersion: "7.4",
      retryOptions: { retryDelayInMs: 250 },
      // A secret must not follow a redirect.
      redirectOptions: { maxRetries: 0 },
      additionalPolicies: [followingFetch, localhostStaysHere, requestTimeout(vaultRequestMilliseconds)],
    });
    return { client, identity: identityIn(token) ?? env.ARM_CLIENT_ID ?? "unknown" };
  });
  return { name, signal, connect };
}

/**
 * Writes a secret that holds no passcode, so that no passcode is set that could not be stored: a vault that lets this
 * account read may still refuse what it writes. It is disabled, expires in a day, and stays: a secret that is deleted
 * keeps its name taken. Another check becomes its next version.
 * @throws CommandError `vaultUnreachable`, `vaultForbidden`, `vaultNameDeleted`, `vaultFailed`, and as `connect` does.
 */
export async function checkVault(vault: Vault): Promise<void> {
  const { client } = await vault.connect();
  try {
    await client.setSecret(probe, "Written by pin-reset to check that this vault accepts secrets.", {
      contentType: "text/plain",
      enabled: false,
      expiresOn: new Date(Date.now() + 24 * 60 * 60 * 1000),
      abortSignal: vault.signal,
    });
  } catch (error) {
    throw vaultError(error, { ...vault, client, storing: { secret: probe } });
  }
}

const probe = "pin-reset-check";

/** The token is for the cloud's vaults whichever resource a host asks for. Its source renews it, so every call asks the source. */
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
  return new CommandError("noVaults", "This cloud has no key vaults.", {
    hint: "The document of ARM_METADATA_HOSTNAME has no suffixes.keyVaultDns: leave out --vault.",
  });
}
