// Writes what a pull request would change into one comment of it, which every later run updates.
//   node comment.mts FILE, where FILE holds the Markdown of `npm run preview-summary`
import { readFile } from "node:fs/promises";
import { findOurs, main, runUrl, variable, write } from "./github.mts";

await main(async () => {
  const summary = await readFile(process.argv[2] ?? "", "utf8");
  const marker = `<!-- pin-reset preview of ${variable("PULUMI_STACK")} -->`;
  const source = `For commit ${variable("HEAD_SHA")}, by [this run](${runUrl()}).`;
  const body = [marker, summary, source].join("\n");
  const pullRequest = variable("PULL_REQUEST");
  const path = `/issues/${pullRequest}/comments`;
  const before = await findOurs(`${path}?per_page=100`, marker);
  const after = before
    ? await write("PATCH", `/issues/comments/${before.id}`, { body })
    : await write("POST", path, { body });
  return `${before ? "Updated" : "Wrote"} ${after.html_url}`;
});
