import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

export const launcher = fileURLToPath(new URL("../../../cli/pin-reset.js", import.meta.url));

/** How a run of the companion ended: its exit code, or null where a signal ended it, and what it printed. */
export type Run = { code: number | null; stdout: string; stderr: string };

const ofThisRun = /^(?:ARM|NODE_OPTIONS|VITEST|TF_BUILD$|GITHUB_ACTIONS$)/;

/** This process's environment without its credentials and what says that it runs in a pipeline, and with `env`. */
export function environment(env: Record<string, string>): Record<string, string | undefined> {
  const clean = Object.entries(process.env).filter(([name]) => !ofThisRun.test(name));
  return { ...Object.fromEntries(clean), ...env };
}

/** Starts the companion as a script would, without a terminal; `input` is its standard input, `cwd` its folder. */
export function startPinReset(
  args: readonly string[],
  env: Record<string, string> = {},
  input = "",
  cwd = process.cwd(),
) {
  const child = spawn(process.execPath, [launcher, ...args], { cwd, env: environment(env), stdio: "pipe" });
  child.stdin.end(input);
  const closed = once(child, "close");
  const ended: Promise<Run> = Promise.all([text(child.stdout), text(child.stderr), closed]).then(
    ([stdout, stderr, [code]]) => ({ code, stdout, stderr }),
  );
  return { child, ended };
}

/** Runs the companion to its end. */
export function runPinReset(
  args: readonly string[],
  env?: Record<string, string>,
  input?: string,
  cwd?: string,
): Promise<Run> {
  return startPinReset(args, env, input, cwd).ended;
}
