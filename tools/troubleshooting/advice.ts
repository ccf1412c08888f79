import { type Explained, explained } from "./explained.ts";
import { isPlaceholder } from "./placeholder.ts";
import type { Raised } from "./raised.ts";

/** An error as the page lists it: what it says, and every way out of it. None: the code and the tables name none. */
export type Advice = {
  readonly path: string;
  readonly code: string | undefined;
  readonly says: string;
  readonly waysOut: readonly string[];
};

/** Raised errors with their ways out, those that say the same in one. */
export function adviceFor(raised: readonly Raised[]): Advice[] {
  const told = raised.map(withWayOut);
  const signed = told.flatMap(({ by, wayOut = "" }) => (by === "sign" ? [wayOut.toLowerCase()] : []));
  const isSigned = (way: string) => signed.some((other) => other.endsWith(way.toLowerCase()));
  const own = told.filter(({ by, wayOut }) => by === "sign" || wayOut === undefined || !isSigned(wayOut));
  const groups = Map.groupBy(own, ({ path, code, says }) => [path, code, says].join("\n"));
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const { path, says } = first;
    const code = first.code && !isPlaceholder(first.code) ? first.code : undefined;
    const given = [first, ...others].flatMap(({ wayOut }) => wayOut ?? []);
    const waysOut = given.length > 0 ? longest(given) : explanationOf(first).slice(0, 1);
    return [{ path, code, says, waysOut }];
  });
}

function withWayOut(raised: Raised): Raised {
  const { problem, way } = split(raised.says.trim());
  const hint = raised.wayOut && withoutPlaceholderLines(raised.wayOut);
  const [line = ""] = (hint ? raised.says : problem).trim().split("\n");
  return { ...raised, says: line, wayOut: hint || way || ruleOf(raised, line) };
}

/** The way out where the message is the rule that the value must follow. */
export const ruleIsTheWayOut = "Give a value that is so.";

/** The way out of a fault of the settings: settings/explain.ts makes the command of the setting and its value. */
export const commandIsPrinted = "The message ends with the `pulumi config` command that fixes it.";

/** The settings' faults are printed with a command; elsewhere a rule that a value must follow is its own way out. */
function ruleOf({ by, path }: Raised, line: string): string | undefined {
  if (by !== "schema" && by !== "fault") return undefined;
  if (path.startsWith("settings")) return commandIsPrinted;
  return /\b(?:must|needs|takes|may)\b/.test(line) ? ruleIsTheWayOut : undefined;
}

function withoutPlaceholderLines(text: string): string | undefined {
  const lines = text.split("\n").filter((line) => !isPlaceholder(line));
  return lines.join("\n") || undefined;
}

const verbs =
  "Add|Bring|Check|Enable|Give|Import|Install|Leave|Make|Raise|Remove|Run|Set|Sign in|Try again|Update|Upload|Use|Wait|Write";

/** Where a text begins to say what to do: at a line or sentence that begins with a verb, perhaps after its condition. */
const beginning = new RegExp(
  `(?:^|\\n\\s*|[.:;] |, or )((?:If [^,.\\n]*, |Either |Then )?(?:${verbs}|exclude the app|get a new one|A proxy or a sign-in page)\\b)`,
  "i",
);

function split(text: string): { problem: string; way: string | undefined } {
  const found = beginning.exec(text);
  if (found === null || found.index === 0) return { problem: text, way: undefined };
  const at = found.index + found[0].length - (found[1]?.length ?? 0);
  const way = text.slice(at).trim();
  const problem = text
    .slice(0, at)
    .replace(/[\s;:]+$/, "")
    .replace(/, or$/, "");
  return { problem, way: way.charAt(0).toUpperCase() + way.slice(1) };
}

/** Without those that another one begins with. */
function longest(ways: readonly string[]): string[] {
  const distinct = [...new Set(ways)];
  return distinct.filter((way) => !distinct.some((other) => other !== way && other.startsWith(way)));
}

function explanationOf({ path, says, by }: Raised): string[] {
  if (by === "TypeError")
    return ["It is a defect of this project: open an issue with the message and the command."];
  return explainedBy(path, says).map(({ wayOut }) => wayOut);
}

/** The entries of the table that explain an error. */
export function explainedBy(path: string, says: string): readonly Explained[] {
  return explained.filter((each) => path.startsWith(each.path) && each.error.test(says));
}
