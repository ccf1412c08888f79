import { chmod, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { startStack } from "../../pulumi-cli/stack.ts";
import { seeded } from "../../tenant/seed/ids.ts";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import { portalOf } from "../intune/support/portal.ts";
import { type AzureDevOpsApi, startAzureDevOpsApi } from "../pipelines/support/azure-devops-api.ts";
import { readJob, runJob } from "../pipelines/support/azure-runner.ts";
import { checkOut } from "../pipelines/support/checkout.ts";
import { type GitHubApi, startGitHubApi } from "../pipelines/support/github-api.ts";
import { type JobRun, runWorkflow } from "../pipelines/support/github-runner.ts";
import { startWebhooks, type Webhooks } from "../pipelines/support/webhooks.ts";
import { repository, type Stack } from "./stack.ts";
import { configure, succeed } from "./support.ts";

const profile = "Windows Hello - PIN recovery";
const node = `./Device/Vendor/MSFT/PassportForWork/${seeded.tenantId}/Policies/EnablePinRecovery`;

const secret = "not for an artifact";
let settings: Record<string, unknown> = { "pin-reset:assignments": { groups: ["Windows devices"] } };

let tenant: Tenant;
let stack: Stack;

beforeAll(async () => {
  tenant = await startTenant();
  stack = await startStack({ fill: checkOut, env: publicEnv() });
  await configure(stack, settings);
  await succeed(stack, "config", "set", "--secret", "other:password", secret);
  settings = parse(await readFile(path.join(stack.directory, "Pulumi.dev.yaml"), "utf8")).config;
  // A repository with more than this project, in a folder of its own.
  await symlink(path.join(stack.directory, ".github"), path.join(stack.root, ".github"));
});

afterAll(async () => {
  await stack.close();
  await tenant.close();
});

beforeEach(() => {
  tenant.requests.clear();
  tenant.faults.clear();
});

/** How the tenant is reached; whom it lets in is the pipeline's to say. */
function publicEnv(): Record<string, string> {
  const { ARM_CLIENT_SECRET: _, ARM_CLIENT_ID: __, ARM_TENANT_ID: ___, ...env } = tenant.env;
  return env;
}

/** The environment of a machine that pipelines run on. */
function machine(): Record<string, string> {
  const env = Object.entries(stack.env).flatMap(([name, value]) => (value ? [[name, value]] : []));
  const { PATH = "", ...rest } = Object.fromEntries(env);
  return { ...rest, PATH: [path.join(repository, "node_modules", ".bin"), PATH].join(path.delimiter) };
}

const tamper = () => portalOf(tenant).setValues(profile, { [node]: false });
const breakReads = () =>
  tenant.faults.add({
    match: { path: "deviceConfigurations" },
    count: "always",
    effect: { kind: "status", status: 403 },
  });
const signIns = (path: string) => tenant.requests.list({ path }).map(({ status }) => status);

/** A text of the tenant that is full of commands of both runners, and of what a reader does not see. */
const hostile = [
  "a ##vso[task.setvariable variable=code]0",
  "##vso[task.complete result=Succeeded]",
  "##\ufe0fvso[build.addbuildtag]owned",
  "  ::error::owned",
  "a ##[error]owned",
  "\u0085::add-mask::e\r::notice::owned",
  "\u001b]52;c;aGk=\u0007\u202e@everyone\u2028",
].join("\n");
const notShown = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

describe("the GitHub workflows, a folder copied", () => {
  let github: GitHubApi;
  let webhooks: Webhooks;
  /** The run that found more drift where an issue was open already. */
  let again: JobRun | undefined;

  beforeAll(async () => {
    github = await startGitHubApi();
    webhooks = await startWebhooks();
    github.issues.add({ pull_request: {}, title: "Turn it on", user: { login: "alice" } });
  });

  afterAll(async () => {
    await github.close();
    await webhooks.close();
  });

  afterEach(() => expect(github.refused).toEqual([]));

  function run(file: string, fork = false): Promise<Record<string, JobRun>> {
    const vars = {
      ARM_CLIENT_ID: seeded.clientId,
      ARM_TENANT_ID: seeded.tenantId,
      ARM_SUBSCRIPTION_ID: "6a1f5c0e-0000-4000-8000-000000000000",
      PULUMI_BACKEND_URL: stack.env.PULUMI_BACKEND_URL ?? "",
      PULUMI_STACK: "dev",
      PIN_RESET_DIRECTORY: "project",
    };
    const { GITHUB_TOKEN: token, ...shown } = github.env;
    const head = {
      repo: { full_name: fork ? "mallory/pin-reset" : shown.GITHUB_REPOSITORY },
      sha: "0123abcd",
    };
    const event = { pull_request: { number: 1, title: "$(exit 1)", head } };
    return runWorkflow(path.join(stack.root, ".github", "workflows", file), {
      cwd: stack.root,
      artifacts: path.join(stack.root, "artifacts", "github"),
      env: { ...machine(), ...shown, ...tenant.credentials.github() },
      contexts: {
        github: { token, event, repository: shown.GITHUB_REPOSITORY },
        secrets: { PULUMI_CONFIG_PASSPHRASE: stack.env.PULUMI_CONFIG_PASSPHRASE, ...webhooks.env },
      },
      vars: { "pin-reset-drift": vars, "pin-reset-production": vars },
    });
  }

  const issues = () => github.issues.all.filter(({ pull_request }) => pull_request === undefined);
  const comments = () => github.issues.all.at(-1)?.comments.map(({ body }) => body) ?? [];

  it("preview: a pull request from a fork runs nothing", async () => {
    expect(await run("preview.yml", true)).toMatchObject({ preview: { result: "skipped" } });
    expect(tenant.requests.list()).toEqual([]);
  });

  it("preview: a comment says what would change, and nothing is changed", async () => {
    const { preview } = await run("preview.yml");
    expect(preview, preview?.log).toMatchObject({ result: "success" });
    expect(comments()).toEqual([
      expect.stringMatching(/^<!--.*-->\n###.*This would change the tenant\n\n- Changes: \*\*11 to create/),
    ]);
    expect(portalOf(tenant).named(profile)).toEqual([]);
    expect(signIns("/_actions/idtoken")).toContain(200);
  });

  it("up: the tenant is brought to what the preview, on the run's page, showed", async () => {
    const { preview, up } = await run("up.yml");
    expect(preview?.summary).toContain("**11 to create**");
    expect(up, up?.log).toMatchObject({ result: "success", ran: ["Sign in to the state", "Up", "Doctor"] });
    expect(up?.summary).toMatch(/^### pin-reset doctor\n\n {4}/);
    expect(portalOf(tenant).profile(profile).omaSettings).toMatchObject([{ omaUri: node, value: true }]);
  });

  it("up: the plan that is kept as an artifact has no secret in the clear", async () => {
    const plan = await readFile(
      path.join(stack.root, "artifacts", "github", "pin-reset-plan", "plan.json"),
      "utf8",
    );
    expect(plan).toContain("other:password");
    expect(plan).toContain("resourcePlans");
    expect(plan).not.toContain(secret);
  });

  it("preview: the same comment says that nothing would change any more", async () => {
    expect(await run("preview.yml")).toMatchObject({ preview: { result: "success" } });
    expect(comments()).toEqual([expect.stringContaining("No changes")]);
  });

  it("preview: what the policy pack refuses fails the run, and the comment says which rule", async () => {
    await configure(stack, { "pin-reset:assignments": { allDevices: true } });
    const { preview } = await run("preview.yml");
    await configure(stack, settings);
    expect(preview, preview?.log).toMatchObject({ result: "failure" });
    expect(comments()).toEqual([
      expect.stringMatching(/The preview failed[\s\S]*all-devices-and-users-only-where-allowed/),
    ]);
  });

  it("drift: an issue is opened that names path and values, and the next run updates it", async () => {
    await tamper();
    const { drift } = await run("drift.yml");
    expect(drift, drift?.log).toMatchObject({ result: "success" });
    expect(issues()).toMatchObject([{ state: "open", title: "The tenant of dev has drifted" }]);
    const [before] = issues().map(({ body }) => body);
    expect(before).toMatch(/EnablePinRecovery.*true.*false/);
    expect(drift?.summary).toMatch(/EnablePinRecovery.*true.*false/);

    await portalOf(tenant).change(profile, { description: hostile });
    again = (await run("drift.yml")).drift;
    expect(issues()).toHaveLength(1);
    expect(issues()[0]?.body).toMatch(/EnablePinRecovery.*true.*false/);
  });

  it("nothing that the tenant says is a command of the runner, or is not seen", async () => {
    const { preview } = await run("preview.yml");
    expect([preview?.commands, again?.commands]).toEqual([[], []]);
    expect(preview?.result).toBe("success");
    expect(comments()[0]).toContain("@everyone");
    expect(comments()[0]).not.toMatch(notShown);
    expect(issues()[0]?.body).toContain('`"a ##vso');
    expect(issues()[0]?.body).not.toMatch(notShown);
    expect([preview, again].map((run) => `${run?.log}${run?.summary}`).join()).not.toMatch(notShown);
    await portalOf(tenant).change(profile, { description: "by hand" });
  });

  it("drift: a check that failed leaves the issue as it is, and the run fails", async () => {
    const before = structuredClone(issues());
    breakReads();
    const { drift } = await run("drift.yml");
    expect(drift).toMatchObject({
      result: "failure",
      ran: ["Sign in to the state", "Drift", "Issue", "Notify"],
    });
    const [failure, ...others] = issues();
    expect(failure).toMatchObject({ title: "The drift check of dev fails", state: "open" });
    expect(others).toEqual(before);
  });

  it("drift: once `up` has healed it the issue is closed", async () => {
    expect(await run("up.yml")).toMatchObject({ up: { result: "success" } });
    expect(await run("drift.yml")).toMatchObject({ drift: { result: "success" } });
    expect(issues()).toMatchObject([{ state: "closed" }, { state: "closed", state_reason: "completed" }]);
    const events = webhooks.posted.flatMap(({ name, body }) => (name === "WEBHOOK_URL" ? [body.event] : []));
    expect(events).toEqual(["drift", "changed", "failed", "healed"]);
  });
});

describe("the Azure pipelines, a folder copied", () => {
  let api: AzureDevOpsApi;
  /** The run that found the drift first. */
  let found: Awaited<ReturnType<typeof run>> | undefined;
  let declared: string | null;

  beforeAll(async () => {
    api = await startAzureDevOpsApi(tenant.credentials.pipelines().SYSTEM_ACCESSTOKEN ?? "");
  });

  afterAll(() => api.close());

  afterEach(() => expect(api.refused).toEqual([]));

  /** Stands for the Azure CLI that the task has signed in. */
  async function azureCli(): Promise<string> {
    const folder = path.join(stack.root, "azure-cli");
    const command = path.join(folder, "az");
    const expected = "account show --query id --output tsv";
    await mkdir(folder, { recursive: true });
    await writeFile(
      command,
      `#!/bin/sh\n[ "$*" = "${expected}" ] && echo 6a1f5c0e-0000-4000-8000-000000000000\n`,
    );
    await chmod(command, 0o755);
    return folder;
  }

  async function run(file: string, stage?: string) {
    const { ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID: id = "", SYSTEM_OIDCREQUESTURI = "" } =
      tenant.credentials.pipelines();
    const { SYSTEM_ACCESSTOKEN: accessToken = "", ...shown } = api.env;
    const { PATH, ...rest } = machine();
    const connection = { clientId: seeded.clientId, tenantId: seeded.tenantId, id };
    return runJob(await readJob(path.join(stack.directory, "pipelines", file), stage), {
      cwd: stack.directory,
      env: {
        ...rest,
        ...shown,
        SYSTEM_OIDCREQUESTURI,
        PATH: [await azureCli(), PATH].join(path.delimiter),
        PULUMI_STACK: "dev",
      },
      accessToken,
      secrets: { PULUMI_CONFIG_PASSPHRASE: stack.env.PULUMI_CONFIG_PASSPHRASE ?? "" },
      artifacts: path.join(stack.root, "artifacts", "azure"),
      connections: { "pin-reset-drift": connection, "pin-reset-deploy": connection },
    });
  }

  const comments = () => api.threads.map(({ comments }) => comments[0]?.content);

  it("drift: the run fails, its page says what differs, and it carries a tag", async () => {
    declared = portalOf(tenant).profile(profile).description;
    await tamper();
    await portalOf(tenant).change(profile, { description: hostile });
    found = await run("drift.yml");
    expect(found, found.log).toMatchObject({
      result: "failure",
      tags: ["drift", expect.stringMatching(/^pin-reset-drift-\w{16}$/)],
    });
    expect(found.summary).toMatch(/EnablePinRecovery.*true.*false/);
    expect(found.errors).toEqual([expect.stringContaining("not as declared")]);
    expect(signIns("/oidctoken")).toContain(200);
  });

  it("nothing that the tenant says is a command of the agent, or is not seen", async () => {
    const preview = await run("up.yml", "preview");
    expect(preview).toMatchObject({ variables: { "preview.code": "7" }, tags: [], errors: [], refused: [] });
    expect(found).toMatchObject({ variables: { code: "7" }, refused: [] });
    expect(`${preview.log}${preview.summary}${found?.log}${found?.summary}`).not.toMatch(notShown);
    expect(preview.summary).toContain("@everyone");
    await portalOf(tenant).change(profile, { description: declared });
  });

  it("drift: a check that failed is not called drift", async () => {
    breakReads();
    const ran = await run("drift.yml");
    expect(ran).toMatchObject({ result: "failure", tags: ["pin-reset-drift-failed"], summary: "" });
    expect(ran.errors).toEqual([expect.stringContaining("The check itself failed")]);
  });

  it("preview: a comment says what would change", async () => {
    const ran = await run("preview.yml");
    expect(ran, ran.log).toMatchObject({ result: "success" });
    expect(comments()).toEqual([
      expect.stringMatching(/This would change the tenant\n\n- Changes: none[\s\S]*1 changed in the tenant/),
    ]);
  });

  it("up: the approver sees the preview, and the tenant is brought to it", async () => {
    const preview = await run("up.yml", "preview");
    expect(preview).toMatchObject({ result: "success", variables: { "preview.code": "7" } });
    expect(preview.summary).toContain("**1 changed in the tenant**");
    // What is merged in between was not approved.
    await configure(stack, { ...settings, "pin-reset:profile": { displayName: "Not approved" } });
    const stale = await run("up.yml", "up");
    await configure(stack, settings);
    expect(stale).toMatchObject({ result: "failure", summary: "", refused: [] });
    expect(stale.errors).toEqual([expect.stringContaining("The approved plan is out of date")]);
    expect(portalOf(tenant).named("Not approved")).toEqual([]);
    const up = await run("up.yml", "up");
    expect(up, up.log).toMatchObject({ result: "success" });
    expect(up.summary).toMatch(/^### pin-reset doctor\n\n {4}/);
    expect(portalOf(tenant).profile(profile).omaSettings).toMatchObject([{ omaUri: node, value: true }]);
  });

  it("preview: the same comment says that nothing would change any more", async () => {
    expect(await run("preview.yml")).toMatchObject({ result: "success" });
    expect(comments()).toEqual([expect.stringContaining("No changes")]);
  });

  it("drift: once `up` has healed it the run is well again", async () => {
    expect(await run("drift.yml")).toMatchObject({
      result: "success",
      tags: ["pin-reset-drift-none"],
      errors: [],
    });
  });
});
