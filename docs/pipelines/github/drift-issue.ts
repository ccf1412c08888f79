// Keeps one issue while the tenant differs from what is declared: opened, updated, and closed when it no longer does.
//   node drift-issue.ts FILE, where FILE holds the report of `pin-reset drift --markdown FILE`
import { readFile } from "node:fs/promises";
import { findOurs, firstLines, main, runUrl, variable, visible, write } from "./github.ts";

/** GitHub takes 65,536 characters. */
const mostCharacters = 60_000;

await main(async () => {
  const stack = variable("PULUMI_STACK");
  const marker = `<!-- pin-reset drift of ${stack} -->`;
  const open = await findOurs("/issues?state=open&per_page=100", marker);
  if (variable("DRIFTED") === "false") {
    return open ? await close(open.number) : "Nothing drifted.";
  }

  const body = [marker, ...(await content(stack))].join("\n");
  const issue = open
    ? await write("PATCH", `/issues/${open.number}`, { body })
    : await write("POST", "/issues", { title: `The tenant of ${stack} has drifted`, body });
  return `${open ? "Updated" : "Opened"} ${issue.html_url}`;
});

async function close(number: number | undefined): Promise<string> {
  const body = `The tenant is as declared again, as [this run](${runUrl()}) saw.`;
  await write("POST", `/issues/${number}/comments`, { body });
  const issue = await write("PATCH", `/issues/${number}`, { state: "closed", state_reason: "completed" });
  return `Closed ${issue.html_url}`;
}

async function content(stack: string): Promise<string[]> {
  const report = await readFile(process.argv[2] ?? "", "utf8");
  const cut = visible(report).length > mostCharacters ? ["", "The rest is in the run's summary."] : [];
  return [
    `The tenant is not as the stack \`${stack}\` declares it, last seen by [this run](${runUrl()}).`,
    "",
    "To bring it back, run the workflow `pin-reset up` by hand. To keep it, change the stack's settings accordingly.",
    "This issue is kept up to date, and closed once nothing differs.",
    "",
    firstLines(visible(report), mostCharacters),
    ...cut,
  ];
}
