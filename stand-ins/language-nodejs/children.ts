import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";

const killAfterMilliseconds = 5_000;
const running = new Set<ChildProcess>();

/** How a child process ended: its exit code, the signal that ended it, or why it did not start. */
export type Ending = { code: number | null; signal: NodeJS.Signals | null; fault?: Error };

/**
 * Starts a child process that ends with this host.
 *
 * @param command The executable, as on the command line.
 * @param args Its arguments.
 * @param options Node's spawn options.
 * @returns The process, and how it ended once its output is complete. Never rejects.
 */
export function startChild(
  command: string,
  args: readonly string[],
  options: SpawnOptions,
): { child: ChildProcess; ended: Promise<Ending> } {
  const child = spawn(command, args, options);
  running.add(child);
  const ended = new Promise<Ending>((resolve) => {
    child.once("error", (fault) => resolve({ code: null, signal: null, fault }));
    child.once("close", (code, signal) => resolve({ code, signal }));
  });
  return { child, ended: ended.finally(() => running.delete(child)) };
}

/** Asks one child process to stop, and kills it where it has not within five seconds. */
export function interruptChild(child: ChildProcess): void {
  child.kill("SIGINT");
  setTimeout(() => child.kill("SIGKILL"), killAfterMilliseconds).unref();
}

/** Asks every child process to stop, as the engine's Cancel wants it. */
export function interruptChildren(): void {
  for (const child of running) {
    interruptChild(child);
  }
}

/** Sends a signal to every child process at once. */
export function endChildren(signal: NodeJS.Signals): void {
  for (const child of running) {
    child.kill(signal);
  }
}
