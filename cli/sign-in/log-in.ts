import { resolveCloud } from "../../graph/clouds.ts";
import { chooseCredential } from "../../graph/credentials/choose.ts";
import type { Person, SignInFlow } from "../../graph/credentials/person.ts";
import type { CredentialSettings } from "../../graph/credentials/settings.ts";
import { removeTokens, type TokenCache, tokenCache } from "../../graph/credentials/token-cache.ts";
import { messageOf } from "../../text/message-of.ts";
import type { Context } from "../context.ts";
import { prepareSignInFolder, type Remembered, readableSignIn } from "./remembered.ts";
import { readClaims, type TokenClaims } from "./token-claims.ts";
import { cacheName, keep, signInCommand } from "./with-sign-in.ts";

type SignIn = { readonly tenant: string; readonly clientId: string; readonly flow: SignInFlow };

/**
 * Asks a person to sign in, whoever signed in before, and keeps who did. Nobody is asked where that could not be kept.
 *
 * @param settings The ARM_* variables: of them, only the cloud counts.
 * @throws CredentialError, GraphError; CommandError `badSignInFile`.
 */
export async function logIn(
  { env, output, signal }: Context,
  settings: CredentialSettings,
  signIn: SignIn,
): Promise<TokenClaims> {
  const { environment, metadataHost } = settings;
  const where = {
    ...(environment === undefined ? {} : { environment }),
    ...(metadataHost === undefined ? {} : { metadataHost }),
  };
  prepareSignInFolder(env);
  const earlier = readableSignIn(env);
  const done: { readonly record: string; readonly isKept: boolean }[] = [];
  const person: Person = {
    ...signIn,
    record: undefined,
    ask: output.note,
    onSignIn: (record, isKept) => {
      done.push({ record, isKept });
    },
    application: cacheName,
    signInCommand,
  };
  const cloud = () => resolveCloud(where, signal);
  const source = chooseCredential({ ...where, tenantId: signIn.tenant, person }, cloud, { signal });
  const claims = readClaims(await source.getToken(signal));
  for (const { record, isKept } of done) {
    keep(env, { ...signIn, ...where, isKept }, record);
    await dropEarlier(env, earlier, await tokenCache(cacheName)).catch((error: unknown) => {
      output.note(
        `The tokens of who signed in before are still in the system's keychain: ${messageOf(error)}`,
      );
    });
  }
  return claims;
}

/** The tokens of who signed in before: nothing leads to them any more, and logout would not find them. */
async function dropEarlier(
  env: NodeJS.ProcessEnv,
  earlier: Remembered | undefined,
  cache: TokenCache,
): Promise<void> {
  const now = readableSignIn(env);
  const isSame =
    earlier?.record.homeAccountId === now?.record.homeAccountId && earlier?.clientId === now?.clientId;
  if (earlier !== undefined && !isSame && cache.isKept) {
    const { record, clientId } = earlier;
    await removeTokens(cache.plugin, { homeAccountId: record.homeAccountId, clientId });
  }
}
