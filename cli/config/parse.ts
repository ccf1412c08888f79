import { isMap, isScalar, LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import { plainText } from "../../text/plain-text.ts";
import { CommandError } from "../errors.ts";
import { configKeys, keyTable, whyUnknown } from "./keys.ts";

/** Whose file it is: the user's own, or that of a folder, which may come from somebody else. */
export type Place = "user" | "folder";

type Entry = { readonly value: string | number; readonly line: number };

/** A configuration file that was read, with the line of each key. */
export type ConfigFile = {
  readonly file: string;
  readonly place: Place;
  readonly entries: ReadonlyMap<string, Entry>;
};

const schema = z.strictObject(
  Object.fromEntries(Object.entries(configKeys).map(([key, { schema }]) => [key, schema.optional()])),
);

type Fault = { readonly line: number; readonly what: string };

/**
 * Reads the text of a configuration file. No value is repeated in an error.
 *
 * @throws CommandError `badConfig` with each fault by its file, line and key.
 */
export async function parseConfig(file: string, text: string, place: Place): Promise<ConfigFile> {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
  const lineOf = (offset: number) => Math.max(1, counter.linePos(offset).line);
  const broken = document.errors.map(({ pos, code }) => ({
    line: lineOf(pos[0]),
    what: `is not YAML (${code})`,
  }));
  if (broken.length > 0) {
    throw badConfig(file, broken);
  }
  if (document.contents === null) {
    return { file, place, entries: new Map() };
  }
  if (!isMap(document.contents)) {
    throw badConfig(file, [{ line: 1, what: "must have keys with a value each, such as `output: json`" }]);
  }
  const read = document.contents.items.map(({ key, value }) => ({
    // Another's file may have lines in a key, which would stand in an error as if they were ours.
    key: isScalar(key) ? plainText(String(key.value)) : "",
    line: isScalar(key) ? lineOf(key.range?.[0] ?? 0) : 1,
    value: isScalar(value) ? value.value : value,
  }));
  const faults = await faultsOf(read, place);
  if (faults.length > 0) {
    throw badConfig(file, faults);
  }
  return {
    file,
    place,
    entries: new Map(read.map(({ key, value, line }) => [key, { value: value as string | number, line }])),
  };
}

async function faultsOf(
  read: readonly { readonly key: string; readonly value: unknown; readonly line: number }[],
  place: Place,
): Promise<Fault[]> {
  const faults: Fault[] = [];
  const lines = new Map(read.map(({ key, line }) => [key, line]));
  for (const { key, line } of read) {
    const reason = keyTable.get(key)?.userOnly;
    if (!keyTable.has(key)) {
      faults.push({ line, what: `${key} ${await whyUnknown(key)}` });
    } else if (place === "folder" && reason !== undefined) {
      faults.push({ line, what: `${key} may only stand in your own file: ${reason}` });
    }
  }
  const values = Object.fromEntries(
    read.filter(({ key }) => keyTable.has(key)).map(({ key, value }) => [key, value ?? ""]),
  );
  for (const { path, message } of schema.safeParse(values).error?.issues ?? []) {
    const key = String(path[0]);
    faults.push({ line: lines.get(key) ?? 1, what: `${key} ${message}` });
  }
  return faults.toSorted((one, other) => one.line - other.line);
}

/** A configuration file that cannot be used. */
export function badConfig(file: string, faults: readonly Fault[]): CommandError {
  return new CommandError(
    "badConfig",
    faults.map(({ line, what }) => `${file}:${line}: ${what}`).join("\n"),
    {
      hint: "Correct the file. docs/cli.md lists the keys, and which of them a folder's file may have.",
      ending: "usage",
    },
  );
}
