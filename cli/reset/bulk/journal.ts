import { constants, type FileHandle } from "node:fs/promises";
import { messageOf } from "../../../text/message-of.ts";
import { CommandError } from "../../errors.ts";
import { takeLock } from "./lock.ts";
import { hasCode, NotRegularFile, openRegular, textOfRegular } from "./regular-file.ts";
import { type Entry, headerOf, parseResults, type Results } from "./results.ts";

/** The results file of a run while it runs. */
export type Journal = {
  /** What earlier runs left, by the line of the list. */
  readonly earlier: Results["byLine"];
  /** What is known of each line by now: what earlier runs left, and on top of it what this one has on the disk. */
  readonly latest: Results["byLine"];
  /** Settles once the entry is on the disk; entries that come together are written together. */
  append(entry: Entry): Promise<void>;
  close(): Promise<void>;
};

/**
 * What a results file holds, without touching it; nothing where there is no such file. Throws as `openJournal` does.
 */
export async function readResults(file: string, hash: string): Promise<Results["byLine"]> {
  const text = await textOfRegular(file).catch((error: unknown) => {
    throw cannot("read", file, error);
  });
  return parseResults(text ?? "", hash, file).byLine;
}

/**
 * Opens a results file, or creates one that its owner alone may read.
 * @throws CommandError `otherList` and `badResults`, `inUse` where another run writes it, `noResults` where it cannot
 * be written. The journal throws `unrecorded` where writing fails after resets were requested.
 */
export async function openJournal(file: string, hash: string): Promise<Journal> {
  const lock = `${file}.lock`;
  const release = await takeLock(lock).catch((error: unknown) => {
    throw cannot("written", file, error);
  });
  // Two runs at once would each reset what the other has not written yet.
  if (release === undefined) {
    throw inUse(file, lock);
  }
  let handle: FileHandle | undefined;
  try {
    handle = await openForAppending(file);
    const { byLine, wholeBytes } = parseResults(await textIn(handle, file), hash, file);
    const log = new Log(handle, file, byLine.size > 0);
    await log.truncate(wholeBytes);
    if (wholeBytes === 0) {
      await log.append(headerOf(hash));
    }
    const latest = new Map(byLine);
    return {
      earlier: byLine,
      latest,
      async append(entry) {
        await log.append(entry);
        latest.set(entry.line, entry);
      },
      async close() {
        await log.close();
        await release();
      },
    };
  } catch (error) {
    await handle?.close();
    await release();
    throw error;
  }
}

async function openForAppending(file: string): Promise<FileHandle> {
  const flags = constants.O_RDWR | constants.O_APPEND;
  const open = async () =>
    (await openRegular(file, flags)) ??
    (await openRegular(file, flags | constants.O_CREAT | constants.O_EXCL));
  try {
    const handle = await open();
    if (handle !== undefined) {
      return handle;
    }
  } catch (error) {
    throw cannot("written", file, error);
  }
  throw cannot("written", file, new Error("it was removed while it was opened"));
}

async function textIn(handle: FileHandle, file: string): Promise<string> {
  try {
    return await handle.readFile("utf8");
  } catch (error) {
    throw cannot("read", file, error);
  }
}

/** Lines at the end of a file, in the order in which they were given, each on the disk when it is acknowledged. */
class Log {
  readonly #handle: FileHandle;
  readonly #file: string;
  /** Whether the file names devices: from then on resets have been asked for, or may have been. */
  #namesDevices: boolean;
  #lines: object[] = [];
  #flushed: Promise<void> = Promise.resolve();

  constructor(handle: FileHandle, file: string, namesDevices: boolean) {
    this.#handle = handle;
    this.#file = file;
    this.#namesDevices = namesDevices;
  }

  /** Cuts off what stands behind the whole lines. */
  async truncate(bytes: number): Promise<void> {
    try {
      await this.#handle.truncate(bytes);
    } catch (error) {
      throw this.#failure(error);
    }
  }

  append(line: object): Promise<void> {
    this.#lines.push(line);
    // After a failure nothing more is written: it would stand behind half a line.
    if (this.#lines.length === 1) {
      this.#flushed = this.#flushed.then(() => this.#flush());
    }
    return this.#flushed;
  }

  async close(): Promise<void> {
    // The caller whose line could not be written has got the error.
    await this.#flushed.catch(() => undefined);
    await this.#handle.close();
  }

  async #flush(): Promise<void> {
    const lines = this.#lines;
    this.#lines = [];
    try {
      await this.#handle.appendFile(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
      await this.#handle.datasync();
      this.#namesDevices ||= lines.some((line) => "line" in line);
    } catch (error) {
      throw this.#failure(error);
    }
  }

  #failure(error: unknown): CommandError {
    return this.#namesDevices ? unrecorded(this.#file, error) : cannot("written", this.#file, error);
  }
}

function inUse(file: string, lock: string): CommandError {
  return new CommandError("inUse", `Another run writes ${file} at this time.`, {
    hint: `Wait for it. If there is none, on no machine, remove ${lock}. Nothing was reset.`,
  });
}

function cannot(what: string, file: string, error: unknown): CommandError {
  const reason = messageOf(error);
  const isNew = error instanceof NotRegularFile || hasCode(error, "ENOENT") || hasCode(error, "EISDIR");
  return new CommandError("noResults", `The results file cannot be ${what}: ${reason}.`, {
    hint: isNew
      ? "--results takes the path of a regular file, in a folder that is there. Nothing was reset."
      : `See to it that ${file} can be read and written, or free the disk, and run the same command again.\n` +
        "Another results file would reset again the devices that this one names. Nothing was reset.",
    ending: "usage",
  });
}

/** Never advises another results file: it would reset those again that this one names. */
function unrecorded(file: string, error: unknown): CommandError {
  const reason = messageOf(error);
  return new CommandError(
    "unrecorded",
    `Resets were asked for, and ${file} cannot be written any more: ${reason}. No further reset is asked for.`,
    {
      hint:
        "Free the disk, or fix what else keeps the file from being written. Keep the file: it names every device whose\n" +
        "reset was asked for.",
      ending: "unrecorded",
    },
  );
}
