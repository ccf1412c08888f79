import { type FileHandle, open, readFile, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { z } from "zod";
import { json } from "../../../graph/answer.ts";
import { CommandError } from "../../errors.ts";
import { type Entry, headerOf, parseResults, type Results } from "./results.ts";

/** The results file of a run while it runs. */
export type Journal = {
  /** What earlier runs left, by the line of the list. */
  readonly earlier: Results["byLine"];
  /** Settles once the entry is on the disk; entries that come together are written together. */
  append(entry: Entry): Promise<void>;
  close(): Promise<void>;
};

const onlyOwner = 0o600;

/**
 * What a results file holds, without touching it; nothing where there is no such file. Raises as `openJournal` does.
 */
export async function readResults(file: string, hash: string): Promise<Results["byLine"]> {
  return parseResults(await textOf(file), hash, file).byLine;
}

/**
 * Opens a results file, which its owner alone may read, or makes it. Raises CommandError `otherList` and
 * `badResults`, `inUse` where another run writes it, `noResults` where it cannot be written.
 */
export async function openJournal(file: string, hash: string): Promise<Journal> {
  const lock = `${file}.lock`;
  await takeLock(lock, file);
  try {
    const { byLine, wholeBytes } = parseResults(await textOf(file), hash, file);
    const handle = await open(file, "a", onlyOwner).catch((error: unknown) => {
      throw cannot("written", file, error);
    });
    await handle.chmod(onlyOwner);
    await handle.truncate(wholeBytes);
    const log = new Log(handle, file);
    if (wholeBytes === 0) await log.append(headerOf(hash));
    return {
      earlier: byLine,
      append: (entry) => log.append(entry),
      async close() {
        await log.close();
        await rm(lock, { force: true });
      },
    };
  } catch (error) {
    await rm(lock, { force: true });
    throw error;
  }
}

/** Lines at the end of a file, in the order in which they were given, each on the disk when it is acknowledged. */
class Log {
  readonly #handle: FileHandle;
  readonly #file: string;
  #lines: string[] = [];
  #flushed: Promise<void> = Promise.resolve();

  constructor(handle: FileHandle, file: string) {
    this.#handle = handle;
    this.#file = file;
  }

  append(value: object): Promise<void> {
    this.#lines.push(`${JSON.stringify(value)}\n`);
    if (this.#lines.length === 1) this.#flushed = this.#flushed.then(() => this.#flush());
    return this.#flushed;
  }

  async close(): Promise<void> {
    // Whoever gave a line that could not be written was told.
    await this.#flushed.catch(() => undefined);
    await this.#handle.close();
  }

  async #flush(): Promise<void> {
    const lines = this.#lines;
    this.#lines = [];
    try {
      await this.#handle.appendFile(lines.join(""));
      await this.#handle.datasync();
    } catch (error) {
      throw cannot("written", this.#file, error);
    }
  }
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return "";
    throw cannot("read", file, error);
  }
}

const holder = z.object({ pid: z.int(), host: z.string() });

/** Two runs at once would each reset what the other has not written yet. */
async function takeLock(lock: string, file: string): Promise<void> {
  const own = JSON.stringify({ pid: process.pid, host: hostname() });
  const create = () => writeFile(lock, own, { flag: "wx", mode: onlyOwner });
  try {
    await create();
  } catch (error) {
    if (!hasCode(error, "EEXIST")) throw cannot("written", file, error);
    if (!(await isLeftOver(lock))) throw inUse(file, lock);
    await rm(lock, { force: true });
    await create().catch(() => {
      throw inUse(file, lock);
    });
  }
}

/** Whether the run that took a lock was ended without giving it back. */
async function isLeftOver(lock: string): Promise<boolean> {
  const { data } = holder.safeParse(json(await textOf(lock)));
  if (data === undefined || data.host !== hostname()) return false;
  try {
    process.kill(data.pid, 0);
    return false;
  } catch (error) {
    return hasCode(error, "ESRCH");
  }
}

function inUse(file: string, lock: string): CommandError {
  return new CommandError("inUse", `Another run writes ${file} at this time.`, {
    hint: `Wait for it. If there is none, on no machine, remove ${lock}. Nothing was reset.`,
  });
}

function cannot(what: string, file: string, error: unknown): CommandError {
  const reason = error instanceof Error ? error.message : String(error);
  return new CommandError("noResults", `The results file cannot be ${what}: ${reason}.`, {
    hint: `Give another --results FILE than ${file}. Without one that can be written, nothing is reset.`,
    ending: "usage",
  });
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
