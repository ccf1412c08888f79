import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { z } from "zod";
import { messageOf } from "../text/message-of.ts";
import { isRunning } from "./is-running.ts";

const entry = z.discriminatedUnion("what", [
  z.object({ what: z.literal("declared"), urn: z.string() }),
  z.object({ what: z.literal("read"), urn: z.string(), key: z.string(), foundBy: z.string().optional() }),
  z.object({ what: z.literal("compared"), urn: z.string(), key: z.string(), isReplaced: z.boolean() }),
  z.object({ what: z.literal("created"), urn: z.string(), key: z.string(), existed: z.boolean() }),
  z.object({ what: z.literal("released"), urn: z.string(), key: z.string() }),
]);

/** What a plugin did with a resource: its URN, and which object it has. Of its properties, the one it is found by. */
export type RunEntry = z.output<typeof entry>;

const line = z.object({ at: z.string(), entry });

type Line = z.output<typeof line>;

const written = new Set<string>();
process.on("exit", () => {
  for (const file of written) {
    rmSync(file, { force: true });
  }
});

/**
 * What all plugin processes of one run of the engine did, in its order. The engine starts a process for each provider
 * resource: two default providers of two versions, or one that a program made, are two processes that know nothing of
 * each other. They have the engine's address in common. Each writes a file of its own into Pulumi's own folder of the
 * user, and removes it when it ends; without an address, or where that folder cannot be written, it remembers its own.
 */
export class RunJournal {
  readonly #own: Line[] = [];
  readonly #folder: string;
  readonly #run: string | undefined;
  #problem: string | undefined;

  constructor(engineAddress: string | undefined, folder = journalFolder()) {
    this.#folder = folder;
    this.#run = engineAddress?.replace(/[^A-Za-z0-9.]/g, "-") || undefined;
    if (this.#run !== undefined) {
      this.#sweep();
    }
  }

  /** Why other processes cannot see this one; undefined where they can. */
  get problem(): string | undefined {
    return this.#problem;
  }

  append(added: RunEntry): void {
    // The same clock in all processes of a machine.
    const next = { at: String(process.hrtime.bigint()), entry: added };
    this.#own.push(next);
    if (this.#run === undefined) {
      return;
    }
    const file = path.join(this.#folder, `${this.#run}_${process.pid}.jsonl`);
    this.#try(() => {
      if (!written.has(file)) {
        mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      }
      written.add(file);
      appendFileSync(file, `${JSON.stringify(next)}\n`, { mode: 0o600 });
    });
  }

  /** The entries of all processes of this run so far. */
  entries(): RunEntry[] {
    const others = this.#files().flatMap(({ file, run, pid }) =>
      run === this.#run && pid !== process.pid ? linesOf(file) : [],
    );
    const byTime = [...this.#own, ...others].sort((left, right) =>
      compare(BigInt(left.at), BigInt(right.at)),
    );
    return byTime.map((one) => one.entry);
  }

  /** A process that was killed left its file, and its id and the engine's port may be given out again. */
  #sweep(): void {
    for (const { file, pid } of this.#files()) {
      if (pid === process.pid ? !written.has(file) : !isRunning(pid)) {
        this.#try(() => rmSync(file, { force: true }));
      }
    }
  }

  #files(): { file: string; run: string; pid: number }[] {
    if (this.#run === undefined) {
      return [];
    }
    let names: string[] = [];
    try {
      names = readdirSync(this.#folder);
    } catch {
      // Nothing is written yet; where it cannot be written, `append` says so.
    }
    return names.flatMap((name) => {
      const [, run, pid] = /^(.+)_(\d+)\.jsonl$/.exec(name) ?? [];
      return run === undefined ? [] : [{ file: path.join(this.#folder, name), run, pid: Number(pid) }];
    });
  }

  #try(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#problem = messageOf(error);
    }
  }
}

/** The CLI itself writes there. Source: https://www.pulumi.com/docs/iac/cli/environment-variables/ */
function journalFolder(): string {
  return path.join(process.env.PULUMI_HOME || path.join(homedir(), ".pulumi"), "provider-runs");
}

function linesOf(file: string): Line[] {
  let text = "";
  try {
    text = readFileSync(file, "utf8");
  } catch {
    // Its process has just ended, and the run with it.
  }
  return text
    .split("\n")
    .filter((part) => part !== "")
    .map((part) => line.parse(JSON.parse(part)));
}

function compare(left: bigint, right: bigint): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
