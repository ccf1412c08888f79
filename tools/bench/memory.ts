import { readdirSync, readFileSync } from "node:fs";
import { setInterval } from "node:timers/promises";

/** Peaks of resident memory, in MiB, by the name under which a process was looked for. */
export type Peaks = Map<string, number>;

/**
 * Watches the processes whose command line contains one of the names, until stopped, and keeps the highest
 * resident memory of each name. Reads /proc, so that it finds nothing but on Linux.
 */
export function watchMemory(names: readonly string[]): { stop(): Promise<Peaks> } {
  const stopping = new AbortController();
  const peaks: Peaks = new Map();
  const watching = (async () => {
    try {
      for await (const _ of setInterval(50, undefined, { signal: stopping.signal })) look(names, peaks);
    } catch (error) {
      if (!stopping.signal.aborted) throw error;
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await watching;
      return peaks;
    },
  };
}

function look(names: readonly string[], peaks: Peaks): void {
  if (process.platform !== "linux") return;
  for (const pid of readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))) {
    const command = textOf(`/proc/${pid}/cmdline`).replaceAll("\0", " ");
    const name = names.find((wanted) => command.includes(wanted));
    const kibibytes = Number(/VmHWM:\s+(\d+)/.exec(textOf(`/proc/${pid}/status`))?.[1] ?? 0);
    if (name !== undefined) peaks.set(name, Math.max(peaks.get(name) ?? 0, kibibytes / 1024));
  }
}

/** A process may end while it is looked at. */
function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
