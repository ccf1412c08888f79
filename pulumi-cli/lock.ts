import { randomUUID } from "node:crypto";
import { readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { identify, isStillRunning, type ProcessIdentity } from "./process-identity.ts";

const touchEveryMilliseconds = 10_000;
const staleAfterMilliseconds = 60_000;
const watchedMilliseconds = 15_000;

export type LockOptions = {
  /** Called once, when another process holds the lock, with what it holds it for. */
  onWait?: (purpose: string | undefined) => void;
  /** What the lock is held for, which one that waits for it is told. */
  purpose?: string;
  /** Ends the wait for a lock. */
  signal?: AbortSignal;
  /** How long to wait between two looks at a lock that is held. */
  pollMilliseconds?: number;
  /** How long a lock that looks old is watched before it is taken over: longer than its holder leaves it untouched. */
  watchMilliseconds?: number;
};

type Holder = ProcessIdentity & { purpose?: string };

/**
 * Does work that one process at a time may do.
 *
 * @param file The lock: a file that is there while the work is done. One whose process ended without removing it is
 *   taken over, by one process: at once on the same machine, after a minute and more where it lay in a folder that machines share.
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
  return (await stateOf(file)) === "held";
}

/** Waits until the lock is ours, and returns what its file says then. */
async function acquire(file: string, options: LockOptions): Promise<string> {
  const {
    onWait,
    purpose,
    signal,
    pollMilliseconds = 500,
    watchMilliseconds = watchedMilliseconds,
  } = options;
  const own = JSON.stringify({ ...identify(process.pid), id: randomUUID(), purpose });
  const watched = watch(watchMilliseconds);
  let waiting = false;
  let looks = 0;
  while (!(await create(file, own))) {
    const state = await stateOf(file);
    const { isTouched, isUntouched } = watched(await touchedAt(file));
    if (state === "left" || (state === "old" && isUntouched)) {
      await removeStale(file);
    }
    if (!waiting && (state === "held" || (state === "old" && isTouched))) {
      onWait?.((await readHolder(file))?.purpose);
      waiting = true;
    }
    // What was left is free at once.
    const isFree = (state === "left" || state === "free") && looks === 0;
    looks += 1;
    await sleep(isFree ? 0 : pollMilliseconds, undefined, { signal });
  }
  return own;
}

/**
 * Says at each look at a lock whether it was touched since the look before, and whether it was left untouched for so long. A lock
 * that looks old may be held all the same, where a clock was set: who holds it touches it then while it is watched.
 */
function watch(milliseconds: number) {
  let seen: { readonly touched: number | undefined; readonly from: number } | undefined;
  return (touched: number | undefined) => {
    const isTouched = seen !== undefined && seen.touched !== touched;
    const since = seen === undefined || isTouched ? performance.now() : seen.from;
    seen = { touched, from: since };
    return { isTouched, isUntouched: performance.now() - since >= milliseconds };
  };
}

/**
 * Removes a stale lock, under a lock of its own: of two processes that found it stale, the second would remove what the
 * first has put in its place. Where another process is at it, does nothing.
 */
async function removeStale(file: string): Promise<void> {
  const guard = `${file}.stale`;
  if (!(await create(guard, JSON.stringify(identify(process.pid))))) {
    if (await isStale(guard)) {
      await rm(guard, { force: true });
    }
    return;
  }
  try {
    if (await isStale(file)) {
      await rm(file, { force: true });
    }
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

/** Whether nobody holds a lock any more, as far as it is known: what is old alone may be held, see acquire. */
async function isStale(file: string): Promise<boolean> {
  const state = await stateOf(file);
  return state === "left" || state === "old";
}

/**
 * How a lock is: held; left by a process that has ended; old, where that is not known, and it was not touched for a minute; or
 * free, where it was released in the meantime.
 */
async function stateOf(file: string): Promise<"held" | "left" | "old" | "free"> {
  const holder = await readHolder(file);
  const running = holder && isStillRunning(holder);
  if (running === false) {
    return "left";
  }
  const touched = await touchedAt(file);
  if (touched === undefined) {
    return "free";
  }
  // Of a process that is known to be the one that took the lock, age says nothing: the machine may have been suspended.
  const isKnown = running && holder?.startTicks !== undefined;
  return !isKnown && Date.now() - touched > staleAfterMilliseconds ? "old" : "held";
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
