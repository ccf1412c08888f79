// Writes what a pull request would change into one comment of it, which every later run updates.
//   node comment.ts FILE, where FILE holds what `pulumi preview` printed
import { readFile } from "node:fs/promises";
import { findOurs, firstLines, main, runUrl, variable, visible, write } from "./github.ts";
import { lossesIn } from "./losses.ts";

/** GitHub takes 65,536 characters. */
const mostCharacters = 60_000;

/** By the exit code of `pulumi preview --expect-no-changes`. */
const titles: Readonly<Record<string, string>> = {
  "0": "No changes",
  "7": "This would change the tenant",
};

await main(async () => {
  const preview = await readFile(process.argv[2] ?? "", "utf8");
  const stack = variable("PULUMI_STACK");
  const marker = `<!-- pin-reset preview of ${stack} -->`;
  const body = [marker, ...content(preview, stack)].join("\n");
  const pullRequest = variable("PULL_REQUEST");
  const path = `/issues/${pullRequest}/comments`;
  const before = await findOurs(`${path}?per_page=100`, marker);
  const after = before
    ? await write("PATCH", `/issues/comments/${before.id}`, { body })
    : await write("POST", path, { body });
  return `${before ? "Updated" : "Wrote"} ${after.html_url}`;
});

function content(preview: string, stack: string): string[] {
  const title = titles[variable("EXIT_CODE")] ?? "The preview failed";
  const shown = firstLines(visible(preview), mostCharacters);
  const cut = visible(preview).length > mostCharacters ? ["", "The rest is in the run's log."] : [];
  const fence = fenceFor(shown);
  return [
    `### pin-reset \`${stack}\`: ${title}`,
    "",
    ...lossesIn(visible(preview)),
    `For commit ${variable("HEAD_SHA")}, by [this run](${runUrl()}).`,
    "",
    "<details><summary>pulumi preview</summary>",
    "",
    `${fence}text`,
    shown,
    fence,
    ...cut,
    "",
    "</details>",
  ];
}

/** Longer than any fence within, so that the text cannot end the block. */
function fenceFor(text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  return "`".repeat(longest + 1);
}
