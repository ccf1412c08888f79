import { homedir } from "node:os";
import path from "node:path";

/** The folder of a user's configuration files; this project's are in one of its own there. */
export function userFolder(env: NodeJS.ProcessEnv): string {
  if (process.platform === "win32") {
    return env.APPDATA || path.join(homedir(), "AppData", "Roaming");
  }
  const { XDG_CONFIG_HOME: named = "" } = env;
  // One that is relative does not count: https://specifications.freedesktop.org/basedir-spec/latest/
  return path.isAbsolute(named) ? named : path.join(env.HOME || homedir(), ".config");
}
