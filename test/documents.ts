import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";

const repository = path.join(import.meta.dirname, "..");

/** The text of a file of the repository. */
export function readDocument(file: string): string {
  return readFileSync(path.join(repository, file), "utf8");
}

/** The files that git keeps of these patterns. */
export function trackedFiles(...patterns: readonly string[]): string[] {
  const listed = execFileSync("git", ["ls-files", "-z", "--", ...patterns], {
    cwd: repository,
    encoding: "utf8",
  });
  return listed.split("\0").filter(Boolean);
}

export type DocumentedCommand = {
  /** The line on which it stands, from 1 on. */
  readonly line: number;
  /** The heading of the second level above it; "" before the first one. */
  readonly section: string;
  /** What is to be typed, without its remark. */
  readonly command: string;
};

// What can be typed as it stands; `pulumi up` in a sentence is a command's name.
const typedInText = /`((?:npm run (?:--silent )?[\w:-]+ -- |node --run [\w:-]+ -- |az )[^`]+)`/g;

/**
 * The commands of a Markdown page: the lines of its indented blocks, and of its fenced blocks that are `sh` or have
 * no language; and in its text what begins as `npm run SCRIPT -- `, `node --run SCRIPT -- ` or `az `. An indented line below a
 * list item is that item's text.
 */
export function commandsIn(markdown: string): DocumentedCommand[] {
  const found: DocumentedCommand[] = [];
  let kind = "text";
  let before = "";
  let section = "";
  for (const [index, text] of markdown.split("\n").entries()) {
    const isFence = text.startsWith("```");
    kind = kindOf(kind, text, before);
    if (kind === "text") {
      section = /^## (.*)$/.exec(text)?.[1] ?? section;
    }
    const commands = isFence ? [] : commandsOfLine(kind, text);
    found.push(...commands.map((command) => ({ line: index + 1, section, command })));
    before = text;
  }
  return found;
}

function commandsOfLine(kind: string, text: string): string[] {
  if (kind === "text") {
    return [...text.matchAll(typedInText)].map(([, command = ""]) => command);
  }
  if (kind !== "commands" && kind !== "fenced sh") {
    return [];
  }
  return [text.trim().replace(/\s+# .*$/, "")].filter(Boolean);
}

/** What the lines from `text` on are: "text", the "commands" of an indented block, or "fenced" with the language. */
function kindOf(kind: string, text: string, before: string): string {
  const language = /^```(\w*)/.exec(text)?.[1];
  if (language !== undefined) {
    return kind.startsWith("fenced") ? "text" : `fenced ${language || "sh"}`;
  }
  if (kind.startsWith("fenced")) {
    return kind;
  }
  return /^ {4}\S/.test(text) && (kind === "commands" || before.trim() === "") ? "commands" : "text";
}
