import { stat } from "node:fs/promises";
import type { Fleet } from "../fleet.ts";
import { inParallel } from "../in-parallel.ts";
import { readFleetFiles } from "./read.ts";

/**
 * Reads a fleet's file again and again, for a process that works for long: what was read is kept until a file of it changes.
 *
 * @returns a function that throws as readFleet does.
 */
export function fleetReader(file: string): () => Promise<Fleet> {
  let last: Promise<Kept> | undefined;
  return async () => {
    const kept = last;
    if (!(await (await kept?.catch(() => undefined))?.isAsRead()) && last === kept) {
      last = readAndWatch(file);
    }
    return (await (last ?? readAndWatch(file))).fleet;
  };
}

type Kept = { readonly fleet: Fleet; readonly isAsRead: () => Promise<boolean> };

async function readAndWatch(file: string): Promise<Kept> {
  const startedAt = Date.now();
  const { fleet, paths } = await readFleetFiles(file);
  const before = await marksOf(paths);
  // What changed since may have changed after it was read. A file system's clock is a little behind.
  const isSettled = before.changedAt < startedAt - 100;
  return { fleet, isAsRead: async () => isSettled && (await marksOf(paths)).text === before.text };
}

async function marksOf(paths: readonly string[]): Promise<{ text: string; changedAt: number }> {
  const all = await inParallel(paths, 32, (each) => stat(each).catch(() => undefined));
  return {
    text: all.map((found) => `${found?.ino} ${found?.mtimeMs} ${found?.size}`).join("\n"),
    changedAt: Math.max(...all.map((found) => found?.mtimeMs ?? 0)),
  };
}
