import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { expand, holds } from "./support/expressions.ts";
import { readWorkflow, type Workflow } from "./support/github-runner.ts";

const folder = path.resolve(import.meta.dirname, "..", "..", "docs", "pipelines");
const files = ["preview.yml", "up.yml", "drift.yml"] as const;
const read = (name: string) => readFile(path.join(folder, name), "utf8");
const jobs = async (file: string): Promise<Workflow["jobs"]> =>
  (await readWorkflow(path.join(folder, "github", file))).jobs;

/** Beyond reading the sources and an identity token of its own. */
const permissions: Record<string, Record<string, Record<string, string>>> = {
  "preview.yml": { preview: { "pull-requests": "write" } },
  "up.yml": { preview: {}, up: {} },
  "drift.yml": { drift: { issues: "write", "security-events": "write", actions: "read" } },
};

describe.each(files)("the GitHub workflow %s", (file) => {
  it("gives each job the permissions that its steps need, and no other", async () => {
    const given = Object.entries(await jobs(file)).map(([name, job]) => [name, job.permissions]);
    const needed = Object.entries(permissions[file] ?? {}).map(([name, more]) => [
      name,
      { contents: "read", "id-token": "write", ...more },
    ]);
    expect(Object.fromEntries(given)).toEqual(Object.fromEntries(needed));
  });

  it("puts nothing into a script but through its environment", async () => {
    const scripts = Object.values(await jobs(file)).flatMap(({ steps }) =>
      steps.flatMap(({ run = [] }) => run),
    );
    expect(scripts.length).toBeGreaterThan(0);
    expect(scripts.filter((script) => script.includes("${{"))).toEqual([]);
  });

  it("gives secrets, and GitHub's token, to the steps alone that need them", async () => {
    const withSecrets = Object.values(await jobs(file)).flatMap(({ env, steps }) =>
      [{ name: "", env }, ...steps].filter(({ env }) => JSON.stringify(env ?? {}).includes("secrets.")),
    );
    for (const { name, env } of withSecrets) {
      expect(name).toMatch(/^(Preview|Up|Drift|Notify)$/);
      if (name !== "Notify") {
        expect(JSON.stringify(env).match(/secrets\.\w+/g)).toEqual(["secrets.PULUMI_CONFIG_PASSPHRASE"]);
      }
    }
    const steps = Object.values(await jobs(file)).flatMap((job) => [
      { name: "", env: job.env },
      ...job.steps,
    ]);
    const withToken = steps.filter(({ env }) => JSON.stringify(env ?? {}).includes("github.token"));
    expect(withToken.map(({ name }) => name)).toEqual(
      file === "up.yml" ? [] : [expect.stringMatching(/Comment|Issue/)],
    );
  });

  it("leaves no token behind in the checkout", async () => {
    for (const { steps } of Object.values(await jobs(file))) {
      expect(steps[0]?.with).toEqual({ "persist-credentials": false });
    }
  });

  it("keeps compiled code in the runner's own temp folder, where no other user can plant any", async () => {
    const steps = Object.values(await jobs(file)).flatMap((job) => job.steps);
    const compiling = steps.filter(({ run }) => run?.includes("npm run"));
    expect(compiling.length).toBeGreaterThan(0);
    for (const { env } of compiling) {
      expect(env?.NODE_COMPILE_CACHE).toMatch(/^\$\{\{ runner\.temp \}\}\/node-compile-cache$/);
    }
    expect(await read(`github/${file}`)).not.toContain("/tmp/");
    expect(await read(`azure/${file}`)).toMatch(
      /NODE_COMPILE_CACHE\n\s+value: \$\(Agent\.TempDirectory\)\/node-compile-cache\n/,
    );
  });
});

it("up asks for approval only where something would change", async () => {
  const { up } = await jobs("up.yml");
  const runs = (code: string) => holds(up?.if ?? "", { needs: { preview: { outputs: { code } } } });
  expect([runs("7"), runs("0")]).toEqual([true, false]);
  expect(up?.environment).toBe("pin-reset-production");
});

it("what may change the tenant is nowhere but in up", async () => {
  for (const file of files) {
    const environments = Object.entries(await jobs(file)).map(([name, { environment }]) => [
      name,
      environment,
    ]);
    for (const [name, environment] of environments) {
      expect(environment).toBe(name === "up" ? "pin-reset-production" : "pin-reset-drift");
    }
  }
  for (const file of files) {
    const deploys = (await read(`azure/${file}`)).includes("pin-reset-deploy");
    expect(deploys).toBe(file === "up.yml");
  }
});

it("what may only look asks for no encrypted value unless the team says so, and up is left alone", async () => {
  for (const file of files) {
    for (const { environment, env } of Object.values(await jobs(file))) {
      const setting = String(env?.INTUNE_READ_ENCRYPTED_VALUES);
      const given = (vars: object) => expand(setting, { vars });
      const inEffect = [given({}), given({ INTUNE_READ_ENCRYPTED_VALUES: "true" })];
      const looks = environment === "pin-reset-drift";
      expect(inEffect).toEqual(looks ? ["false", "true"] : ["undefined", "undefined"]);
    }
    const tasks = (await read(`azure/${file}`)).split("azureSubscription: ").slice(1);
    expect(tasks.length).toBeGreaterThan(0);
    for (const task of tasks) {
      const sets = /export (INTUNE_READ_ENCRYPTED_VALUES)="\$\{\1:-false\}"\n/.test(task);
      expect(sets).toBe(task.startsWith("pin-reset-drift"));
    }
  }
});

it("Azure's preview runs for no pull request from a fork, and up needs a change", async () => {
  expect(await read("azure/preview.yml")).toContain(
    "condition: and(succeeded(), ne(variables['System.PullRequest.IsFork'], 'True'))",
  );
  expect(await read("azure/up.yml")).toContain(
    "condition: and(succeeded(), eq(dependencies.preview.outputs['preview.preview.code'], '7'))",
  );
});

it.each(["github", "azure"])("the README of the %s folder names every file of it", async (name) => {
  const readme = await read(`${name}/README.md`);
  const others = (await readdir(path.join(folder, name))).filter((file) => file !== "README.md");
  for (const file of others) {
    expect(readme).toContain(file);
  }
});

it.each(["github", "azure"])(
  "no preview and no update of the %s folder is without the policy pack",
  async (name) => {
    const runs = await Promise.all(files.map((file) => read(`${name}/${file}`)));
    const commands = runs.flatMap((text) => text.match(/pulumi -- (?:preview|up) .*/g) ?? []);
    expect(commands).toHaveLength(3);
    for (const command of commands) {
      expect(command).toContain(" --policy-pack policy ");
    }
  },
);

it.each(["install.sh", "webhooks.mts"])("both folders have the same %s", async (file) => {
  expect(await read(`azure/${file}`)).toBe(await read(`github/${file}`));
});

it("up runs the plan that was approved, from an artifact of the same run", async () => {
  for (const text of [await read("github/up.yml"), await read("azure/up.yml")]) {
    expect(text.match(/--save-plan "\$\w+\/plan\.json"/g)).toHaveLength(1);
    expect(text).toMatch(/pulumi -- up [^|]* --plan "\$\w+(?:\/pin-reset-plan)?\/plan\.json"/);
    expect(text.match(/pin-reset-plan$/gm)).toHaveLength(2);
  }
});

it("a job that can change the tenant installs nothing from a cache", async () => {
  const { up } = await jobs("up.yml");
  const uses = up?.steps.flatMap(({ uses = [] }) => uses) ?? [];
  expect(uses.filter((action) => action.includes("/cache@"))).toEqual([]);
  expect(JSON.stringify(up?.steps)).not.toContain('"cache":');
  expect(await read("azure/up.yml")).toMatch(
    /strategy:[\s\S]*template: prepare.yml\n\s+parameters:\n\s+cache: false/,
  );
});

it("every job runs the Pulumi CLI of package-lock.json", async () => {
  for (const file of files) {
    for (const { env } of Object.values(await jobs(file))) {
      expect(env.PIN_RESET_PULUMI_CLI).toBe("pinned");
    }
    expect(await read(`azure/${file}`)).toMatch(/name: PIN_RESET_PULUMI_CLI\n\s+value: pinned\n/);
  }
});

it("what prints the tenant's text in Azure Pipelines may not command the agent", async () => {
  for (const file of files) {
    const steps = (await read(`azure/${file}`)).split(/^ *- (?=task|bash|template)/m).slice(1);
    const printing = steps.filter((step) => /pulumi --|pin-reset --|comment\.mts/.test(step));
    expect(printing.length).toBeGreaterThan(0);
    for (const step of printing) {
      expect(step).toContain("commands: restricted");
    }
  }
});

it("what prints the tenant's text on GitHub does so between stop-commands and its token", async () => {
  for (const file of files) {
    const scripts = Object.values(await jobs(file)).flatMap(({ steps }) =>
      steps.flatMap(({ run = [] }) => run),
    );
    for (const script of scripts.filter((text) =>
      /^ *cat "\$RUNNER_TEMP\/preview\.txt|pin-reset --|pulumi -- up/m.test(text),
    )) {
      expect(script).toMatch(/::stop-commands::\$resume[\s\S]*(?:cat|npm run)[\s\S]*"::\$resume::"/);
    }
  }
});
