import { homedir, hostname, tmpdir } from "node:os";
import { join } from "node:path";
import type { Line } from "./screen.ts";

const repository = join(import.meta.dirname, "../..");

/** What differs from machine to machine, or from run to run, and what stands in its place. */
const replaced: readonly (readonly [RegExp, string])[] = [
  [new RegExp(`${escaped(repository)}/?`, "g"), ""],
  [new RegExp(`${escaped(tmpdir())}[^\\s"']*`, "g"), "…"],
  [new RegExp(`${escaped(homedir())}[^\\s"']*`, "g"), "~"],
  [/\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b/gi, "…"],
  [/\b(localhost|127\.0\.0\.1):\d+/g, "$1"],
];

/** A line without paths of this machine, ids and ports. */
export function withoutPrivate(line: Line): Line {
  return line.map(({ text, style }) => ({
    text: replaced.reduce((now, [pattern, instead]) => now.replace(pattern, instead), text),
    style,
  }));
}

/** Throws an Error where a picture still has something of this machine in it. */
export function refusePrivate(picture: string): void {
  const found = [repository, tmpdir(), hostname(), homedir()].find(
    (each) => each.length > 2 && each !== "localhost" && picture.includes(each),
  );
  if (found !== undefined) {
    throw new Error(`The picture would show "${found}", which is of this machine alone.`);
  }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}
