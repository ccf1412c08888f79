import { setTimeout as wait } from "node:timers/promises";
import { isNotFound, unlessNotFound } from "../graph/not-found.ts";
import type { IntuneClient } from "./client.ts";

/** Seconds to wait before each repetition while a replica does not yet know what this process just made. */
export const replicationDelays: readonly number[] = [1, 2, 4, 8, 15, 30];

/**
 * What `read` gives of a profile, or undefined when it is gone; for one that this process made and has not seen yet,
 * 404 is "not yet".
 */
export async function readOf<Result>(
  { made, replicationDelays: delays }: IntuneClient,
  id: string,
  signal: AbortSignal,
  read: () => Promise<Result>,
): Promise<Result | undefined> {
  const found = await unlessNotFound(untilVisible(made.has(id) ? delays : [], signal, read));
  made.delete(id);
  return found;
}

/**
 * Repeats `work` while Graph returns 404 for an object that is known to exist.
 *
 * @throws GraphError: the last 404, or any other.
 */
export async function untilVisible<Result>(
  delays: readonly number[],
  signal: AbortSignal,
  work: () => Promise<Result>,
): Promise<Result> {
  for (const seconds of delays) {
    try {
      return await work();
    } catch (error) {
      if (!isNotFound(error)) {
        throw error;
      }
      await wait(seconds * 1000, undefined, { signal });
    }
  }
  return await work();
}

/** Repeats `look`, with these pauses in seconds, until what it gives `isEnough`; what the last look gave. */
export async function untilFound<Result>(
  delays: readonly number[],
  signal: AbortSignal,
  look: () => Promise<Result>,
  isEnough: (found: Result) => boolean,
): Promise<Result> {
  for (const seconds of delays) {
    const found = await look();
    if (isEnough(found)) {
      return found;
    }
    await wait(seconds * 1000, undefined, { signal });
  }
  return await look();
}
