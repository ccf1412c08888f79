import type { AccessToken, AuthenticationRecord } from "@azure/identity";
import { followingFetch } from "../proxy.ts";
import { CredentialError } from "./errors.ts";
import { type Exchange, observing } from "./exchange.ts";
import { signInFailure } from "./failures.ts";
import { withLimit } from "./limits.ts";
import { endingListeners } from "./listeners.ts";
import { defineMethod, type Issuer } from "./method.ts";
import type { Person } from "./person.ts";
import { personHint } from "./person-hints.ts";
import { slowingDown } from "./slowing-down.ts";
import { tokenCache } from "./token-cache.ts";

/** How long somebody may take in the browser, in milliseconds: as long as a device code is good for. */
const signInMilliseconds = 15 * 60_000;

const name = "a person's sign-in";

/**
 * A person, by browser or device code.
 * Source: https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow
 */
export const personSignIn = defineMethod({
  name,
  needs: [],
  asked: ({ person }) => person !== undefined,
  hint: "Sign in again.",
  open: async ({ person }, issuer) => {
    if (person === undefined) {
      throw new TypeError("Nobody is to sign in.");
    }
    const session = sessions.get(person) ?? openSession(person, issuer);
    sessions.set(person, session);
    return { getToken: async (scopes) => (await session)(scopes, issuer.refused) };
  },
});

/** A command that needs tokens for two resources asks once: the second token comes from what the first sign-in left. */
const sessions = new WeakMap<Person, Promise<Session>>();

/** A token for scopes; none of those that were refused, which MSAL may have in its cache. */
type Session = (scopes: string | string[], refused: ReadonlySet<string>) => Promise<AccessToken | null>;

async function openSession(person: Person, { identity, options, signal, cloud }: Issuer): Promise<Session> {
  const { tenant: tenantId, clientId, flow, record, application } = person;
  let exchange: Exchange | undefined;
  const note = (seen: Exchange) => {
    exchange = seen;
  };
  const { isKept } = await tokenCache(application);
  const all = {
    ...options,
    tenantId,
    clientId,
    // What passes is noted here for whichever request for a token it belongs to.
    additionalPolicies: [followingFetch, ...observing(note, signal), slowingDown(signal)],
    disableAutomaticAuthentication: true,
    ...(isKept ? { tokenCachePersistenceOptions: { enabled: true, name: application } } : {}),
    ...(record === undefined
      ? {}
      : { authenticationRecord: identity.deserializeAuthenticationRecord(record) }),
  };
  const credential =
    flow === "browser"
      ? new identity.InteractiveBrowserCredential(all)
      : new identity.DeviceCodeCredential({
          ...all,
          userPromptCallback: ({ verificationUri, userCode }) => showCode(person, verificationUri, userCode),
        });
  const failure = (error: unknown) => {
    const { signInCommand } = person;
    return signInFailure(error, exchange, {
      way: name,
      hint: `Run the command again, or sign in again with \`${signInCommand}\`.`,
      hintOf: (code) => personHint(code, { cloud, tenant: tenantId, clientId, signInCommand }),
      secrets: [],
    });
  };
  const silently: Session = async (scopes, refused) => {
    const held = await credential.getToken(scopes);
    return held && refused.has(held.token)
      ? credential.getToken(scopes, { claims: issuedFromNowOn() })
      : held;
  };
  const token: Session = async (scopes, refused) => {
    exchange = undefined;
    const held = await silently(scopes, refused).catch((error: unknown) => {
      if (!(error instanceof identity.AuthenticationRequiredError) || exchange?.failure) {
        throw failure(error);
      }
      return undefined;
    });
    if (held) {
      return held;
    }
    const signedIn = await askToSignIn(person, credential, scopes, signal).catch((error: unknown) => {
      throw signal?.aborted ? error : failure(error);
    });
    person.onSignIn?.(identity.serializeAuthenticationRecord(signedIn), isKept);
    return credential.getToken(scopes);
  };
  // One after another: two resources that need a token at once must not open two browser windows.
  let last: Promise<unknown> = Promise.resolve();
  return (scopes, refused) => {
    const mine = last.then(() => token(scopes, refused));
    last = mine.catch(() => undefined);
    return mine;
  };
}

/**
 * The claim by which a token that was issued before is no answer.
 * Source: https://learn.microsoft.com/entra/identity-platform/claims-challenge
 */
function issuedFromNowOn(): string {
  const value = String(Math.floor(Date.now() / 1000));
  return JSON.stringify({ access_token: { nbf: { essential: true, value } } });
}

/** MSAL does not look whether there is a code: what was answered in its place is the error then. */
function showCode({ ask }: Person, page: string, code: string | undefined): void {
  if (!code) {
    throw new Error("no device code was issued");
  }
  ask?.(`To sign in, open ${page}\nin any browser, and enter the code ${code}.`);
}

type Interactive = {
  authenticate(
    scopes: string | string[],
    options: { abortSignal: AbortSignal },
  ): Promise<AuthenticationRecord | undefined>;
};

async function askToSignIn(
  { ask, flow, signInCommand }: Person,
  credential: Interactive,
  scopes: string | string[],
  signal: AbortSignal | undefined,
): Promise<AuthenticationRecord> {
  if (ask === undefined) {
    throw new CredentialError({
      code: "signInNeeded",
      message: "A person must sign in for this, and there is no terminal to ask on.",
      hint: `Sign in with \`${signInCommand}\` on a terminal; where nobody is there to ask, as in a pipeline, give a credential of an application (ARM_* variables).`,
    });
  }
  if (flow === "browser") {
    ask(
      "Your browser opens for the sign-in.\nIf it does not, or shows an error, press Ctrl-C and use\n" +
        `\`${signInCommand} --device-code\`.`,
    );
  }
  const limit = withLimit(signInMilliseconds, signal);
  try {
    const record = await endingListeners(limit, () =>
      credential.authenticate(scopes, { abortSignal: limit }),
    );
    if (record === undefined) {
      throw new Error("nobody is named in the response");
    }
    return record;
  } catch (error) {
    throw limit.aborted && !signal?.aborted ? tooLate(signInCommand) : error;
  }
}

function tooLate(signInCommand: string): CredentialError {
  return new CredentialError({
    code: "signInNeeded",
    message: `Nobody signed in within ${signInMilliseconds / 60_000} minutes.`,
    hint: `Run \`${signInCommand}\` again; with --device-code where the browser shows an error.`,
  });
}
