import stringWidth from "string-width";
import type { CliCommand } from "../../../cli/command.ts";
import { fakeStream } from "./streams.ts";

/** "Erase to the end of the line", which ends what shows progress. */
const progressTakenAway = `${String.fromCharCode(27)}[0K`;

/** Where the environment says CI, or that the terminal is dumb, progress is a line that stays. */
const progressInLog = /^\W*Reading .*\n/gm;

/** What a command shows on a terminal: data by its lines, each of which is checked to fit, and what is left of the notes. */
export type Shown = { readonly lines: readonly string[]; readonly notes: string };

/**
 * Runs a command in this process on a terminal of so many columns. With `keepsLongWords` a word that is wider stands on a
 * line of its own, whole, as a link does.
 */
export async function shownAt(
  columns: number,
  command: CliCommand,
  given: Record<string, unknown>,
  env: NodeJS.ProcessEnv,
  { keepsLongWords = false } = {},
): Promise<Shown> {
  const [stdout, stderr] = [fakeStream(columns), fakeStream(columns)];
  const { signal } = new AbortController();
  await command.run(given, { env, stdin: process.stdin, stdout, stderr, signal });
  const lines = stdout.text.trimEnd().split("\n");
  const tooWide = lines.filter(
    (line) => stringWidth(line) > columns && !(keepsLongWords && /^\s*\S+$/.test(line)),
  );
  if (tooWide.length > 0) {
    throw new Error(`Wider than ${columns} columns:\n${tooWide.join("\n")}`);
  }
  const notes = stderr.text.split(progressTakenAway).at(-1) ?? "";
  return { lines, notes: notes.replace(progressInLog, "") };
}

/** The cells of a line of a table. */
export function cellsOf(line: string | undefined): string[] {
  return line?.split(/ {2,}/) ?? [];
}

/** Runs a command in this process with `--output json`; what it prints. */
export async function jsonOf(
  command: CliCommand,
  given: Record<string, unknown>,
  env: NodeJS.ProcessEnv,
): Promise<Record<string, unknown>[]> {
  const [stdout, stderr] = [fakeStream(), fakeStream()];
  const { signal } = new AbortController();
  await command.run({ ...given, output: "json" }, { env, stdin: process.stdin, stdout, stderr, signal });
  return JSON.parse(stdout.text);
}
