import { existsSync, lstatSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { lilconfig } from "lilconfig";
import type { ConfigFile, Place } from "./parse.ts";

/** Where configuration is looked for. */
export type Surroundings = { readonly env: NodeJS.ProcessEnv; readonly cwd: string };

/** The name of a folder's file. */
export const folderFile = ".pin-reset.yaml";

/** The path of the user's own file, whether or not it is there. */
export function userFile(env: NodeJS.ProcessEnv): string {
  return path.join(userFolder(env), "pin-reset", "config.yaml");
}

function userFolder(env: NodeJS.ProcessEnv): string {
  if (process.platform === "win32") {
    return env.APPDATA || path.join(homedir(), "AppData", "Roaming");
  }
  // https://specifications.freedesktop.org/basedir-spec/latest/
  return env.XDG_CONFIG_HOME || path.join(env.HOME || homedir(), ".config");
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
  const loaders = {
    ".yaml": async (file: string, text: string) => {
      const { badConfig, parseConfig } = await import("./parse.ts");
      // What a checkout has as a link may lead to any file of the user's.
      if (place === "folder" && !lstatSync(file).isFile()) {
        throw badConfig(file, [{ line: 1, what: "must be a file itself, and is a link" }]);
      }
      return parseConfig(file, text, place);
    },
  };
  const found = await lilconfig("pin-reset", { searchPlaces: [name], stopDir: upTo, loaders }).search(from);
  return found?.config;
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
