import { readFile, stat } from "node:fs/promises";

/**
 * The text of a regular file: of a named pipe it would be waited for.
 *
 * @throws Error that says why it cannot be read.
 */
export async function readTextFile(file: string): Promise<string> {
  if (!(await stat(file)).isFile()) {
    throw new Error("it is no regular file");
  }
  return readFile(file, "utf8");
}
