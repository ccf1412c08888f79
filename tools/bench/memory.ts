import { readdirSync, readFileSync } from "node:fs";
import { setInterval } from "node:timers/promises";

/** What was seen of the processes of one name: the highest resident memory, and how many there were. */
type Seen = { readonly peakMebibytes: number; readonly processes: number };

type Watch = { stop(): Promise<ReadonlyMap<string, Seen>> };

/**
 * Watches the processes whose command line contains one of the names, until stopped. Reads /proc, so that it finds
 * nothing but on Linux.
 */
export function watchProcesses(names: readonly string[]): Watch {
  const stopping = new AbortController();
  const peaks = new Map<string, Map<string, number>>(names.map((name) => [name, new Map()]));
  const watching = (async () => {
    try {
      for await (const _ of setInterval(20, undefined, { signal: stopping.signal })) {
        look(peaks);
      }
    } catch (error) {
      if (!stopping.signal.aborted) {
        throw error;
      }
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await watching;
      return new Map([...peaks].map(([name, processes]) => [name, summary([...processes.values()])]));
    },
  };
}

function summary(peaks: readonly number[]): Seen {
  return { peakMebibytes: Math.max(0, ...peaks), processes: peaks.length };
}

function look(peaks: ReadonlyMap<string, Map<string, number>>): void {
  if (process.platform !== "linux") {
    return;
  }
  for (const pid of readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))) {
    const command = textOf(`/proc/${pid}/cmdline`).replaceAll("\0", " ");
    for (const [name, processes] of peaks) {
      if (command.includes(name)) {
        processes.set(pid, Math.max(processes.get(pid) ?? 0, highestOf(pid)));
      }
    }
  }
}

/** A process's highest resident memory so far, in MiB; 0 where it is gone. */
export function highestOf(pid: string | number): number {
  return Number(/VmHWM:\s+(\d+)/.exec(textOf(`/proc/${pid}/status`))?.[1] ?? 0) / 1024;
}

/** A process may end while it is looked at. */
function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
