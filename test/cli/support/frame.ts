import { stripVTControlCharacters } from "node:util";

// A prompt goes up to its first line and erases all of it before it is drawn again; then the cursor is at the left.
const atTheLeft = new RegExp(`${String.fromCharCode(27)}\\[1?G`);

/** The lines of a prompt as they stand on a terminal, from all that was written to it. */
export function frameOf(written: string): string[] {
  return stripVTControlCharacters(written.split(atTheLeft).at(-1) ?? "")
    .split(/\r?\n/)
    .map((line) => line.trimEnd());
}
