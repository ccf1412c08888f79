import { readFile } from "node:fs/promises";
import { messageOf } from "../../text/message-of.ts";
import { FleetError } from "../errors.ts";

/** Where Temporal is, by the options of the command line, which are named as those of Temporal's own CLI. */
export type TemporalOptions = {
  readonly address?: string | undefined;
  readonly namespace?: string | undefined;
  readonly tlsCertPath?: string | undefined;
  readonly tlsKeyPath?: string | undefined;
  readonly tlsCaPath?: string | undefined;
  readonly tlsServerName?: string | undefined;
  /** Uses TLS without a client's certificate. It is on as well where another TLS option or an API key is given. */
  readonly tls?: boolean | undefined;
};

/** As both the client and the worker of Temporal's SDK take it. */
export type ConnectionSettings = {
  readonly address: string;
  readonly namespace: string;
  readonly apiKey: string | undefined;
  readonly tls:
    | {
        readonly serverNameOverride?: string;
        readonly serverRootCACertificate?: Buffer;
        readonly clientCertPair?: { readonly crt: Buffer; readonly key: Buffer };
      }
    | undefined;
};

/**
 * Where Temporal is: an option counts before the variable that Temporal's CLI and SDKs read. An API key comes from its variable
 * alone, since arguments are visible to every user of a machine.
 * Source: https://docs.temporal.io/references/client-environment-configuration
 *
 * @throws FleetError `badTemporalSettings` where a file cannot be read, or a certificate comes without its key.
 */
export async function connectionSettings(
  options: TemporalOptions,
  env: NodeJS.ProcessEnv,
): Promise<ConnectionSettings> {
  const certificate = await pemOf(env, options.tlsCertPath, "TEMPORAL_TLS_CLIENT_CERT", "--tls-cert-path");
  const key = await pemOf(env, options.tlsKeyPath, "TEMPORAL_TLS_CLIENT_KEY", "--tls-key-path");
  const authority = await pemOf(env, options.tlsCaPath, "TEMPORAL_TLS_SERVER_CA_CERT", "--tls-ca-path");
  const serverName = options.tlsServerName ?? given(env.TEMPORAL_TLS_SERVER_NAME);
  const apiKey = given(env.TEMPORAL_API_KEY);
  const clientCertPair = pairOf(certificate, key);
  const isImplied = [certificate, authority, serverName, apiKey].some((value) => value !== undefined);
  const usesTls = options.tls ?? switchOf(env.TEMPORAL_TLS) ?? isImplied;
  if (apiKey !== undefined && !usesTls) {
    throw badSettings(
      "TEMPORAL_API_KEY is set, and TLS is turned off: the key would travel in the clear",
      "Remove TEMPORAL_TLS, or remove TEMPORAL_API_KEY.",
    );
  }
  return {
    address: options.address ?? given(env.TEMPORAL_ADDRESS) ?? "localhost:7233",
    namespace: options.namespace ?? given(env.TEMPORAL_NAMESPACE) ?? "default",
    apiKey,
    tls: usesTls
      ? {
          ...(serverName === undefined ? {} : { serverNameOverride: serverName }),
          ...(authority === undefined ? {} : { serverRootCACertificate: authority }),
          ...(clientCertPair === undefined ? {} : { clientCertPair }),
        }
      : undefined,
  };
}

function pairOf(
  crt: Buffer | undefined,
  key: Buffer | undefined,
): { readonly crt: Buffer; readonly key: Buffer } | undefined {
  if (crt !== undefined && key !== undefined) {
    return { crt, key };
  }
  if (crt === undefined && key === undefined) {
    return undefined;
  }
  throw badSettings(
    crt === undefined
      ? "There is a key for Temporal, and no certificate"
      : "There is a certificate for Temporal, and no key",
    "Give both, or neither: --tls-cert-path and --tls-key-path, or TEMPORAL_TLS_CLIENT_CERT_PATH and TEMPORAL_TLS_CLIENT_KEY_PATH.",
  );
}

async function pemOf(
  env: NodeJS.ProcessEnv,
  option: string | undefined,
  variable: string,
  name: string,
): Promise<Buffer | undefined> {
  const file = option ?? given(env[`${variable}_PATH`]);
  const data = given(env[`${variable}_DATA`]);
  if (file === undefined) {
    return data === undefined ? undefined : Buffer.from(data);
  }
  try {
    return await readFile(file);
  } catch (error) {
    const setting = option === undefined ? `${variable}_PATH` : name;
    throw badSettings(
      `${setting} cannot be read: ${messageOf(error)}`,
      "Give the path of a PEM file that this user may read.",
    );
  }
}

/** An empty variable is one that is not set. */
function given(value: string | undefined): string | undefined {
  return value === "" ? undefined : value;
}

function switchOf(value: string | undefined): boolean | undefined {
  const text = given(value)?.toLowerCase();
  return text === undefined ? undefined : text === "true" || text === "1";
}

function badSettings(message: string, hint: string): FleetError {
  return new FleetError({ code: "badTemporalSettings", message: `${message}.`, hint });
}
