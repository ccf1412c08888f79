import { readFile, stat } from "node:fs/promises";
import { CredentialError } from "./errors.ts";
import { type CredentialKey, settingName } from "./settings.ts";

/**
 * The bytes of the file that a setting names.
 *
 * @throws CredentialError where it cannot be read, or is no regular file: a named pipe without a writer would keep
 * the process for ever, past Ctrl-C too, and what a pipe gave once is gone when the next token is asked for.
 */
export async function readSettingFile(key: CredentialKey, path: string): Promise<Buffer> {
  try {
    if ((await stat(path)).isFile()) {
      return await readFile(path);
    }
  } catch (error) {
    throw unreadable(key, path, `cannot be read: ${String(error)}`);
  }
  throw unreadable(key, path, "is not a regular file");
}

function unreadable(key: CredentialKey, path: string, reason: string): CredentialError {
  return new CredentialError({
    code: "unusable",
    message: `${path}, named by ${settingName(key)}, ${reason}.`,
    hint: "Give the path of a file that is there, and that the account which runs this may read.",
  });
}
