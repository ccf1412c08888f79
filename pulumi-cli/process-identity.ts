import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { isRunning } from "../provider/is-running.ts";

/** A process of this machine, so that another one that later gets the same id is not taken for it. */
export type ProcessIdentity = {
  readonly pid: number;
  readonly host: string;
  /** When it started, in the kernel's ticks; absent where the system does not say. */
  readonly startTicks?: string | undefined;
};

/** What identifies a process that runs now on this machine. */
export function identify(pid: number): ProcessIdentity {
  const startTicks = statOf(pid)?.startTicks;
  return { pid, host: hostname(), ...(startTicks !== undefined && { startTicks }) };
}

/** Whether it still runs; undefined for a process of another machine, of which nothing is known. */
export function isStillRunning({ pid, host, startTicks }: ProcessIdentity): boolean | undefined {
  if (host !== hostname()) {
    return undefined;
  }
  if (process.platform !== "linux") {
    return isRunning(pid);
  }
  const stat = statOf(pid);
  // One that ended is still listed until its parent asks for its exit code, which the first process of a container may
  // never do.
  return (
    stat !== undefined && stat.state !== "Z" && (startTicks === undefined || stat.startTicks === startTicks)
  );
}

/**
 * What Linux says of a process.
 * Source: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
function statOf(pid: number): { state: string | undefined; startTicks: string | undefined } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The command's name stands in parentheses, and may have blanks and parentheses itself.
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return { state: fields[0], startTicks: fields[19] };
  } catch {
    return undefined;
  }
}
