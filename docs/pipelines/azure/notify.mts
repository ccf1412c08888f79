// Posts to the team's webhooks what the drift check found to be new since the run before, and tags the run with what it
// found, for the next one.
//   node notify.mts FILE, where FILE holds what `pin-reset drift --output json` printed
import { ask, main, runUrl, variable } from "./agent.mts";
import { type DriftEvent, noReport, notify, readReport } from "./webhooks.mts";

/** The tag of a run: what it found, or that the check failed, or that nothing differs. */
const tag = "pin-reset-drift-";

await main(async () => {
  // A check that did not come to its end has no code: the variable stays as it is written in YAML then.
  const code = variable("EXIT_CODE");
  const report = code === "0" || code === "7" ? await readReport(process.argv[2] ?? "") : noReport;
  const state = code === "0" ? "none" : code === "7" ? report.digest.slice(0, 16) : "failed";
  const event = eventOf(await stateBefore(), state);
  const sent = event === undefined ? [] : await notify(event, variable("PULUMI_STACK"), report, runUrl());
  // Last: after a webhook that did not take it, the next run tries again.
  const said = sent.length === 0 ? "Nothing to post." : `Posted to ${sent.join(", ")}.`;
  return `##vso[build.addbuildtag]${tag}${state}\n${said}`;
});

function eventOf(before: string, now: string): DriftEvent | undefined {
  if (before === now) {
    return undefined;
  }
  if (now === "failed") {
    return "failed";
  }
  if (now === "none") {
    return before === "failed" ? "recovered" : "healed";
  }
  return before === "none" || before === "failed" ? "drift" : "changed";
}

/** Source: https://learn.microsoft.com/rest/api/azure/devops/build/builds/list */
async function stateBefore(): Promise<string> {
  const url = new URL(
    `${variable("SYSTEM_COLLECTIONURI")}${variable("SYSTEM_TEAMPROJECTID")}/_apis/build/builds`,
  );
  url.search = new URLSearchParams({
    definitions: variable("SYSTEM_DEFINITIONID"),
    branchName: variable("BUILD_SOURCEBRANCH"),
    statusFilter: "completed",
    queryOrder: "finishTimeDescending",
    $top: "30",
    "api-version": "7.1",
  }).toString();
  const answer = await ask("GET", url.href);
  if (!answer.ok || answer.status === 203) {
    throw new Error(`Azure DevOps answered ${answer.status} to the request for the runs before this one.`);
  }
  const { value } = (await answer.json()) as { value: readonly { tags?: readonly string[] }[] };
  const tags = value.flatMap((run) => run.tags ?? []).filter((each) => each.startsWith(tag));
  return tags[0]?.slice(tag.length) ?? "none";
}
