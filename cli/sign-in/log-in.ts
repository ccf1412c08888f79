import { resolveCloud } from "../../graph/clouds.ts";
import { chooseCredential } from "../../graph/credentials/choose.ts";
import type { Person, SignInFlow } from "../../graph/credentials/person.ts";
import type { CredentialSettings } from "../../graph/credentials/settings.ts";
import type { Context } from "../context.ts";
import { readClaims, type TokenClaims } from "./token-claims.ts";
import { cacheName, keep, signInCommand } from "./with-sign-in.ts";

type SignIn = { readonly tenant: string; readonly clientId: string; readonly flow: SignInFlow };

/**
 * Asks a person to sign in, whoever signed in before, and keeps who did.
 *
 * @param settings The ARM_* variables: of them, only the cloud counts.
 * @throws CredentialError, GraphError.
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
  const person: Person = {
    ...signIn,
    record: undefined,
    ask: output.note,
    onSignIn: (record) => keep(env, { ...signIn, ...where }, record),
    application: cacheName,
    signInCommand,
  };
  const cloud = () => resolveCloud(where, signal);
  const source = chooseCredential({ ...where, tenantId: signIn.tenant, person }, cloud, { signal });
  return readClaims(await source.getToken(signal));
}
