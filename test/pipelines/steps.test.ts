import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startAzureDevOpsApi } from "./support/azure-devops-api.ts";
import { readJob, runJob } from "./support/azure-runner.ts";
import { startGitHubApi } from "./support/github-api.ts";
import { readWorkflow, runWorkflow } from "./support/github-runner.ts";
import { type Ran, runBash } from "./support/shell.ts";
import { startWebhooks, type Webhooks } from "./support/webhooks.ts";

const pipelines = path.resolve(import.meta.dirname, "..", "..", "docs", "pipelines");
const { PATH: systemPath = "" } = process.env;
let top: string;
let searched: string;

/** A repository whose own program is not of ES modules, with both folders copied; commands in `bin` come before others. */
beforeEach(async () => {
  top = await mkdtemp(path.join(tmpdir(), "steps-"));
  const bin = path.join(top, "bin");
  await mkdir(bin);
  await writeFile(path.join(top, "package.json"), '{"type":"commonjs"}');
  await cp(path.join(pipelines, "github"), path.join(top, ".github", "workflows"), { recursive: true });
  await cp(path.join(pipelines, "azure"), path.join(top, "pipelines"), { recursive: true });
  searched = [bin, path.dirname(process.execPath), systemPath].join(path.delimiter);
});

afterEach(() => rm(top, { recursive: true }));

const put = (command: string, script: string) =>
  writeFile(path.join(top, "bin", command), `#!/bin/sh\n${script}\n`, { mode: 0o755 });

it.each([
  ...["comment", "drift-issue", "notify", "sign-in"].map((name) => `.github/workflows/${name}.mts`),
  ...["comment", "notify"].map((name) => `pipelines/${name}.mts`),
])("%s runs beside a package.json that makes other scripts CommonJS", async (script) => {
  const ran = await runBash(`node ${script}`, [], { cwd: top, env: { PATH: searched } });
  // Each fails in words of its own, since it is told nothing.
  expect(ran, ran.stderr).toMatchObject({ code: 1, stderr: "" });
  expect(ran.stdout).toMatch(/^(?:::error::|##vso\[task\.logissue type=error\])/);
});

describe.skipIf(process.platform === "win32")("the step that applies a plan", () => {
  const steps: Record<string, () => Promise<Ran>> = {
    async GitHub() {
      const { jobs } = await readWorkflow(path.join(top, ".github", "workflows", "up.yml"));
      const script = jobs.up?.steps.find(({ name }) => name === "Up")?.run ?? "";
      const env = { PATH: searched, RUNNER_TEMP: top, PULUMI_STACK: "prod" };
      return await runBash(script, ["-eo", "pipefail"], { cwd: top, env });
    },
    async Azure() {
      await writeFile(path.join(top, "pipelines", "sign-in.sh"), "");
      const { steps } = await readJob(path.join(top, "pipelines", "up.yml"), "up");
      const script = steps.flatMap((step) =>
        "task" in step && step.displayName === "Up" ? [step.inputs.inlineScript] : [],
      );
      const env = { PATH: searched, AGENT_TEMPDIRECTORY: top, PIPELINE_WORKSPACE: top };
      const given = { ...env, BUILD_SOURCESDIRECTORY: top, PULUMI_STACK: "prod" };
      return await runBash(script.join("\n"), [], { cwd: top, env: given });
    },
  };
  const cases = Object.keys(steps);
  const up = async (name: string, said: string, code: number): Promise<Ran> => {
    await put("npm", `echo '${said}'; exit ${code}`);
    const ran = await steps[name]?.();
    expect(ran).toMatchObject({ code });
    return ran ?? { code, stdout: "", stderr: "" };
  };

  // As Pulumi's engine says it: pkg/resource/deploy, step_generator.go, step_executor.go and deployment_executor.go.
  const refusals = [
    "error: resource urn:pulumi:prod::p::t::n violates plan: properties changed: =~description",
    "error: create is not allowed by the plan: this resource is constrained to same",
    "error: delete is not allowed by the plan: no steps were expected for this resource",
    "error: expected resource operations for urn:pulumi:prod::p::t::n but none were seen",
  ];
  it.each(cases.flatMap((name) => refusals.map((said) => [name, said] as const)))(
    "says on %s that the approved plan is out of date: %s",
    async (name, said) => {
      const { stdout } = await up(name, said, 255);
      expect(stdout).toMatch(
        /^(?:::error::|##vso\[task\.logissue type=error\])The approved plan is out of date/m,
      );
    },
  );

  it.each(cases)("does not say so on %s of a text of the tenant, nor of another failure", async (name) => {
    expect((await up(name, "~ description: violates plan", 0)).stdout).not.toContain("out of date");
    expect((await up(name, "error: Graph answered 403", 255)).stdout).not.toContain("out of date");
  });
});

describe.skipIf(process.platform === "win32")("a check that does not get as far as its own step", () => {
  let webhooks: Webhooks;

  beforeEach(async () => {
    webhooks = await startWebhooks();
  });

  afterEach(() => webhooks.close());

  const events = () =>
    webhooks.posted.flatMap(({ name, body }) => (name === "WEBHOOK_URL" ? [body.event] : []));

  it("is an issue and a message on GitHub", async () => {
    const github = await startGitHubApi();
    const { GITHUB_TOKEN: token, ...shown } = github.env;
    const { drift } = await runWorkflow(path.join(top, ".github", "workflows", "drift.yml"), {
      cwd: top,
      artifacts: top,
      compileCache: path.join(top, "compiled"),
      env: { PATH: searched, ...shown },
      contexts: { github: { token }, secrets: webhooks.env },
      // The job has no permission to have a token.
      vars: { "pin-reset-drift": { PULUMI_STACK: "prod", PULUMI_BACKEND_URL: "azblob://state" } },
    });
    await github.close();
    expect(drift, drift?.log).toMatchObject({
      result: "failure",
      ran: ["Sign in to the state", "Issue", "Notify"],
    });
    expect(github.issues.all).toMatchObject([{ title: "The drift check of prod fails", state: "open" }]);
    expect(events()).toEqual(["failed"]);
  });

  it("is a message and a tag in Azure Pipelines", async () => {
    const api = await startAzureDevOpsApi("access-token");
    await put("az", "exit 1");
    const connection = { clientId: "client", tenantId: "tenant", id: "id" };
    const ran = await runJob(await readJob(path.join(top, "pipelines", "drift.yml")), {
      cwd: top,
      directory: ".",
      artifacts: top,
      compileCache: path.join(top, "compiled"),
      env: {
        PATH: searched,
        ...api.env,
        SYSTEM_OIDCREQUESTURI: "https://vstoken.example",
        PULUMI_STACK: "prod",
      },
      accessToken: "access-token",
      secrets: webhooks.env,
      connections: { "pin-reset-drift": connection },
    });
    await api.close();
    expect(ran, ran.log).toMatchObject({ result: "failure", tags: ["pin-reset-drift-failed"], summary: "" });
    expect(events()).toEqual(["failed"]);
  });
});
