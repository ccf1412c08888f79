import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { publishedClouds } from "../../graph/cloud-table.ts";
import { json } from "../../graph/response.ts";
import { ownFolder, whyUntrusted } from "../../launcher/compile-cache.js";
import { messageOf } from "../../text/message-of.ts";
import { userFolder } from "../config/user-folder.ts";
import { CommandError } from "../errors.ts";

/** What @azure/identity writes down of an account: who signed in, and where. It holds no token. */
const record = z.looseObject({
  authority: z.string(),
  homeAccountId: z.string(),
  tenantId: z.string(),
  username: z.string(),
  clientId: z.string(),
});

const remembered = z.strictObject({
  version: z.literal(1),
  tenant: z.string(),
  clientId: z.guid(),
  flow: z.enum(["browser", "deviceCode"]),
  environment: z.enum(publishedClouds).optional(),
  metadataHost: z.string().optional(),
  /** Whether the tokens were kept in the system's keychain. */
  isKept: z.boolean().optional(),
  record,
});

/** A person's sign-in as it is kept from command to command. */
export type Remembered = z.output<typeof remembered>;

/** The file that says who signed in: in the user's folder for configuration. */
export function signInFile(env: NodeJS.ProcessEnv): string {
  return path.join(env.PIN_RESET_CONFIG_DIR || path.join(userFolder(env), "pin-reset"), "sign-in.json");
}

/**
 * Who signed in last on this machine; undefined where nobody is.
 *
 * @throws CommandError `badSignInFile`, also where other users may have written the file: it says where this user signs in.
 */
export function readSignIn(env: NodeJS.ProcessEnv): Remembered | undefined {
  const file = signInFile(env);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
  const fault = whyUntrusted(path.dirname(file));
  if (fault !== undefined) {
    throw notOurs(file, fault);
  }
  const parsed = remembered.safeParse(json(text));
  if (parsed.success) {
    return parsed.data;
  }
  throw new CommandError("badSignInFile", `${file} does not say who signed in.`, {
    hint: "Run `npm run pin-reset -- login`, which writes it again, or `npm run pin-reset -- logout`.",
  });
}

/** As `readSignIn`, but a file that cannot be read is none. For those who replace or remove it. */
export function readableSignIn(env: NodeJS.ProcessEnv): Remembered | undefined {
  try {
    return readSignIn(env);
  } catch {
    return undefined;
  }
}

/**
 * Makes the folder where it is kept who signed in: before anybody is asked to.
 *
 * @throws CommandError `badSignInFile`.
 */
export function prepareSignInFolder(env: NodeJS.ProcessEnv): void {
  const file = signInFile(env);
  try {
    ownFolder(path.dirname(file));
  } catch (error) {
    throw notOurs(file, messageOf(error));
  }
}

/**
 * Keeps who signed in, readable by this user alone.
 *
 * @throws CommandError `badSignInFile` where the folder is not this user's, or cannot be written to.
 */
export function writeSignIn(env: NodeJS.ProcessEnv, signIn: Omit<Remembered, "version">): void {
  const file = signInFile(env);
  prepareSignInFolder(env);
  const unfinished = `${file}.${process.pid}`;
  try {
    writeFileSync(unfinished, `${JSON.stringify({ version: 1, ...signIn }, undefined, 2)}\n`, {
      mode: 0o600,
    });
    renameSync(unfinished, file);
  } catch (error) {
    throw notOurs(file, messageOf(error));
  }
}

/** Forgets who signed in. Returns whether there was a file, readable or not. */
export function forgetSignIn(env: NodeJS.ProcessEnv): boolean {
  const file = signInFile(env);
  const isThere = existsSync(file);
  rmSync(file, { force: true });
  return isThere;
}

function notOurs(file: string, fault: string): CommandError {
  return new CommandError("badSignInFile", `${file} cannot say who signed in: ${fault}.`, {
    hint:
      "Its folder must be there, belong to this account, and be writable for it alone (`chmod go-w`), and those above it for it " +
      "or root alone. Where that cannot be, as with sudo or in a container, let PIN_RESET_CONFIG_DIR name another folder.",
  });
}
