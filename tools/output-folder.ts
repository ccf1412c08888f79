import { readdir } from "node:fs/promises";

/**
 * Makes sure that a tool replaces nothing but what it made: a folder that someone names for its output is new, or empty.
 *
 * @throws Error that says what to do, where the folder has files; and what the system says, where it is none or cannot be read.
 */
export async function refuseFilledFolder(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") {
      return [];
    }
    throw error;
  });
  if (names.length > 0) {
    throw new Error(
      `${folder} is not empty, and would be replaced: remove it yourself, or name another folder by --out.`,
    );
  }
}
