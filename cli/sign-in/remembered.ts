import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { z } from "zod";
import { publishedClouds } from "../../graph/cloud-table.ts";
import { json } from "../../graph/response.ts";
import { ownFolder } from "../../launcher/compile-cache.js";
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
  record,
});

/** A person's sign-in as it is kept from command to command. */
export type Remembered = z.output<typeof remembered>;

/** The file that says who signed in: in the user's folder for configuration. */
function signInFile(env: NodeJS.ProcessEnv): string {
  return path.join(env.PIN_RESET_CONFIG_DIR || path.join(systemFolder(env), "pin-reset"), "sign-in.json");
}

function systemFolder(env: NodeJS.ProcessEnv): string {
  if (process.platform === "win32" && env.APPDATA) {
    return env.APPDATA;
  }
  return env.XDG_CONFIG_HOME || path.join(homedir(), ".config");
}

/**
 * Who signed in last on this machine; undefined where nobody is.
 *
 * @throws CommandError `badSignInFile`.
 */
export function readSignIn(env: NodeJS.ProcessEnv): Remembered | undefined {
  const file = signInFile(env);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return undefined;
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
 * Keeps who signed in, readable by this user alone.
 *
 * @throws Error where the folder is not this user's, or cannot be written to.
 */
export function writeSignIn(env: NodeJS.ProcessEnv, signIn: Omit<Remembered, "version">): void {
  const file = signInFile(env);
  ownFolder(path.dirname(file));
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, `${JSON.stringify({ version: 1, ...signIn }, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(unfinished, file);
}

/** Forgets who signed in. */
export function forgetSignIn(env: NodeJS.ProcessEnv): void {
  rmSync(signInFile(env), { force: true });
}
