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
  let fence: string | undefined;
  let isIndentedBlock = false;
  let before = "";
  for (const [index, text] of markdown.split("\n").entries()) {
    const marker = /^```(\w*)/.exec(text);
    if (marker !== null) {
      fence = fence === undefined ? (marker[1] ?? "") : undefined;
    } else {
      isIndentedBlock = /^ {4}\S/.test(text) && (isIndentedBlock || before.trim() === "");
      const isCommand = fence === undefined ? isIndentedBlock : fence === "" || fence === "sh";
      const command = text
        .trim()
        .replace(/\s{2,}#.*$/, "")
        .replace(/ # .*$/, "");
      if (isCommand && command !== "") found.push({ line: index + 1, command });
    }
    before = text;
  }
  return found;
}
