import { randomUUID } from "node:crypto";
import { mkdir, readFile, realpath, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { isMap, parseDocument } from "yaml";
import { messageOf } from "../../text/message-of.ts";
import { CommandError } from "../errors.ts";
import { keyTable } from "./keys.ts";
import { type Place, parseConfig } from "./parse.ts";

/**
 * Sets a key in a configuration file, or removes it where there is no value. Comments and other keys stay as they are; the file is
 * replaced at once.
 *
 * @returns Whether the file was changed.
 * @throws CommandError `badConfig` where the file would not be valid, `fileNotWritten`
 */
export async function writeKey(
  file: string,
  place: Place,
  { key, value }: { readonly key: string; readonly value: string | undefined },
): Promise<boolean> {
  const text = await readFile(file, "utf8").catch(() => "");
  await parseConfig(file, text, place);
  const document = parseDocument(text);
  if (value === undefined) {
    if (!isMap(document.contents) || !document.delete(key)) {
      return false;
    }
  } else {
    document.set(key, asTyped(key, value));
  }
  const written = document.toString();
  await parseConfig(file, written, place);
  await replace(file, written);
  return true;
}

/** A value as its key takes it: a number where text is none. */
function asTyped(key: string, value: string): string | number {
  const schema = keyTable.get(key)?.schema;
  return schema === undefined || schema.safeParse(value).success || Number.isNaN(Number(value))
    ? value
    : Number(value);
}

async function replace(file: string, text: string): Promise<void> {
  // One's own may be a link, such as into a repository of such files: what it leads to is replaced.
  const target = await realpath(file).catch(() => file);
  const unfinished = `${target}.${randomUUID()}`;
  try {
    // `login` keeps who signed in beside it, in a folder that nobody else may write to.
    await mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
    await writeFile(unfinished, text);
    await rename(unfinished, target);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw new CommandError(
      "fileNotWritten",
      `The configuration file cannot be written: ${messageOf(error)}`,
      {
        hint: "Its folder must be there and writable for this account.",
      },
    );
  }
}
