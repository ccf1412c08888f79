import { accessSync, constants, statSync } from "node:fs";
import path from "node:path";

/**
 * Looks for an executable as a shell does.
 *
 * @param name Without an extension: on Windows those of PATHEXT are tried.
 * @param env Where PATH is read.
 * @param without Folders of PATH that are passed over.
 * @returns The first that may be executed, as an absolute path; undefined where there is none.
 */
export function findOnPath(
  name: string,
  env: NodeJS.ProcessEnv,
  without: readonly string[] = [],
): string | undefined {
  const passedOver = new Set(without.map((folder) => path.resolve(folder)));
  return foldersOnPath(env)
    .map((folder) => path.resolve(folder))
    .filter((folder) => !passedOver.has(folder))
    .flatMap((folder) => extensions(env).map((extension) => path.join(folder, name + extension)))
    .find(isExecutable);
}

/** The folders of PATH, in order. */
export function foldersOnPath(env: NodeJS.ProcessEnv): string[] {
  return (env.PATH ?? env.Path ?? "").split(path.delimiter).filter((folder) => folder !== "");
}

/** The name of an executable's file on this system. */
export function executableName(name: string): string {
  return process.platform === "win32" ? `${name}.exe` : name;
}

/** Whether there is a file that this user may execute. */
export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function extensions(env: NodeJS.ProcessEnv): string[] {
  if (process.platform !== "win32") {
    return [""];
  }
  return (env.PATHEXT ?? ".EXE;.CMD;.BAT").split(";").map((extension) => extension.toLowerCase());
}
