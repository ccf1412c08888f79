import { readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";

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

type Holder = { pid: number; host: string; purpose?: string };

/**
 * Does work that one process at a time may do.
 *
 * @param file The lock: a file that is there while the work is done. One whose process ended without removing it is
 *   taken over: at once on the same machine, after a minute where it lay in a folder that machines share.
 * @returns What the work returns.
 * @throws What the work throws, the signal's reason, or the file system's error where the lock cannot be written.
 */
export async function withLock<Result>(
  file: string,
  work: () => Promise<Result>,
  options: LockOptions = {},
): Promise<Result> {
  await acquire(file, options);
  const heartbeat = setInterval(() => void touch(file), touchEveryMilliseconds);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    await rm(file, { force: true });
  }
}

/** Whether a process that runs holds the lock. */
export async function isHeld(file: string): Promise<boolean> {
  try {
    await stat(file);
  } catch (error) {
    if (hasCode(error, "ENOENT")) {
      return false;
    }
    throw error;
  }
  return !(await isStale(file));
}

async function acquire(file: string, options: LockOptions): Promise<void> {
  const { onWait, purpose, signal, pollMilliseconds = 500 } = options;
  let waiting = false;
  while (!(await create(file, purpose))) {
    // Two that find it stale at once may both get the lock. That costs them double work and no more: what they produce
    // is put in place by one rename.
    if (await isStale(file)) {
      await rm(file, { force: true });
    } else {
      if (!waiting) {
        onWait?.((await readHolder(file).catch(() => undefined))?.purpose);
      }
      waiting = true;
      await sleep(pollMilliseconds, undefined, { signal });
    }
  }
}

async function create(file: string, purpose: string | undefined): Promise<boolean> {
  const holder: Holder = { pid: process.pid, host: hostname(), ...(purpose !== undefined && { purpose }) };
  try {
    await writeFile(file, JSON.stringify(holder), { flag: "wx" });
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) {
      return false;
    }
    throw error;
  }
}

async function isStale(file: string): Promise<boolean> {
  try {
    const { mtimeMs } = await stat(file);
    return Date.now() - mtimeMs > staleAfterMilliseconds || !isRunning(await readHolder(file));
  } catch (error) {
    // Released since: the next look will get it.
    if (hasCode(error, "ENOENT")) {
      return false;
    }
    throw error;
  }
}

/** What the lock says; undefined while its holder is still writing it. */
async function readHolder(file: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) {
      return undefined;
    }
    throw error;
  }
}

function isRunning(holder: Holder | undefined): boolean {
  if (holder === undefined || holder.host !== hostname()) {
    return true;
  }
  try {
    process.kill(holder.pid, 0);
    return true;
  } catch (error) {
    return !hasCode(error, "ESRCH");
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
