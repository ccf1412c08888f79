import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import { messageOf } from "../../../text/message-of.ts";
import type { Context } from "../../context.ts";
import { CommandError } from "../../errors.ts";
import { type Row, readRows } from "./device-list.ts";

/** A list of devices, and the SHA-256 of the file as it was read. */
export type List = { readonly rows: readonly Row[]; readonly hash: string };

/** Reads a list from a file, or from standard input where `from` is "-". @throws CommandError `noList`, `badList`. */
export async function readList({ stdin, output }: Context, from: string): Promise<List> {
  const csv = from === "-" ? await buffer(stdin) : await readFile(from).catch(unreadable);
  const { rows, notes } = await readRows(csv);
  for (const note of notes) {
    output.note(note);
  }
  return { rows, hash: createHash("sha256").update(csv).digest("hex") };
}

/** Where the results of a list are kept unless something else is said: beside it, so that the same command goes on. */
export function usualResults(from: string, { hash }: List): string {
  return from === "-" ? `pin-reset-${hash.slice(0, 12)}.results.jsonl` : `${from}.results.jsonl`;
}

function unreadable(error: unknown): never {
  const reason = messageOf(error);
  throw new CommandError("noList", `The list of devices cannot be read: ${reason}.`, {
    hint: "--from takes the path of a CSV file, or - for standard input. Nothing was reset.",
    ending: "usage",
  });
}
