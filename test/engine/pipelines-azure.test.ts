import { chmod, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { seeded } from "../../tenant/seed/ids.ts";
import { type AzureDevOpsApi, startAzureDevOpsApi } from "../pipelines/support/azure-devops-api.ts";
import { type JobRun, readJob, runJob } from "../pipelines/support/azure-runner.ts";
import {
  directory,
  hostile,
  node,
  notShown,
  type Pipelines,
  profile,
  startPipelines,
} from "./pipelines-stack.ts";
import { configure } from "./support.ts";

let pipelines: Pipelines;
let api: AzureDevOpsApi;

beforeAll(async () => {
  pipelines = await startPipelines();
  const { stack, tenant } = pipelines;
  api = await startAzureDevOpsApi(tenant.credentials.pipelines().SYSTEM_ACCESSTOKEN ?? "");
  const deployed = await stack.run(["up", "--yes", "--skip-preview"], tenant.env);
  expect(deployed, deployed.stdout + deployed.stderr).toMatchObject({ code: 0 });
});

afterAll(async () => {
  await api.close();
  await pipelines[Symbol.asyncDispose]();
});

beforeEach(() => {
  pipelines.tenant.requests.clear();
  pipelines.tenant.faults.clear();
});

afterEach(() => expect(api.refused).toEqual([]));

/** Stands for the Azure CLI that the task has signed in. */
async function azureCli(): Promise<string> {
  const folder = path.join(pipelines.stack.root, "azure-cli");
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

async function run(file: string, stage?: string): Promise<JobRun> {
  const { stack, tenant, machine } = pipelines;
  const { ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID: id = "", SYSTEM_OIDCREQUESTURI = "" } =
    tenant.credentials.pipelines();
  const { SYSTEM_ACCESSTOKEN: accessToken = "", ...shown } = api.env;
  const { PATH, ...rest } = machine;
  const connection = { clientId: seeded.clientId, tenantId: seeded.tenantId, id };
  return runJob(await readJob(path.join(stack.root, "pipelines", file), stage), {
    cwd: stack.root,
    directory,
    env: {
      ...rest,
      ...shown,
      SYSTEM_OIDCREQUESTURI,
      PATH: [await azureCli(), PATH].join(path.delimiter),
      PULUMI_STACK: "dev",
    },
    accessToken,
    secrets: { PULUMI_CONFIG_PASSPHRASE: stack.env.PULUMI_CONFIG_PASSPHRASE ?? "" },
    artifacts: path.join(stack.root, "artifacts"),
    compileCache: path.join(stack.root, "compiled"),
    connections: { "pin-reset-drift": connection, "pin-reset-deploy": connection },
  });
}

const comments = () => api.threads.map(({ comments }) => comments[0]?.content);

/** Nothing that the tenant says is a command of the agent, or is not seen. */
function expectPlain({ log, summary, refused }: JobRun): void {
  expect(refused).toEqual([]);
  expect(`${log}${summary}`).not.toMatch(notShown);
}

it("drift: the run fails, its page says what differs, and it carries a tag", async () => {
  await pipelines.tamper();
  await pipelines.portal.change(profile, { description: hostile });
  const found = await run("drift.yml");
  expect(found, found.log).toMatchObject({
    result: "failure",
    variables: { code: "7" },
    tags: ["drift", expect.stringMatching(/^pin-reset-drift-\w{16}$/)],
  });
  expect(found.summary).toMatch(/EnablePinRecovery.*true.*false/);
  expect(found.errors).toEqual([expect.stringContaining("not as declared")]);
  expect(pipelines.signIns("/oidctoken")).toContain(200);
  expectPlain(found);
});

it("drift: a check that failed is not called drift", async () => {
  pipelines.breakReads();
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
  expect(comments()[0]).not.toMatch(notShown);
});

it("up: the approver sees the preview, and the tenant is brought to it", async () => {
  const { stack, settings, portal } = pipelines;
  const preview = await run("up.yml", "preview");
  expect(preview).toMatchObject({
    result: "success",
    variables: { "preview.code": "7" },
    tags: [],
    errors: [],
  });
  expect(preview.summary).toContain("**1 changed in the tenant**");
  expect(preview.summary).toContain("@everyone");
  expectPlain(preview);
  // What is merged in between was not approved.
  await configure(stack, { ...settings, "pin-reset:profile": { displayName: "Not approved" } });
  const stale = await run("up.yml", "up");
  await configure(stack, settings);
  expect(stale).toMatchObject({ result: "failure", summary: "" });
  expect(stale.errors).toEqual([expect.stringContaining("The approved plan is out of date")]);
  expect(portal.named("Not approved")).toEqual([]);
  expectPlain(stale);
  const up = await run("up.yml", "up");
  expect(up, up.log).toMatchObject({ result: "success" });
  expect(up.summary).toMatch(/^### pin-reset doctor\n\n {4}/);
  expect(portal.profile(profile).omaSettings).toMatchObject([{ omaUri: node, value: true }]);
  expectPlain(up);
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
