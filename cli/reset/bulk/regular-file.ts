import { constants, type FileHandle, lstat, open } from "node:fs/promises";

/** What is there is no regular file of its own: a device, a pipe, a folder, or a link to somewhere else. */
export class NotRegularFile extends Error {
  override readonly name = "NotRegularFile";

  constructor(path: string, what: string) {
    super(`${path} is ${what}, not a regular file`);
  }
}

// Both are undefined on Windows, where the look before has to do. A pipe must not keep the program until someone writes.
const careful = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * Opens a regular file by the flags of open(2); undefined where there is none. What it creates is its owner's alone;
 * the mode of what is there already stays as it is.
 * @throws NotRegularFile, and what the system says.
 */
export async function openRegular(path: string, flags: number): Promise<FileHandle | undefined> {
  try {
    const { what } = describe(await lstat(path));
    if (what !== undefined) {
      throw new NotRegularFile(path, what);
    }
  } catch (error) {
    if (!hasCode(error, "ENOENT")) {
      throw error;
    }
    if ((flags & constants.O_CREAT) === 0) {
      return undefined;
    }
  }
  const handle = await open(path, flags | careful, 0o600).catch((error: unknown) => {
    if (hasCode(error, "ENOENT") && (flags & constants.O_CREAT) === 0) {
      return undefined;
    }
    throw hasCode(error, "ELOOP") ? new NotRegularFile(path, "a symbolic link") : error;
  });
  // It may have been replaced between the look and the opening.
  const { what } = handle === undefined ? {} : describe(await handle.stat());
  if (what === undefined) {
    return handle;
  }
  await handle?.close();
  throw new NotRegularFile(path, what);
}

/** The text of a regular file; undefined where there is none. Throws as `openRegular` does. */
export async function textOfRegular(path: string): Promise<string | undefined> {
  const handle = await openRegular(path, constants.O_RDONLY);
  if (handle === undefined) {
    return undefined;
  }
  return handle.readFile("utf8").finally(() => handle.close());
}

/** Whether an error of the system has this code, such as ENOENT. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

function describe(stats: Awaited<ReturnType<typeof lstat>>): { what?: string } {
  if (stats.isFile()) {
    return {};
  }
  if (stats.isSymbolicLink()) {
    return { what: "a symbolic link" };
  }
  if (stats.isDirectory()) {
    return { what: "a folder" };
  }
  return { what: "a device or a pipe" };
}
