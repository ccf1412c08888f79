import { randomUUID } from "node:crypto";
import { readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { identify, isStillRunning, type ProcessIdentity } from "./process-identity.ts";

const touchEveryMilliseconds = 10_000;
const staleAfterMilliseconds = 60_000;

export type LockOptions = {
  /** Called once, when another process holds the lock, with what it holds it for. */
  onWait?: (purpose: string | undefined) => void;
  /** What the lock is held for, which one that waits for it is told. */
  purpose?: string;
  /** Ends the wait for a lock. */
  signal?: AbortSignal;
  /** How long to wait between two looks at a lock that is held. */
  pollMilliseconds?: number;
};

type Holder = ProcessIdentity & { purpose?: string };

/**
 * Does work that one process at a time may do.
 *
 * @param file The lock: a file that is there while the work is done. One whose process ended without removing it is
 *   taken over, by one process: at once on the same machine, after a minute where it lay in a folder that machines share.
 * @returns What the work returns.
 * @throws What the work throws, the signal's reason, or the file system's error where the lock cannot be written.
 */
export async function withLock<Result>(
  file: string,
  work: () => Promise<Result>,
  options: LockOptions = {},
): Promise<Result> {
  const own = await acquire(file, options);
  const heartbeat = setInterval(() => void touch(file), touchEveryMilliseconds);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    // After this machine was suspended for long, another one may have taken the lock over.
    if ((await readText(file)) === own) {
      await rm(file, { force: true });
    }
  }
}

/** Whether a process that runs holds the lock. */
export async function isHeld(file: string): Promise<boolean> {
  return (await touchedAt(file)) !== undefined && !(await isStale(file));
}

/** Waits until the lock is ours, and returns what its file says then. */
async function acquire(file: string, options: LockOptions): Promise<string> {
  const { onWait, purpose, signal, pollMilliseconds = 500 } = options;
  const own = JSON.stringify({ ...identify(process.pid), id: randomUUID(), purpose });
  let waiting = false;
  while (!(await create(file, own))) {
    if ((await isStale(file)) && (await removeStale(file))) {
      continue;
    }
    if (!waiting) {
      onWait?.((await readHolder(file))?.purpose);
    }
    waiting = true;
    await sleep(pollMilliseconds, undefined, { signal });
  }
  return own;
}

/**
 * Removes a stale lock, under a lock of its own: of two processes that found it stale, the second would remove what the
 * first has put in its place. Returns false where another process is at it.
 */
async function removeStale(file: string): Promise<boolean> {
  const guard = `${file}.stale`;
  if (!(await create(guard, JSON.stringify(identify(process.pid))))) {
    if (await isStale(guard)) {
      await rm(guard, { force: true });
    }
    return false;
  }
  try {
    if (await isStale(file)) {
      await rm(file, { force: true });
    }
    return true;
  } finally {
    await rm(guard, { force: true });
  }
}

async function create(file: string, text: string): Promise<boolean> {
  try {
    await writeFile(file, text, { flag: "wx" });
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) {
      return false;
    }
    throw error;
  }
}

async function isStale(file: string): Promise<boolean> {
  const holder = await readHolder(file);
  const running = holder && isStillRunning(holder);
  if (running === false) {
    return true;
  }
  // Of a process that is known to be the one that took the lock, age says nothing: the machine may have been suspended.
  if (running && holder?.startTicks !== undefined) {
    return false;
  }
  const touched = await touchedAt(file);
  return touched !== undefined && Date.now() - touched > staleAfterMilliseconds;
}

/** When the lock was touched last, in milliseconds since 1970; undefined where it has been released. */
async function touchedAt(file: string): Promise<number | undefined> {
  try {
    return (await stat(file)).mtimeMs;
  } catch (error) {
    if (hasCode(error, "ENOENT")) {
      return undefined;
    }
    throw error;
  }
}

/** What the lock says; undefined while its holder is still writing it, and where it has been released. */
async function readHolder(file: string): Promise<Holder | undefined> {
  const text = await readText(file);
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) {
      return undefined;
    }
    throw error;
  }
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) {
      return undefined;
    }
    throw error;
  }
}

async function touch(file: string): Promise<void> {
  const now = new Date();
  // Without it the lock only looks older than it is; the work goes on.
  await utimes(file, now, now).catch(() => undefined);
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
