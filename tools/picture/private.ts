import { homedir, hostname, tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import type { Line } from "./screen.ts";

const repository = join(import.meta.dirname, "../..");

const months = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec";

/** What differs from machine to machine, or from run to run, and what stands in its place. */
const replaced: readonly (readonly [RegExp, string])[] = [
  [new RegExp(`${escaped(`${userInfo().username}@${hostname()}`)}:[^\\s#$]*`, "g"), "~"],
  [new RegExp(`${escaped(repository)}/?`, "g"), ""],
  [new RegExp(`${escaped(tmpdir())}[^\\s"']*`, "g"), "…"],
  [new RegExp(`${escaped(homedir())}[^\\s"']*`, "g"), "~"],
  [/\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b/gi, "…"],
  [/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "2026-11-26T14:02:00Z"],
  [new RegExp(`\\b\\d{1,2} (?:${months})\\b`, "g"), "26 Nov"],
  [/\b\d\d:\d\d\b(?!:)/g, "14:02"],
  [/(?<=^Passcode +)\d{6}$/g, "402716"],
  [/\b(localhost|127\.0\.0\.1):\d+/g, "$1"],
];

/** A line without paths of this machine, ids and ports, and with a time and a passcode that are always the same. */
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
