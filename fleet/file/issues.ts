import path from "node:path";
import { plainText } from "../../text/plain-text.ts";
import { FleetError } from "../errors.ts";

/** Where something stands in a file of YAML: `["tenants", 3, "ring"]`. */
export type Path = readonly PropertyKey[];

/** What is wrong at a path; `message` completes "the value ...", and never repeats a value. */
export type Found = { readonly path: Path; readonly message: string };

/** What is wrong at a line of a file. `text` begins with the path, where there is one. */
export type Issue = { readonly file: string; readonly line: number | undefined; readonly text: string };

const mostShown = 100;

/** All issues as one error: a line each, in the order of the lines, without repetitions. */
export function issuesError(issues: readonly Issue[], hint: string = usualHint): FleetError {
  const inOrder = issues.toSorted(
    (one, other) =>
      Number(one.file > other.file) - Number(one.file < other.file) || (one.line ?? 0) - (other.line ?? 0),
  );
  const lines = [...new Set(inOrder.map(asLine))];
  const left = lines.length - mostShown;
  const more = left > 0 ? [`... and ${left} more`] : [];
  return new FleetError({
    code: "badFleetFile",
    message: [...lines.slice(0, mostShown), ...more].join("\n"),
    hint,
  });
}

const usualHint = "Correct each line. docs/fleet-file.md describes every key.";

function asLine({ file, line, text }: Issue): string {
  return plainText(`${path.basename(file)}${line === undefined ? "" : `:${line}`}: ${text}`);
}

/** A path as messages have it: `tenants[3].settings.intune:retryTimeoutSeconds`. */
export function pathText(steps: Path): string {
  return steps
    .map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`))
    .join("")
    .replace(/^\./, "");
}

/** Whether a key is a plain word, which no secret is: another one is not repeated in a message. */
export function isPlainKey(key: string): boolean {
  return /^[A-Za-z][A-Za-z-]{0,39}(?::[A-Za-z][A-Za-z-]{0,39})?$/.test(key);
}
