import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** A process of this machine; `args` is its command line. */
export type Process = { readonly pid: number; readonly parent: number; readonly args: string };

/** All that a process started, and what that started, by the processes that run. */
export function descendants(root: number, processes: readonly Process[]): Process[] {
  const children = processes.filter(({ parent }) => parent === root);
  return children.flatMap((child) => [child, ...descendants(child.pid, processes)]);
}

/** The processes that run now. Throws what `ps`, which is part of POSIX, says. */
export async function listProcesses(): Promise<Process[]> {
  const { stdout } = await promisify(execFile)("ps", ["-A", "-ww", "-o", "pid=,ppid=,args="], {
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout.split("\n").flatMap((line) => {
    const [, pid, parent, args] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return args === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), args }];
  });
}

/** Kills a process by SIGKILL. Says whether there was one. */
export function killNow(pid: number): boolean {
  try {
    return process.kill(pid, "SIGKILL");
  } catch {
    return false;
  }
}
