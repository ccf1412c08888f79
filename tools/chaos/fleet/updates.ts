import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Process } from "../processes.ts";
import { listProcesses } from "../processes.ts";

/** An update of a stack: from its first moment to its last, in milliseconds since 1970. */
export type Update = {
  readonly stack: string;
  readonly from: number;
  readonly to: number;
  readonly what: string;
};

const everyMilliseconds = 200;

/** Looks at the machine's processes again and again, and notes those that update a stack. */
export class UpdateWatch {
  readonly #folder: string;
  readonly #seen = new Map<string, Update>();
  readonly #stopped = new AbortController();
  readonly #watching: Promise<void>;

  /** @param folder The temporary folder of the workers: their Pulumi CLIs name it in their arguments. */
  constructor(folder: string) {
    this.#folder = folder;
    this.#watching = this.#watch();
  }

  /** What was seen so far: one for each process. */
  get updates(): readonly Update[] {
    return [...this.#seen.values()];
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#watching;
  }

  async #watch(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      const now = Date.now();
      for (const { pid, stack } of updatesAmong(await listProcesses(), this.#folder)) {
        const key = `${stack} ${pid}`;
        const from = this.#seen.get(key)?.from ?? now;
        this.#seen.set(key, { stack, from, to: now, what: `the process ${pid}` });
      }
      await sleep(everyMilliseconds, undefined, { signal }).catch(() => undefined);
    }
  }
}

/**
 * The processes that update a stack, which are the CLI's own: its plugins and programs have other arguments. A process that the CLI
 * has just forked still has the CLI's arguments for a moment, until it runs its own program; it is told by its parent.
 */
export function updatesAmong(
  processes: readonly Process[],
  folder: string,
): { readonly pid: number; readonly stack: string }[] {
  const updating = processes.flatMap(({ pid, parent, args }) => {
    const [, stack] = /^\S*pulumi(?:\.exe)? up .*--stack (\S+)/.exec(args) ?? [];
    return stack === undefined || !args.includes(folder) ? [] : [{ pid, parent, stack }];
  });
  const stacks = new Map(updating.map(({ pid, stack }) => [pid, stack]));
  return updating
    .filter(({ parent, stack }) => stacks.get(parent) !== stack)
    .map(({ pid, stack }) => ({ pid, stack }));
}

/** An update of a stack that began before another one of it had ended. */
export function overlapsOf(updates: readonly Update[]): string[] {
  const stacks = Map.groupBy(updates, ({ stack }) => stack);
  return [...stacks].flatMap(([stack, all]) => {
    const inOrder = all.toSorted((one, other) => one.from - other.from);
    let latest: Update | undefined;
    return inOrder.flatMap((update) => {
      const earlier = latest;
      latest = earlier === undefined || update.to > earlier.to ? update : earlier;
      return earlier !== undefined && update.from < earlier.to
        ? [`${stack}: ${update.what} began before ${earlier.what} had ended`]
        : [];
    });
  });
}

const entry = z.object({ kind: z.string(), startTime: z.number(), endTime: z.number() });

/** The updates that the backend's history has, which those that were killed do not reach. Times there are whole seconds. */
export async function recordedUpdates(history: string): Promise<Update[]> {
  const files = await readdir(history, { recursive: true });
  const updates = files
    .filter((file) => file.endsWith(".history.json"))
    .map(async (file) => {
      const { kind, startTime, endTime } = entry.parse(
        JSON.parse(await readFile(path.join(history, file), "utf8")),
      );
      const stack = path.basename(path.dirname(file));
      return { stack, from: startTime * 1_000, to: endTime * 1_000, what: `a recorded ${kind}` };
    });
  return await Promise.all(updates);
}
