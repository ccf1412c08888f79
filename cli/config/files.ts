import { existsSync, lstatSync } from "node:fs";
import path from "node:path";
import { lilconfig } from "lilconfig";
import { messageOf } from "../../text/message-of.ts";
import { CommandError } from "../errors.ts";
import type { ConfigFile, Place } from "./parse.ts";
import { userFolder } from "./user-folder.ts";

/** Where configuration is looked for. */
export type Surroundings = { readonly env: NodeJS.ProcessEnv; readonly cwd: string };

/** The name of a folder's file. */
export const folderFile = ".pin-reset.yaml";

/** The path of the user's own file, whether or not it is there. */
export function userFile(env: NodeJS.ProcessEnv): string {
  return path.join(userFolder(env), "pin-reset", "config.yaml");
}

/**
 * The configuration files that are there, the nearest first: of the current folder or the nearest above it, within its git
 * repository, and the user's own.
 *
 * @throws CommandError `badConfig`
 */
export async function readConfigFiles({ env, cwd }: Surroundings): Promise<ConfigFile[]> {
  const own = userFile(env);
  const found = await Promise.all([
    find(folderFile, { from: cwd, upTo: repositoryOf(cwd), place: "folder" }),
    find(path.basename(own), { from: path.dirname(own), upTo: path.dirname(own), place: "user" }),
  ]);
  return found.filter((file) => file !== undefined);
}

async function find(
  name: string,
  { from, upTo, place }: { readonly from: string; readonly upTo: string; readonly place: Place },
): Promise<ConfigFile | undefined> {
  if (place === "folder") {
    await refuseOthers(name, from, upTo);
  }
  const loaders = {
    ".yaml": async (file: string, text: string) =>
      (await import("./parse.ts")).parseConfig(file, text, place),
  };
  try {
    const found = await lilconfig("pin-reset", {
      searchPlaces: [name],
      stopDir: upTo,
      loaders,
      // The nearest file ends the search, also where it is empty: what is above it was not looked at.
      ignoreEmptySearchPlaces: false,
    }).search(from);
    return found?.config;
  } catch (error) {
    throw error instanceof CommandError ? error : await unreadable(path.join(from, name), error);
  }
}

async function unreadable(file: string, error: unknown): Promise<CommandError> {
  const { badConfig } = await import("./parse.ts");
  return badConfig(file, [{ line: 1, what: `cannot be read: ${messageOf(error)}` }]);
}

/**
 * Refuses what is no file, before anything is read of it: what a checkout has as a link may lead to any file of the user's, or to a
 * device or a pipe whose end never comes.
 */
async function refuseOthers(name: string, from: string, upTo: string): Promise<void> {
  for (let folder = from; ; folder = path.dirname(folder)) {
    const file = path.join(folder, name);
    const entry = await entryAt(file);
    if (entry?.isFile() === false) {
      const { badConfig } = await import("./parse.ts");
      throw badConfig(file, [{ line: 1, what: "must be a file itself, not a link or anything else" }]);
    }
    if (entry !== undefined || folder === upTo || folder === path.dirname(folder)) {
      return;
    }
  }
}

async function entryAt(file: string) {
  try {
    return lstatSync(file, { throwIfNoEntry: false });
  } catch (error) {
    throw await unreadable(file, error);
  }
}

/** Files above are other people's, such as in /tmp. */
function repositoryOf(folder: string): string {
  for (let at = folder; ; at = path.dirname(at)) {
    if (existsSync(path.join(at, ".git"))) {
      return at;
    }
    if (at === path.dirname(at)) {
      return folder;
    }
  }
}
