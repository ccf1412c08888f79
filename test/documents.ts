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

/** A command of a document: the line on which it stands, and what is to be typed, without its remark. */
export type DocumentedCommand = { readonly line: number; readonly command: string };

/**
 * The commands of a Markdown page: the lines of its indented blocks, and of its fenced blocks that are `sh` or have
 * no language. An indented line below a list item is that item's text.
 */
export function commandsIn(markdown: string): DocumentedCommand[] {
  const found: DocumentedCommand[] = [];
  let kind = "text";
  let before = "";
  for (const [index, text] of markdown.split("\n").entries()) {
    const isLine = !text.startsWith("```");
    kind = kindOf(kind, text, before);
    const command = text.trim().replace(/\s+# .*$/, "");
    if (isLine && (kind === "commands" || kind === "fenced sh") && command !== "")
      found.push({ line: index + 1, command });
    before = text;
  }
  return found;
}

/** What the lines from `text` on are: "text", the "commands" of an indented block, or "fenced" with the language. */
function kindOf(kind: string, text: string, before: string): string {
  const language = /^```(\w*)/.exec(text)?.[1];
  if (language !== undefined) return kind.startsWith("fenced") ? "text" : `fenced ${language || "sh"}`;
  if (kind.startsWith("fenced")) return kind;
  return /^ {4}\S/.test(text) && (kind === "commands" || before.trim() === "") ? "commands" : "text";
}
