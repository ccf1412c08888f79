import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

/** How a run of the CLI ended: its exit code, or null where a signal ended it, and what it printed. */
export type Run = { code: number | null; stdout: string; stderr: string };

/** A run of the CLI, for a caller that interrupts it. */
export type StartedRun = { child: ChildProcess; ended: Promise<Run> };

type RunOptions = {
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Whether it has a process group of its own, so that its plugins can be ended with it. */
  detached?: boolean;
};

/** Starts the CLI without a terminal, and collects what it prints. `ended` rejects where it cannot be started. */
export function startRun(command: string, args: readonly string[], options: RunOptions): StartedRun {
  const child = spawn(command, [...args, "--non-interactive"], {
    ...options,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { child, ended: ended.then(([stdout, stderr, [code]]) => ({ code, stdout, stderr })) };
}
