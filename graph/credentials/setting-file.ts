import { readFile } from "node:fs/promises";
import { type CredentialKey, settingName } from "../settings.ts";
import { CredentialError } from "./errors.ts";

/** The bytes of the file that a setting names. Raises CredentialError where it cannot be read. */
export async function readSettingFile(key: CredentialKey, path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    const message =
      `${path}, named by ${settingName(key)}, cannot be read: ${String(error)}.\n` +
      "Give the path of a file that is there, and that the account which runs this may read.";
    throw new CredentialError(message, { kind: "unusable" });
  }
}
