// Keeps one issue while the tenant differs from what is declared, and another one while the check itself fails: opened
// once, commented on when something changes, and closed when it is over.
//   node drift-issue.mts MARKDOWN JSON, where the files hold the report of `pin-reset drift`, in both forms
// Its output `event` says what is new since the run before, for notify.mts; it is empty where nothing is.
import { appendFile, readFile } from "node:fs/promises";
import { type Entry, findOurs, firstLines, main, runUrl, variable, visible, write } from "./github.mts";
import { type DriftEvent, readReport } from "./webhooks.mts";

/** GitHub takes 65,536 characters. */
const mostCharacters = 60_000;

const driftMarker = (stack: string) => `<!-- pin-reset drift of ${stack} -->`;
const failureMarker = (stack: string) => `<!-- pin-reset drift check of ${stack} -->`;

await main(async () => {
  const stack = variable("PULUMI_STACK");
  const drifted = variable("DRIFTED");
  const open = (marker: string) => findOurs("/issues?state=open&per_page=100", marker);
  const failure = await open(failureMarker(stack));
  if (drifted === "failed") {
    return failure
      ? await report("", `The check still fails: ${failure.html_url}`)
      : await openFailure(stack);
  }
  const recovered = failure && (await close(failure, "The check works again"));
  const drift = await open(driftMarker(stack));
  if (drifted === "false") {
    const closed = drift && (await close(drift, "The tenant is as declared again"));
    return await report(
      closed ? "healed" : recovered ? "recovered" : "",
      closed ?? recovered ?? "Nothing drifted.",
    );
  }
  return drift ? await update(stack, drift) : await openDrift(stack);
});

async function openDrift(stack: string): Promise<string> {
  const issue = await create(`The tenant of ${stack} is not as declared`, await driftBody(stack));
  return await report("drift", `Opened ${issue.html_url}`);
}

/** An edit of the body notifies nobody, a comment does: there is one when what differs is not what it was. */
async function update(stack: string, { number, body: before }: Entry): Promise<string> {
  const body = await driftBody(stack);
  const issue = await write("PATCH", `/issues/${number}`, { body });
  if (before?.split(/\r?\n/, 2)[1] === body.split("\n", 2)[1]) {
    return await report("", `Nothing changed since the run before: ${issue.html_url}`);
  }
  const said = [`What differs has changed, as [this run](${runUrl()}) saw.`, "", ...(await findings())];
  await write("POST", `/issues/${number}/comments`, { body: said.join("\n") });
  return await report("changed", `Commented on ${issue.html_url}`);
}

async function openFailure(stack: string): Promise<string> {
  const body = [
    failureMarker(stack),
    `The check of the stack \`${stack}\` failed, first in [this run](${runUrl()}): whether the tenant drifted is not known.`,
    "",
    "The run's log says why. This issue is closed once a check succeeds.",
  ];
  const issue = await create(`The drift check of ${stack} fails`, body.join("\n"));
  return await report("failed", `Opened ${issue.html_url}`);
}

async function create(title: string, body: string): Promise<Entry> {
  const assignees = names(process.env.DRIFT_ASSIGNEES);
  const labels = names(process.env.DRIFT_LABELS || "drift");
  return await write("POST", "/issues", { title, body, labels, ...(assignees.length > 0 && { assignees }) });
}

async function close({ number }: Entry, what: string): Promise<string> {
  await write("POST", `/issues/${number}/comments`, { body: `${what}, as [this run](${runUrl()}) saw.` });
  const issue = await write("PATCH", `/issues/${number}`, { state: "closed", state_reason: "completed" });
  return `Closed ${issue.html_url}`;
}

async function driftBody(stack: string): Promise<string> {
  return [
    driftMarker(stack),
    `<!-- ${(await readReport(process.argv[3] ?? "")).digest} -->`,
    `The tenant is not as the stack \`${stack}\` declares it, last seen by [this run](${runUrl()}).`,
    "",
    "To bring it back, run the workflow `pin-reset up` by hand. To keep it, change the stack's settings accordingly.",
    "This issue is kept up to date, and closed once nothing differs.",
    "",
    ...(await findings()),
  ].join("\n");
}

async function findings(): Promise<string[]> {
  const text = visible(await readFile(process.argv[2] ?? "", "utf8"));
  const cut = text.length > mostCharacters ? ["", "The rest is in the run's summary."] : [];
  return [firstLines(text, mostCharacters), ...cut];
}

async function report(event: DriftEvent | "", text: string): Promise<string> {
  await appendFile(variable("GITHUB_OUTPUT"), `event=${event}\n`);
  return text;
}

function names(list = ""): string[] {
  return list
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}
