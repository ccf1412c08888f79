import type { Stats } from "node:fs";

/** Where this project keeps what it can fetch or make again: outside the repository, one folder for all its clones. */
export function cacheFolder(env: NodeJS.ProcessEnv): string;

/** What {@link whyUntrusted} asks of the system. */
export type FileSystem = {
  /** The user that this process runs as; undefined where the system has no such ids, as Windows. */
  readonly uid: number | undefined;
  /** What is at a path, links not followed; undefined where nothing is. */
  lstat(file: string): Pick<Stats, "uid" | "mode" | "isSymbolicLink" | "isDirectory"> | undefined;
  readlink(file: string): string;
};

/**
 * Says why code in a folder may be another user's: the folder, or one on the way to it, belongs to another (not root),
 * is a link of another, or may be written to by group or others.
 *
 * @param folder Need not be there yet.
 * @returns Which folder, and what is wrong with it; undefined where only this user and root can put anything there.
 */
export function whyUntrusted(folder: string, system?: FileSystem): string | undefined;

/**
 * Makes a folder, and those above it that are missing, with mode 0700. One of this user's that others may read is
 * closed to them.
 *
 * @returns The folder.
 * @throws Error with what {@link whyUntrusted} says, or the file system's.
 */
export function ownFolder(folder: string): string;

/**
 * The folder in which Node.js keeps what it compiled, in the user's cache folder; made where it is not there.
 *
 * @throws Error where other users could put code there, which would run with this process's credentials.
 */
export function compileCacheFolder(env: NodeJS.ProcessEnv): string;

/**
 * Lets Node.js keep what it compiles in this process, in {@link compileCacheFolder}: by default it would use the shared
 * folder for temporary files, where any user can put code. Does nothing where that folder cannot be trusted, nor where
 * NODE_COMPILE_CACHE has named another. Never throws.
 */
export function enableCompileCache(): void;
