import { createHash, randomUUID } from "node:crypto";
import { constants, rename, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { z } from "zod";
import { json } from "../../../graph/response.ts";
import { hasCode, openRegular, textOfRegular } from "./regular-file.ts";

/** Gives a lock back. */
export type Release = () => Promise<void>;

const holder = z.object({ pid: z.int().positive(), host: z.string() });

/**
 * Takes the lock at a path, which is a file that names who has it; undefined where another process has it. One whose
 * process has ended, on this machine, is replaced: that takes a lock of its own, named after what is replaced, so that
 * of several processes that find it one alone can do so, and so that none replaces what another one has just put there.
 * @throws NotRegularFile, and what the system says.
 */
export async function takeLock(path: string): Promise<Release | undefined> {
  const own = JSON.stringify({ pid: process.pid, host: hostname(), run: randomUUID() });
  const release = async () => {
    const found = await textOfRegular(path).catch(() => undefined);
    if (found === own) {
      await rm(path, { force: true });
    }
  };
  if (await create(path, own)) {
    return release;
  }
  const found = await textOfRegular(path);
  if (found === undefined || !isLeftOver(found)) {
    return undefined;
  }
  const releaseReplacing = await takeLock(`${path}.${nameOf(found)}`);
  if (releaseReplacing === undefined) {
    return undefined;
  }
  try {
    if ((await textOfRegular(path)) !== found) {
      return undefined;
    }
    const next = `${path}.${randomUUID()}`;
    await create(next, own);
    await rename(next, path);
    return release;
  } finally {
    await releaseReplacing();
  }
}

function nameOf(found: string): string {
  return createHash("sha256").update(found).digest("hex").slice(0, 16);
}

/** Whether it could be created: false where something is there. */
async function create(path: string, text: string): Promise<boolean> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;
  try {
    const handle = await openRegular(path, flags);
    try {
      await handle?.writeFile(text);
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    } finally {
      await handle?.close();
    }
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) {
      return false;
    }
    throw error;
  }
}

/** Whether the run that took a lock has ended without giving it back. Of another machine that is unknown. */
function isLeftOver(found: string): boolean {
  const { data } = holder.safeParse(json(found));
  if (data === undefined || data.host !== hostname()) {
    return false;
  }
  try {
    process.kill(data.pid, 0);
    return false;
  } catch (error) {
    return hasCode(error, "ESRCH");
  }
}
