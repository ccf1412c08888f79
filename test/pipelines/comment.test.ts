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

  async function comment(preview: string, code = "7", env: Record<string, string> = {}): Promise<Ran> {
    await writeFile(file, preview);
    const given = { PULUMI_STACK: "prod", PULL_REQUEST: "1", HEAD_SHA: head, EXIT_CODE: code };
    return await runScript("github/comment.ts", [file], { ...api.env, ...given, ...env });
  }

  const comments = () => api.issues.all[0]?.comments ?? [];

  it("is written by the first run and updated in place by the next", async () => {
    expect(await comment("+ profile to create")).toMatchObject({ code: 0 });
    expect(comments().map(({ body }) => body)).toEqual([
      expect.stringMatching(/This would change the tenant[\s\S]*0123456789abcdef[\s\S]*\+ profile to create/),
    ]);
    expect(await comment("11 unchanged", "0")).toMatchObject({ code: 0 });
    expect(comments().map(({ body }) => body)).toEqual([
      expect.stringMatching(/No changes[\s\S]*actions\/runs\/42[\s\S]*11 unchanged/),
    ]);
    expect(api.refused).toEqual([]);
  });

  it("says that the preview failed, whatever the code", async () => {
    for (const code of ["1", "255"]) {
      await comment("error: no", code);
      expect(comments().at(-1)?.body).toContain("The preview failed");
    }
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

  it("says first that the vault or an identity would be deleted for good", async () => {
    await comment(losing);
    const [, , ...lines] = comments()[0]?.body.split("\n") ?? [];
    expect(lines.slice(0, 2)).toEqual(["", lost]);
  });

  it("brings no mention, link, HTML or unseen character of the tenant out of its block, and no command into the log", async () => {
    await comment("`````\n</details>\n@everyone [a](https://x) <img src=x>\u202e\u001b[2J\u0085\r::error::x");
    const [body = ""] = comments().map(({ body }) => body);
    expect(body.indexOf("\n``````\n", body.indexOf("``````text") + 1)).toBeGreaterThan(body.indexOf("<img"));
    expect(body).not.toMatch(/(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    const ran = await comment("x", "7", { PULL_REQUEST: "1\n::add-mask::a" });
    expect(ran.code).toBe(1);
    expect(ran.stdout.trimEnd().split("\n")).toHaveLength(1);
  });

  it("of another stack is another one", async () => {
    await comment("one");
    await comment("two", "7", { PULUMI_STACK: "dev" });
    expect(comments()).toHaveLength(2);
  });

  it("shows a preview as it is, whatever fences stand in it", async () => {
    await comment("```\n````js\n</details> **bold**\n````");
    expect(comments()[0]?.body).toContain("\n`````text\n```\n````js\n</details> **bold**\n````\n`````\n");
  });

  it("of a preview that is longer than GitHub takes is cut, and says so", async () => {
    await comment("long line\n".repeat(20_000));
    expect(comments()[0]?.body.length).toBeLessThan(65_536);
    expect(comments()[0]?.body).toContain("The rest is in the run's log.");
    expect(api.refused).toEqual([]);
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

  it("fails with what GitHub said, and without the token, where the job may not", async () => {
    const ran = await comment("one", "7", { GITHUB_TOKEN: "ghs_wrong" });
    expect(ran.code).toBe(1);
    expect(ran.stdout).toMatch(/^::error::GitHub answered 401 to GET \/repos\/contoso\/pin-reset\/issues\/1/);
    expect(ran.stdout + ran.stderr).not.toContain("ghs_wrong");
    const missing = await comment("one", "7", { PULL_REQUEST: "99" });
    expect(missing.stdout).toContain("`permissions:`");
  });

  it("fails with the name of what is missing", async () => {
    expect((await comment("one", "")).stdout).toBe(
      "::error::The environment variable EXIT_CODE is missing.\n",
    );
  });
});

const losing = [
  "Previewing update (prod):",
  "    - azure-native:keyvault:Vault: (delete) 🔒",
  "        [id=/subscriptions/1/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv]",
  "        [urn=urn:pulumi:prod::pin-reset::pin-reset:index:PasscodeVault$azure-native:keyvault:Vault::pin-reset-passcodes]",
  "    +-azure-native:managedidentity:UserAssignedIdentity: (replace)",
  "    +- azure-native:managedidentity:UserAssignedIdentity: (replace)",
  "        [urn=urn:pulumi:prod::pin-reset::a$azure-native:managedidentity:UserAssignedIdentity::pin-reset-drift]",
  "    - intune:index:WindowsCustomConfiguration: (delete)",
  "        [urn=urn:pulumi:prod::pin-reset::intune:index:WindowsCustomConfiguration::pin-reset-profile]",
].join("\n");
const lost =
  "**This would delete for good: the vault and every passcode in it (`pin-reset-passcodes`), " +
  "the identity that pipelines sign in as (`pin-reset-drift`).**";

describe("the comment of a pull request in Azure Repos", () => {
  let api: AzureDevOpsApi;

  beforeEach(async () => {
    api = await startAzureDevOpsApi("access-token");
    api.add("Please have a look.");
  });

  afterEach(() => api.close());

  async function comment(preview: string, code = "7", env: Record<string, string> = {}): Promise<Ran> {
    await writeFile(file, preview);
    const given = { PULUMI_STACK: "prod", EXIT_CODE: code };
    return await runScript("azure/comment.ts", [file], { ...api.env, ...given, ...env });
  }

  const contents = () => api.threads.map(({ comments }) => comments[0]?.content);

  it("is a closed thread of the first run, updated in place by the next", async () => {
    expect(await comment("+ profile to create")).toMatchObject({ code: 0 });
    expect(await comment("11 unchanged", "0")).toMatchObject({ code: 0 });
    expect(contents()).toEqual([
      "Please have a look.",
      expect.stringMatching(/No changes[\s\S]*_build\/results\?buildId=42[\s\S]*11 unchanged/),
    ]);
    expect(api.threads[1]?.status).toBe("closed");
    expect(api.refused).toEqual([]);
  });

  it("says first that the vault or an identity would be deleted for good", async () => {
    await comment(losing);
    expect(contents()[1]?.split("\n").slice(2, 4)).toEqual(["", lost]);
  });

  it("that somebody deleted is written again", async () => {
    await comment("one");
    Object.assign(api.threads[1] ?? {}, { isDeleted: true });
    await comment("two");
    expect(contents()[2]).toContain("two");
  });

  it("shows a preview as it is, and cuts one that is too long", async () => {
    await comment("```\n".repeat(100_000));
    expect(contents()[1]).toContain("\n````text\n```\n");
    expect(contents()[1]).toContain("The rest is in the run's log.");
    expect(contents()[1]?.length).toBeLessThan(150_000);
  });

  it("fails, and says what to allow, where Azure DevOps answers with the page to sign in at", async () => {
    const ran = await comment("one", "7", { SYSTEM_ACCESSTOKEN: "wrong-token" });
    expect(ran.code).toBe(1);
    expect(ran.stdout).toMatch(/^##vso\[task.logissue type=error\]Azure DevOps answered 203 .*contribute/);
    expect(ran.stdout + ran.stderr).not.toContain("wrong-token");
  });
});
