import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type AzureDevOpsApi, startAzureDevOpsApi } from "./support/azure-devops-api.ts";
import { type GitHubApi, startGitHubApi } from "./support/github-api.ts";
import { bot } from "./support/github-issues.ts";
import { type Ran, runScript } from "./support/shell.ts";

const marker = "<!-- pin-reset preview of prod -->";
const head = "0123456789abcdef0123456789abcdef01234567";
let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "comment-"));
  file = path.join(folder, "preview.txt");
});

afterEach(() => rm(folder, { recursive: true }));

describe("the comment of a pull request on GitHub", () => {
  let api: GitHubApi;

  beforeEach(async () => {
    api = await startGitHubApi();
    api.issues.add({ pull_request: {}, user: { login: "mallory" } });
  });

  afterEach(() => api.close());

  async function comment(summary: string, env: Record<string, string> = {}): Promise<Ran> {
    await writeFile(file, summary);
    const given = { PULUMI_STACK: "prod", PULL_REQUEST: "1", HEAD_SHA: head };
    return await runScript("github/comment.mts", [file], { ...api.env, ...given, ...env });
  }

  const comments = () => api.issues.all[0]?.comments ?? [];

  it("is written by the first run and updated in place by the next", async () => {
    expect(await comment("+ profile to create")).toMatchObject({ code: 0 });
    expect(comments().map(({ body }) => body)).toEqual([
      expect.stringMatching(/^<!--.*-->\n\+ profile to create\n[\s\S]*0123456789abcdef/),
    ]);
    expect(await comment("11 unchanged")).toMatchObject({ code: 0 });
    expect(comments().map(({ body }) => body)).toEqual([
      expect.stringMatching(/11 unchanged\n[\s\S]*actions\/runs\/42/),
    ]);
    expect(api.refused).toEqual([]);
  });

  it("is found behind a hundred others, and not taken for somebody else's that looks like it", async () => {
    const [pullRequest] = api.issues.all;
    expect(pullRequest).toBeDefined();
    if (pullRequest === undefined) {
      return;
    }
    api.issues.comment(pullRequest, "mallory", `${marker}\nmine`);
    for (let each = 0; each < 150; each += 1) {
      api.issues.comment(pullRequest, bot, `${each}\n${marker}`);
    }
    await comment("first");
    expect(comments()).toHaveLength(152);
    await comment("second");
    expect(comments()).toHaveLength(152);
    expect(comments().at(-1)?.body).toContain("second");
    expect(comments()[0]?.body).toBe(`${marker}\nmine`);
  });

  it("of another stack is another one", async () => {
    await comment("one");
    await comment("two", { PULUMI_STACK: "dev" });
    expect(comments()).toHaveLength(2);
  });

  it("is updated though GitHub fails in passing at reading and at updating", async () => {
    await comment("one");
    api.failNext("GET", 502);
    api.failNext("PATCH", 503);
    expect(await comment("two")).toMatchObject({ code: 0 });
    expect(comments().map(({ body }) => body)).toEqual([expect.stringContaining("two")]);
  });

  it("is not written again where GitHub fails at writing it, for it may be there", async () => {
    api.failNext("POST", 502);
    expect(await comment("one")).toMatchObject({
      code: 1,
      stdout: expect.stringContaining("answered 502 to POST"),
    });
    expect(api.calls.filter((call) => call.startsWith("POST"))).toHaveLength(1);
  });

  it("fails with one line of the log, in which the runner finds no command", async () => {
    const ran = await comment("x", { PULL_REQUEST: "1\n::add-mask::a" });
    expect(ran.code).toBe(1);
    expect(ran.stdout.trimEnd().split("\n")).toHaveLength(1);
  });

  it("fails with what GitHub said, and without the token, where the job may not", async () => {
    const ran = await comment("one", { GITHUB_TOKEN: "ghs_wrong" });
    expect(ran.code).toBe(1);
    expect(ran.stdout).toMatch(/^::error::GitHub answered 401 to GET \/repos\/contoso\/pin-reset\/issues\/1/);
    expect(ran.stdout + ran.stderr).not.toContain("ghs_wrong");
    const missing = await comment("one", { PULL_REQUEST: "99" });
    expect(missing.stdout).toContain("`permissions:`");
  });
});

describe("the comment of a pull request in Azure Repos", () => {
  let api: AzureDevOpsApi;

  beforeEach(async () => {
    api = await startAzureDevOpsApi("access-token");
    api.add("Please have a look.");
  });

  afterEach(() => api.close());

  async function comment(summary: string, env: Record<string, string> = {}): Promise<Ran> {
    await writeFile(file, summary);
    const given = { PULUMI_STACK: "prod" };
    return await runScript("azure/comment.mts", [file], { ...api.env, ...given, ...env });
  }

  const contents = () => api.threads.map(({ comments }) => comments[0]?.content);

  it("is a closed thread of the first run, updated in place by the next", async () => {
    expect(await comment("+ profile to create")).toMatchObject({ code: 0 });
    expect(await comment("11 unchanged")).toMatchObject({ code: 0 });
    expect(contents()).toEqual([
      "Please have a look.",
      expect.stringMatching(/11 unchanged\n[\s\S]*_build\/results\?buildId=42/),
    ]);
    expect(api.threads[1]?.status).toBe("closed");
    expect(api.refused).toEqual([]);
  });

  it("that somebody deleted is written again", async () => {
    await comment("one");
    Object.assign(api.threads[1] ?? {}, { isDeleted: true });
    await comment("two");
    expect(contents()[2]).toContain("two");
  });

  it("is neither kept away nor taken over by a person's comment that begins as it does", async () => {
    api.add(`${marker}\nNo changes`);
    await comment("one");
    expect(await comment("two")).toMatchObject({ code: 0 });
    expect(contents().slice(1)).toEqual([`${marker}\nNo changes`, expect.stringContaining("two")]);
  });

  it("fails, and says what to allow, where Azure DevOps answers with the page to sign in at", async () => {
    const ran = await comment("one", { SYSTEM_ACCESSTOKEN: "wrong-token" });
    expect(ran.code).toBe(1);
    expect(ran.stdout).toMatch(/^##vso\[task.logissue type=error\]Azure DevOps answered 203 .*contribute/);
    expect(ran.stdout + ran.stderr).not.toContain("wrong-token");
  });
});
