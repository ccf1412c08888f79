import { z } from "zod";
import { CredentialError } from "../../graph/credentials/errors.ts";
import { asksForCredential, type CredentialSettings } from "../../graph/credentials/settings.ts";
import { defineCommand } from "../command.ts";
import type { Context } from "../context.ts";
import { CommandError } from "../errors.ts";
import { commandsWithCalls } from "../sign-in/commands-with-calls.ts";
import { missingPermissions } from "../sign-in/missing.ts";
import { type Remembered, readSignIn } from "../sign-in/remembered.ts";
import { printIdentity } from "../sign-in/report.ts";
import { readClaims, type TokenClaims } from "../sign-in/token-claims.ts";

/** `pin-reset whoami`: in whose name commands act, and what they may do. */
export const whoami = defineCommand({
  name: "whoami",
  summary: "Show who is signed in, how, and what is missing for which command.",
  details: [
    "It shows what the commands of this shell use: the ARM_* variables where they give a credential, else the sign-in of " +
      "`pin-reset login`, else that of `az login`. It never shows a token.",
    "Permissions are those of the token for Microsoft Graph: delegated ones (scopes) for a person, application ones (roles) " +
      "for an application. A person also needs a role in Intune that allows the same, which a token does not show.",
  ],
  options: z.strictObject({
    signIn: z
      .boolean()
      .optional()
      .describe("Sign in where the sign-in is not kept, to show the permissions too."),
  }),
  examples: [
    { command: "pin-reset whoami", does: "Shows who commands act as." },
    { command: "pin-reset whoami --output json", does: "Shows the same for a script." },
  ],
  calls: [],
  async run(context, { signIn = false }) {
    const settings = settingsOf(context, signIn);
    const remembered = asksForCredential(settings) ? undefined : readSignIn(context.env);
    const { way, claims } = await identify(context, settings, remembered);
    printIdentity(context.output, {
      way,
      claims,
      remembered,
      missing: claims && missingPermissions(await commandsWithCalls(), claims),
      variablesWin: asksForCredential(settings) && readSignIn(context.env) !== undefined,
    });
    return undefined;
  },
});

/** Only `--sign-in` may ask: who looks who is signed in does not want a browser. */
function settingsOf(context: Context, mayAsk: boolean): CredentialSettings {
  const settings = context.credentials();
  return settings.person && !mayAsk
    ? { ...settings, person: { ...settings.person, ask: undefined } }
    : settings;
}

type Identified = { readonly way: string; readonly claims: TokenClaims | undefined };

async function identify(
  { graph, signal }: Context,
  settings: CredentialSettings,
  remembered: Remembered | undefined,
): Promise<Identified> {
  const { chooseCredential } = await import("../../graph/credentials/choose.ts");
  const source = chooseCredential(settings, graph.cloud, { signal });
  try {
    return { way: source.description, claims: readClaims(await source.getToken(signal)) };
  } catch (error) {
    if (remembered !== undefined && error instanceof CredentialError && error.code === "signInNeeded") {
      return { way: source.description, claims: undefined };
    }
    throw isNobody(error, settings, remembered) ? nobody() : error;
  }
}

/** Azure CLI is what is left where nothing else is given: that it is not there is not what went wrong. */
function isNobody(error: unknown, settings: CredentialSettings, remembered: Remembered | undefined): boolean {
  const isLeft = remembered === undefined && !asksForCredential(settings);
  return isLeft && error instanceof CredentialError && error.code === "unusable";
}

function nobody(): CommandError {
  return new CommandError(
    "nobodySignedIn",
    "Nobody is signed in, and the ARM_* variables give no credential.",
    {
      hint: "Sign in with `npm run pin-reset -- login`, or set the ARM_* variables of an application (docs/sign-in.md).",
    },
  );
}
