import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeCommands } from "./commands.ts";
import { startOfShell } from "./shells.ts";
import { type Variables, withoutOwnTenant } from "./variables.ts";

/**
 * Opens the user's shell with these variables, and the project's commands on PATH. Returns its exit code when it ends; a signal to
 * this process ends it.
 *
 * @param folder For the files of the shell's start.
 */
export async function openShell(folder: string, project: string, variables: Variables): Promise<number> {
  const commands = await writeCommands(folder, project);
  const own = withoutOwnTenant(withoutNpm(process.env));
  const { command, args, env } = await startOfShell(folder, commands, own, variables);
  const shell = spawn(command, args, {
    cwd: project,
    env: { ...own, ...env },
    stdio: "inherit",
  });
  // Ctrl-C at the terminal is for what runs in the shell.
  process.on("SIGINT", () => undefined);
  for (const signal of ["SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => shell.kill("SIGHUP"));
  }
  const [code] = await once(shell, "exit");
  return typeof code === "number" ? code : 1;
}

/** What npm sets for its scripts would silence or redirect the npm that is typed in the shell. */
function withoutNpm(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^npm_|^INIT_CWD$/i.test(name)));
}
