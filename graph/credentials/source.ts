import type { AccessToken, TokenCredential } from "@azure/identity";
import { untilAborted } from "../abort.ts";
import type { Cloud } from "../cloud-table.ts";
import { isPublished } from "../cloud-table.ts";
import { followingFetch } from "../proxy.ts";
import type { CredentialError } from "./errors.ts";
import { type Exchange, observing } from "./exchange.ts";
import { signInFailure } from "./failures.ts";
import { loadIdentity } from "./identity.ts";
import type { CredentialMethod, Issuer } from "./method.ts";
import type { CredentialSettings } from "./settings.ts";

/**
 * Access tokens for one resource. `description` names the way to sign in. `getToken` returns the token at
 * hand, or asks for one where there is none or it is about to expire; it throws CredentialError, or the signal's
 * reason once that is aborted. `forget` drops a token that was refused: the next one is asked for again.
 */
export type AccessTokenSource = {
  readonly description: string;
  getToken(signal?: AbortSignal): Promise<string>;
  forget(token: string): void;
};

/** What tokens are for: the resource's identifier in a cloud, without a trailing slash. */
export type TokenResource = (cloud: Cloud) => string;

export type SourceOptions = {
  way: CredentialMethod;
  settings: CredentialSettings;
  cloud: () => Promise<Cloud>;
  resource: TokenResource;
  /** Ends a sign-in under way once it is aborted. */
  signal?: AbortSignal | undefined;
};

const renewBeforeExpiry = 5 * 60_000;

/** The tokens that `way` gives, for a resource of `cloud`. Nothing is loaded or asked for before the first one. */
export function accessTokenSource(options: SourceOptions): AccessTokenSource {
  let held: Promise<AccessToken> | undefined;
  let current: AccessToken | undefined;
  const refused = new Set<string>();

  const acquire = async () => {
    current = await signIn(options, refused);
    return current;
  };
  const token = async () => {
    if (current && current.expiresOnTimestamp - Date.now() < renewBeforeExpiry) {
      drop();
    }
    held ??= acquire().catch((error: unknown) => {
      drop();
      throw error;
    });
    return (await held).token;
  };
  const drop = () => {
    held = undefined;
    current = undefined;
  };
  return {
    description: options.way.name,
    getToken: (signal) => untilAborted(signal, token()),
    forget: (token) => {
      refused.add(token);
      if (current?.token === token) {
        drop();
      }
    },
  };
}

// A new credential each time: @azure/identity would return a refused token from its own cache.
async function signIn(
  { way, settings, cloud, resource, signal }: SourceOptions,
  refused: ReadonlySet<string>,
): Promise<AccessToken> {
  const [identity, found] = await Promise.all([loadIdentity(), cloud()]);
  let exchange: Exchange | undefined;
  const note = (seen: Exchange) => {
    exchange = seen;
  };
  const issuer: Issuer = {
    identity,
    options: {
      authorityHost: found.login,
      disableInstanceDiscovery: !isPublished(found.name),
      retryOptions: { maxRetries: 0 },
      // A secret or an assertion must not follow where a response points.
      redirectOptions: { maxRetries: 0 },
      additionalPolicies: [followingFetch, ...observing(note, signal)],
    },
    signal,
    cloud: found,
    refused,
  };
  try {
    const credential = await way.open(settings, issuer);
    return await tokenOf(credential, `${resource(found)}/.default`);
  } catch (error) {
    throw failure(error, exchange, way, settings);
  }
}

async function tokenOf(credential: TokenCredential, scope: string): Promise<AccessToken> {
  const token = await credential.getToken(scope);
  if (!token) {
    throw new Error("the issuer answered without a token");
  }
  return token;
}

function failure(
  error: unknown,
  exchange: Exchange | undefined,
  { name, hint }: CredentialMethod,
  settings: CredentialSettings,
): CredentialError {
  const { clientSecret, clientCertificatePassword, oidcToken, oidcRequestToken } = settings;
  const secrets = [clientSecret, clientCertificatePassword, oidcToken, oidcRequestToken];
  return signInFailure(error, exchange, { way: name, hint, secrets });
}
