import { readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { seeded } from "../../tenant/seed/ids.ts";
import { type GitHubApi, startGitHubApi } from "../pipelines/support/github-api.ts";
import { type JobRun, runWorkflow } from "../pipelines/support/github-runner.ts";
import { startWebhooks, type Webhooks } from "../pipelines/support/webhooks.ts";
import {
  directory,
  hostile,
  node,
  notShown,
  type Pipelines,
  profile,
  secret,
  startPipelines,
} from "./pipelines-stack.ts";
import { configure } from "./support.ts";

let pipelines: Pipelines;
let github: GitHubApi;
let webhooks: Webhooks;
let declared: string | null;
/** The run that found the drift first. */
let found: JobRun | undefined;

beforeAll(async () => {
  pipelines = await startPipelines();
  github = await startGitHubApi();
  webhooks = await startWebhooks();
  github.issues.add({ pull_request: {}, title: "Turn it on", user: { login: "alice" } });
});

afterAll(async () => {
  await github.close();
  await webhooks.close();
  await pipelines[Symbol.asyncDispose]();
});

beforeEach(() => {
  pipelines.tenant.requests.clear();
  pipelines.tenant.faults.clear();
});

afterEach(() => expect(github.refused).toEqual([]));

function run(file: string, fork = false): Promise<Record<string, JobRun>> {
  const { stack, tenant, machine } = pipelines;
  const vars = {
    ARM_CLIENT_ID: seeded.clientId,
    ARM_TENANT_ID: seeded.tenantId,
    ARM_SUBSCRIPTION_ID: "6a1f5c0e-0000-4000-8000-000000000000",
    PULUMI_BACKEND_URL: stack.env.PULUMI_BACKEND_URL ?? "",
    PULUMI_STACK: "dev",
    PIN_RESET_DIRECTORY: directory,
  };
  const { GITHUB_TOKEN: token, ...shown } = github.env;
  const head = {
    repo: { full_name: fork ? "mallory/pin-reset" : shown.GITHUB_REPOSITORY },
    sha: "0123abcd",
  };
  const event = { pull_request: { number: 1, title: "$(exit 1)", head } };
  return runWorkflow(path.join(stack.root, ".github", "workflows", file), {
    cwd: stack.root,
    artifacts: path.join(stack.root, "artifacts"),
    compileCache: path.join(stack.root, "compiled"),
    env: { ...machine, ...shown, ...tenant.credentials.github() },
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
  expect(pipelines.tenant.requests.list()).toEqual([]);
});

it("up: the tenant is brought to what the preview, on the run's page, showed", async () => {
  const { preview, up } = await run("up.yml");
  expect(preview?.summary).toMatch(/^###.*This would change the tenant\n\n- Changes: \*\*11 to create/);
  expect(up, up?.log).toMatchObject({ result: "success", ran: ["Sign in to the state", "Up", "Doctor"] });
  expect(up?.summary).toMatch(/^### pin-reset doctor\n\n {4}/);
  expect(pipelines.portal.profile(profile).omaSettings).toMatchObject([{ omaUri: node, value: true }]);
  declared = pipelines.portal.profile(profile).description;
});

it("up: the plan that is kept as an artifact has no secret in the clear", async () => {
  const file = path.join(pipelines.stack.root, "artifacts", "pin-reset-plan", "plan.json");
  const plan = await readFile(file, "utf8");
  expect(plan).toContain("other:password");
  expect(plan).toContain("resourcePlans");
  expect(plan).not.toContain(secret);
});

it("preview: a comment says that nothing would change any more", async () => {
  expect(await run("preview.yml")).toMatchObject({ preview: { result: "success" } });
  expect(comments()).toEqual([expect.stringContaining("No changes")]);
});

it("preview: what the policy pack refuses fails the run, and the comment says which rule", async () => {
  const { stack, settings } = pipelines;
  await configure(stack, { "pin-reset:assignments": { allDevices: true } });
  const { preview } = await run("preview.yml");
  await configure(stack, settings);
  expect(preview, preview?.log).toMatchObject({ result: "failure" });
  expect(comments()).toEqual([
    expect.stringMatching(/The preview failed[\s\S]*all-devices-and-users-only-where-allowed/),
  ]);
});

it("drift: an issue is opened that names path and values", async () => {
  await pipelines.tamper();
  await pipelines.portal.change(profile, { description: hostile });
  found = (await run("drift.yml")).drift;
  expect(found, found?.log).toMatchObject({ result: "success" });
  expect(issues()).toMatchObject([{ state: "open", title: "The tenant of dev is not as declared" }]);
  for (const text of [issues()[0]?.body, found?.summary]) {
    expect(text).toMatch(/EnablePinRecovery.*true.*false/);
  }
});

it("preview: the same comment says what would change, and nothing is changed", async () => {
  const { preview } = await run("preview.yml");
  expect(preview, preview?.log).toMatchObject({ result: "success" });
  expect(comments()).toEqual([
    expect.stringMatching(
      /^<!--.*-->\n###.*This would change the tenant\n\n- Changes: none.*\n- Drift: \*\*1 changed in the tenant/,
    ),
  ]);
  expect(pipelines.portal.profile(profile)).toMatchObject({ description: hostile });
  expect(pipelines.signIns("/_actions/idtoken")).toContain(200);

  // Nothing that the tenant says is a command of the runner, or is not seen.
  expect([preview?.commands, found?.commands]).toEqual([[], []]);
  expect(comments()[0]).toContain("@everyone");
  expect(issues()[0]?.body).toContain('`"a ##vso');
  const texts = [preview, found].flatMap((each) => [each?.log, each?.summary]);
  for (const text of [...texts, comments()[0], issues()[0]?.body]) {
    expect(text).not.toMatch(notShown);
  }
});

it("drift: where it changes, the issue is updated and commented on", async () => {
  await pipelines.portal.change(profile, { description: "by hand" });
  expect(await run("drift.yml")).toMatchObject({ drift: { result: "success" } });
  expect(issues()).toHaveLength(1);
  expect(issues()[0]?.body).toMatch(/EnablePinRecovery.*true.*false/);
  expect(issues()[0]?.comments).toMatchObject([{ body: expect.stringContaining("by hand") }]);
});

it("drift: a check that failed leaves the issue as it is, and the run fails", async () => {
  const before = structuredClone(issues());
  pipelines.breakReads();
  const { drift } = await run("drift.yml");
  expect(drift).toMatchObject({
    result: "failure",
    ran: ["Sign in to the state", "Drift", "Issue", "Notify"],
  });
  const [failure, ...others] = issues();
  expect(failure).toMatchObject({ title: "The drift check of dev fails", state: "open" });
  expect(others).toEqual(before);
});

it("drift: once the tenant is as declared again the issues are closed", async () => {
  await pipelines.portal.setValues(profile, { [node]: true });
  await pipelines.portal.change(profile, { description: declared });
  expect(await run("drift.yml")).toMatchObject({ drift: { result: "success" } });
  expect(issues()).toMatchObject([{ state: "closed" }, { state: "closed", state_reason: "completed" }]);
  const events = webhooks.posted.flatMap(({ name, body }) => (name === "WEBHOOK_URL" ? [body.event] : []));
  expect(events).toEqual(["drift", "changed", "failed", "healed"]);
});
