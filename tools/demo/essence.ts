import { stripVTControlCharacters, styleText } from "node:util";
import { wrappedLines } from "./fit.ts";

/** Whether a line of a command's output matters to the story. */
export type Tells = (line: string) => boolean;

/** What matters in the output of each kind of command. */
export const tells = {
  /** The checks that failed, and the conclusion. */
  doctor: matching(/^fault /, /^verdict (?!.*:$)/, /^(?:Of \d+ checks|All is well)/),
  /** The counts at the end. */
  pulumi: matching(/^ {4}[+~=-] \d+ /, /^ {4}\d+ unchanged/),
  imported: matching(/^ {4}= \d+ imported/),
  /** What the program refuses, and why. */
  refusal: matching(/^ {4}error: /, /^ {6}\S/, /pin-reset -- consent$/),
  /** The result without what is for a support case, and without the progress. */
  reset: (line) => !/^(?:Id|Platform|Version|Set at|Request id) {2,}|^\S+: |^- /.test(line),
  /** All but the progress, and but for the count, with which it begins too. */
  drift: (line) => !/^(?:Asking|Looking|-) |drifted\.$/.test(line),
} satisfies Record<string, Tells>;

/** What the demo shows of an output: the lines that matter, at most `width` columns wide, and coloured by what they begin with. */
export function essenceOf(output: string, matters: Tells, width: number): string[] {
  const lines = stripVTControlCharacters(output)
    .split("\n")
    .map((line) => line.trimEnd())
    .filter((line) => line !== "" && matters(line))
    .map((line) => line.replace(/^ +/, (indent) => " ".repeat(Math.min(indent.length, 4))))
    .reduce(withCountsTogether, []);
  // Pulumi repeats a line for each of its runs.
  return [...new Set(lines)].flatMap((line) =>
    wrappedLines(line, width).map((part) => styleText(styleOf(line), part)),
  );
}

/** Pulumi's counts, each on a line of its own, on one. */
function withCountsTogether(lines: readonly string[], line: string): string[] {
  const last = lines.at(-1);
  return last !== undefined && count.test(last) && count.test(line)
    ? [...lines.slice(0, -1), `${last}, ${line.trim()}`]
    : [...lines, line];
}

const count = /^ {4}(?:[+~=-] )?\d+ /;

const styles = [
  [/^(?:fault|verdict {2}A reset will not) ?/, "red"],
  [/^ *(?:error:|- )/, "red"],
  [/^ *~ |^Drifted/, "yellow"],
  [/^ *[+=] |^All is well|^verdict {2}A reset will work/, "green"],
  [/^Passcode /, "bold"],
] as const;

function styleOf(line: string): "red" | "yellow" | "green" | "bold" | "reset" {
  return styles.find(([pattern]) => pattern.test(line))?.[1] ?? "reset";
}

function matching(...patterns: readonly RegExp[]): Tells {
  return (line) => patterns.some((pattern) => pattern.test(line));
}
