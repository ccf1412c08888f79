import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type GitHubApi, startGitHubApi } from "./support/github-api.ts";
import { type Ran, runScript } from "./support/shell.ts";

const marker = "<!-- pin-reset drift of prod -->";
let api: GitHubApi;
let folder: string;
let file: string;
let output: string;

beforeEach(async () => {
  api = await startGitHubApi();
  folder = await mkdtemp(path.join(tmpdir(), "drift-"));
  file = path.join(folder, "drift.md");
  output = path.join(folder, "output");
});

afterEach(async () => {
  await api.close();
  await rm(folder, { recursive: true });
});

async function issue(drifted: string, report = "", env: Record<string, string> = {}): Promise<Ran> {
  const json = path.join(folder, "drift.json");
  await writeFile(file, report);
  await writeFile(
    json,
    JSON.stringify({ digest: report.slice(0, 40).replaceAll("\n", " "), resources: [], pending: [] }),
  );
  await writeFile(output, "");
  const given = { PULUMI_STACK: "prod", DRIFTED: drifted, GITHUB_OUTPUT: output, ...env };
  return await runScript("github/drift-issue.mts", [file, json], { ...api.env, ...given });
}

const issues = () => api.issues.all;
const event = async () => /^event=(.*)$/m.exec(await readFile(output, "utf8"))?.[1];

it("nothing drifted and no issue open: nothing is written", async () => {
  expect(await issue("false")).toMatchObject({ code: 0, stdout: "Nothing drifted.\n" });
  expect(api.calls.filter((call) => !call.startsWith("GET"))).toEqual([]);
  expect(await event()).toBe("");
});

it("drift opens one issue, which the next run updates, and which is closed with a word when it is over", async () => {
  await issue("true", "| path | true | false |");
  expect(issues()).toMatchObject([{ title: "The tenant of prod is not as declared", state: "open" }]);
  expect(issues()[0]?.body).toMatch(
    /^<!--.*-->\n[\s\S]*actions\/runs\/42[\s\S]*\| path \| true \| false \|$/,
  );

  await issue("true", "| path | true | other |");
  expect(issues()).toHaveLength(1);
  expect(issues()[0]?.body).toContain("| path | true | other |");

  await issue("false");
  expect(issues()).toMatchObject([{ state: "closed", state_reason: "completed" }]);
  expect(issues()[0]?.comments.map(({ body }) => body)).toEqual([
    expect.stringContaining("| path | true | other |"),
    expect.stringContaining("as declared again"),
  ]);
  expect(api.refused).toEqual([]);
});

it("drift that changes is a comment, which notifies people, and drift that stays is none", async () => {
  await issue("true", "first");
  expect(await event()).toBe("drift");
  await issue("true", "first");
  expect([issues()[0]?.comments, await event()]).toEqual([[], ""]);
  await issue("true", "second");
  expect(issues()[0]?.comments.map(({ body }) => body)).toEqual([expect.stringContaining("second")]);
  expect(await event()).toBe("changed");
  await issue("false");
  expect(await event()).toBe("healed");
});

it("the issue has a label, and the people that the team names", async () => {
  await issue("true", "first", { DRIFT_ASSIGNEES: "alice, bob" });
  expect(issues()).toMatchObject([{ labels: ["drift"], assignees: ["alice", "bob"] }]);
  await issue("false");
  await issue("true", "second", { DRIFT_LABELS: "needs a person,drift" });
  expect(issues()[0]).toMatchObject({ labels: ["needs a person", "drift"], assignees: [] });
});

it("a check that fails has an issue of its own, once, and says nothing about the tenant", async () => {
  await issue("true", "first");
  await issue("failed");
  expect(await event()).toBe("failed");
  await issue("failed");
  expect(await event()).toBe("");
  expect(issues().map(({ title, state }) => [title, state])).toEqual([
    ["The drift check of prod fails", "open"],
    ["The tenant of prod is not as declared", "open"],
  ]);
  await issue("true", "first");
  expect(issues().map(({ state }) => state)).toEqual(["closed", "open"]);
  await issue("false");
  await issue("failed");
  await issue("false");
  expect(await event()).toBe("recovered");
  expect(issues().map(({ state }) => state)).toEqual(["closed", "closed", "closed"]);
});

it("drift after an issue was closed opens another", async () => {
  await issue("true", "first");
  await issue("false");
  await issue("true", "second");
  expect(issues().map(({ state }) => state)).toEqual(["open", "closed"]);
});

it("neither a pull request nor an issue by somebody else is taken for ours, nor one of another stack", async () => {
  api.issues.add({ body: `${marker}\npull request`, pull_request: {} });
  api.issues.add({ body: `${marker}\nspoofed`, user: { login: "mallory" } });
  await issue("true", "dev's", { PULUMI_STACK: "dev" });
  await issue("false");
  expect(issues().map(({ state }) => state)).toEqual(["open", "open", "open"]);
  await issue("true", "ours");
  expect(issues()).toHaveLength(4);
});

it("an open issue is found behind a hundred younger ones", async () => {
  await issue("true", "first");
  for (let each = 0; each < 120; each += 1) {
    api.issues.add({ title: `${each}` });
  }
  await issue("true", "second");
  expect(issues()).toHaveLength(121);
  expect(issues().at(-1)?.body).toContain("second");
});

it("a report that is longer than GitHub takes is cut, and says so", async () => {
  await issue("true", "row\n".repeat(40_000));
  expect(issues()[0]?.body).toContain("The rest is in the run's summary.");
  expect(api.refused).toEqual([]);
});

it("without the step that found it out nothing is opened or closed", async () => {
  const ran = await issue("");
  expect(ran).toMatchObject({ code: 1, stdout: "::error::The environment variable DRIFTED is missing.\n" });
});

it("an issue that GitHub failed at opening is not opened again, for it may be there", async () => {
  api.failNext("POST", 502);
  expect(await issue("true", "first")).toMatchObject({
    code: 1,
    stdout: expect.stringContaining("502 to POST"),
  });
  expect(api.calls.filter((call) => call.startsWith("POST"))).toHaveLength(1);
});
