import { candidatesFor } from "./candidates.ts";

/** What the scripts of shells take for: names of files, nothing else, names of folders. https://bomb.sh/docs/tab/ */
const directives = { file: 0, none: 4, folder: 16 } as const;

/** Prints what can stand at the cursor, as the scripts of `pin-reset completion` read it. */
export function complete(words: readonly string[], stdout: Pick<NodeJS.WriteStream, "write">): void {
  const { values, paths } = candidatesFor(words);
  const lines = values.map(([value, does]) => (does === "" ? `${value}\n` : `${value}\t${does}\n`));
  stdout.write(`${lines.join("")}:${directives[paths ?? "none"]}\n`);
}
