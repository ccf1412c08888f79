import { z } from "zod";
import type { Person } from "../../graph/credentials/person.ts";
import { asksForCredential, type CredentialSettings } from "../../graph/credentials/settings.ts";
import { json } from "../../graph/response.ts";
import { messageOf } from "../../text/message-of.ts";
import { CommandError } from "../errors.ts";
import { type Remembered, readSignIn, writeSignIn } from "./remembered.ts";

/** The command that signs in, as it is typed in a checkout. */
export const signInCommand = "npm run pin-reset -- login";

/** Names the cache of tokens among those of other applications. */
export const cacheName = "pin-reset";

type Around = {
  readonly env: NodeJS.ProcessEnv;
  /** Tells the person what to do; undefined where nobody can be asked. */
  readonly ask: Person["ask"];
};

/**
 * The settings with the person of `pin-reset login`, where they give no credential of their own: the variables win. The
 * cloud is then the one that was signed in to.
 *
 * @throws CommandError `signedInElsewhere` where a variable names another tenant or cloud, and `badSignInFile`.
 */
export function withSignIn(settings: CredentialSettings, { env, ask }: Around): CredentialSettings {
  const signIn = asksForCredential(settings) ? undefined : readSignIn(env);
  if (signIn === undefined) {
    return settings;
  }
  const { tenant, clientId, flow, record, environment, metadataHost } = signIn;
  refuseOther("ARM_TENANT_ID", settings.tenantId, [tenant, record.tenantId]);
  refuseOther("ARM_ENVIRONMENT", settings.environment, [environment ?? "public"]);
  refuseOther("ARM_METADATA_HOSTNAME", settings.metadataHost, [metadataHost ?? "none"]);
  const person: Person = {
    tenant,
    clientId,
    flow,
    record: JSON.stringify(record),
    ask,
    onSignIn: (renewed, isKept) => keepIfPossible(env, { ...signIn, isKept }, { record: renewed, ask }),
    application: cacheName,
    signInCommand,
  };
  return {
    ...settings,
    tenantId: record.tenantId,
    clientId,
    ...(environment === undefined ? {} : { environment }),
    ...(metadataHost === undefined ? {} : { metadataHost }),
    person,
  };
}

/**
 * Keeps who signed in, as @azure/identity wrote it down.
 *
 * @throws CommandError `badSignInFile`.
 */
export function keep(
  env: NodeJS.ProcessEnv,
  signIn: Pick<Remembered, "tenant" | "clientId" | "flow"> & Partial<Remembered>,
  record: string,
): void {
  const { version: _version, ...rest } = signIn;
  writeSignIn(env, { ...rest, record: z.custom<Remembered["record"]>().parse(json(record)) });
}

/** A command that only had to ask again goes on where that cannot be written down. */
function keepIfPossible(
  env: NodeJS.ProcessEnv,
  signIn: Remembered,
  { record, ask }: { readonly record: string; readonly ask: Person["ask"] },
): void {
  try {
    keep(env, signIn, record);
  } catch (error) {
    ask?.(messageOf(error));
  }
}

function refuseOther(variable: string, given: string | undefined, own: readonly string[]): void {
  if (given === undefined || own.some((value) => value.toLowerCase() === given.toLowerCase())) {
    return;
  }
  const isTenant = variable === "ARM_TENANT_ID";
  const option = isTenant ? ` --tenant ${given}` : "";
  // A configuration file stands for the variable.
  const where = isTenant
    ? " (or `config unset tenant`: `npm run pin-reset -- config` says where it is from)"
    : "";
  throw new CommandError("signedInElsewhere", `${variable} is ${given}, and you signed in to ${own[0]}.`, {
    hint: `Unset ${variable}${where}, or sign in to what it names: \`${signInCommand}${option}\`.`,
  });
}
