import { readdirSync, readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";

/** A process as /proc has it: its parent, when it started, and the clock ticks that it and its ended children used. */
export type ProcessTimes = {
  readonly parent: number;
  readonly started: string;
  readonly own: number;
  readonly children: number;
};

/** Linux counts these ticks by the hundredth of a second for programs, however it counts for itself. */
const ticksPerSecond = 100;

/** How long a process that outlives its parent is waited for. */
const mostMilliseconds = 10_000;

/**
 * Reads a line of /proc/PID/stat. Source: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 *
 * @returns Undefined where the text is none.
 */
export function parseTimes(text: string): ProcessTimes | undefined {
  // The second field is the command's name in parentheses, and may hold spaces and parentheses itself.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [parent, started] = [fields[1], fields[19]];
  if (parent === undefined || started === undefined) {
    return undefined;
  }
  const sum = (first: number) => Number(fields[first]) + Number(fields[first + 1]);
  return { parent: Number(parent), started, own: sum(11), children: sum(13) };
}

/**
 * The seconds of processor time, user and system, that the processes use which a piece of work starts, and those that
 * they start in turn. What their parents waited for is counted by the system itself; of a process that outlives its
 * parent, what was seen of it at most a tenth of a second before its end. Nothing else may start processes meanwhile.
 *
 * @returns Undefined but on Linux.
 */
export async function cpuSeconds(work: () => Promise<unknown>): Promise<number | undefined> {
  if (process.platform !== "linux") {
    await work();
    return undefined;
  }
  const before = endedChildren();
  const tree = new ProcessTree(process.pid);
  const watching = globalThis.setInterval(() => tree.look(allTimes()), 100);
  try {
    await work();
  } finally {
    clearInterval(watching);
  }
  const until = performance.now() + mostMilliseconds;
  while (tree.look(allTimes()) > 0 && performance.now() < until) {
    await setTimeout(10);
  }
  // The system misses a process that ended right after its parent; by what was seen of all, most of it is there.
  const waitedFor = endedChildren() - before + tree.orphanedTicks;
  return Math.max(waitedFor, tree.seenTicks) / ticksPerSecond;
}

/** The processes below one, of which those are remembered whose parent ended first: no process waits for them. */
export class ProcessTree {
  readonly #root: number;
  readonly #known = new Map<number, ProcessTimes>();
  readonly #orphans = new Map<number, ProcessTimes>();

  constructor(root: number) {
    this.#root = root;
  }

  /** Takes all processes of the machine at one moment; returns how many of the tree are among them. */
  look(all: ReadonlyMap<number, ProcessTimes>): number {
    let running = 0;
    for (const [pid, times] of all) {
      const isBelow = this.#isBelow(pid, all);
      if (isBelow || this.#known.get(pid)?.started === times.started) {
        running += 1;
        this.#known.set(pid, times);
      }
      if (!isBelow && this.#known.get(pid)?.started === times.started) {
        this.#orphans.set(pid, times);
      }
    }
    return running;
  }

  /** What the orphans had used when they were last seen, their own ended children included. */
  get orphanedTicks(): number {
    return [...this.#orphans.values()].reduce((ticks, { own, children }) => ticks + own + children, 0);
  }

  /** What all that were seen had used themselves when they were last seen: less than they used to their end. */
  get seenTicks(): number {
    return [...this.#known.values()].reduce((ticks, { own }) => ticks + own, 0);
  }

  #isBelow(pid: number, all: ReadonlyMap<number, ProcessTimes>): boolean {
    let parent = all.get(pid)?.parent;
    while (parent !== undefined && parent !== this.#root) {
      parent = all.get(parent)?.parent;
    }
    return parent === this.#root;
  }
}

function endedChildren(): number {
  return timesOf(process.pid)?.children ?? 0;
}

function allTimes(): Map<number, ProcessTimes> {
  const pids = readdirSync("/proc").filter((entry) => /^\d+$/.test(entry));
  return new Map(
    pids.flatMap((pid) => {
      const times = timesOf(Number(pid));
      return times === undefined ? [] : [[Number(pid), times] as const];
    }),
  );
}

/** A process may end while it is looked at. */
function timesOf(pid: number): ProcessTimes | undefined {
  try {
    return parseTimes(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return undefined;
  }
}
