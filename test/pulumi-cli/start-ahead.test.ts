import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isRunning } from "../../provider/is-running.ts";
import { startAhead } from "../../pulumi-cli/start-ahead.ts";

let project: string;

beforeEach(async () => {
  project = await mkdtemp(path.join(tmpdir(), "project-"));
  await symlink(path.resolve("intune"), path.join(project, "intune"), "junction");
});

afterEach(() => rm(project, { recursive: true }));

function settings(text: string, file = "Pulumi.prod.yaml"): Promise<void> {
  return writeFile(path.join(project, file), text);
}

/** What the engine is told of a plugin that was started ahead; undefined where there is none. */
async function startedWith(
  env: NodeJS.ProcessEnv = {},
  ...args: string[]
): Promise<Readonly<Record<string, string>> | undefined> {
  const started = await startAhead(project, { PATH: process.env.PATH, ...env }, args);
  await started?.stop();
  return started?.env;
}

describe("the plugin is started ahead of the engine", () => {
  it.each([
    ["config:\n  pin-reset:assignments:\n    groups: [Windows devices]\n  intune:retryTimeoutSeconds: 60\n"],
    ["config:\n  pin-reset:profile:\n    description: 'environment: intune'\n"],
  ])("where a stack has the settings %j", async (text) => {
    await settings(text);
    expect(await startedWith()).toEqual({
      PULUMI_DEBUG_PROVIDERS: expect.stringMatching(/^intune:\d+$/),
    });
  });
});

describe.skipIf(process.platform !== "linux")("the plugin signs in ahead", () => {
  it.each([
    ["where only the environment says how", [], true],
    ["where a resource is imported", ["intune:index:DeviceHealthScript"], true],
    ["not where a setting says how: nothing would use it", ["-cintune:clientId=x"], false],
  ])("%s", async (_, args, signsIn) => {
    const started = await startAhead(project, { PATH: process.env.PATH }, ["preview", ...args]);
    const commandLine = await readFile(`/proc/${started?.pid}/cmdline`, "utf8");
    await started?.stop();
    expect(commandLine.includes("--load-only")).toBe(!signsIn);
  });
});

describe.skipIf(process.platform !== "linux")(
  "a plugin whose launcher is killed before it has loaded",
  () => {
    it("knows of the CLI, and stays for it", { timeout: 30_000 }, async () => {
      const startAheadFile = JSON.stringify(path.resolve("pulumi-cli/start-ahead.ts"));
      const launcher = `
      import { spawn } from "node:child_process";
      const { startAhead } = await import(${startAheadFile});
      const ahead = await startAhead(${JSON.stringify(project)}, process.env, ["up"], { stays: true });
      const cli = spawn("sleep", ["60"], { stdio: "ignore", detached: true });
      ahead.stayFor(cli.pid);
      process.stdout.write(JSON.stringify([ahead.pid, cli.pid]), () => process.kill(process.pid, "SIGKILL"));`;
      const { stdout } = spawnSync(process.execPath, ["--input-type=module", "--eval", launcher], {
        encoding: "utf8",
      });
      const [ahead, cli]: [number, number] = JSON.parse(stdout);
      await new Promise((resolve) => setTimeout(resolve, 6_000));
      const stayed = isRunning(ahead);
      process.kill(cli);
      await expect.poll(() => isRunning(ahead), { timeout: 10_000 }).toBe(false);
      expect(stayed).toBe(true);
    });
  },
);

describe("the engine starts the plugin itself", () => {
  it.each([
    ["Pulumi.prod.yaml", "config:\n  intune:environment: china\n"],
    ["Pulumi.prod.yml", "config:\n  intune:metadataHost: localhost\n"],
    ["Pulumi.prod.json", '{ "config": { "intune:oidcRequestUrl": "https://localhost" } }'],
    ["Pulumi.yaml", "name: x\nconfig:\n  intune:environment:\n    value: china\n"],
  ])("where credentials may be sent elsewhere, by %s: %j", async (file, text) => {
    await settings(text, file);
    expect(await startedWith()).toBeUndefined();
  });

  it.each([
    ["Pulumi.prod.yaml", "environment:\n  - entra/credentials\n"],
    ["Pulumi.prod.json", '{\n  "environment": ["entra/credentials"]\n}'],
    ["Pulumi.prod.yaml", "{ environment: [entra/credentials] }\n"],
  ])(
    "where credentials may come from Pulumi ESC, whose variables only the CLI has, by %s: %j",
    async (file, text) => {
      await settings(text, file);
      expect(await startedWith()).toBeUndefined();
    },
  );

  it("for `pulumi watch`, which runs one update after another", async () => {
    expect(await startedWith({}, "watch")).toBeUndefined();
  });

  it("where the files of the stacks are in another folder", async () => {
    await settings("name: x\nstackConfigDir: stacks\n", "Pulumi.yaml");
    expect(await startedWith()).toBeUndefined();
  });

  it.each([
    [["preview", "--config", "intune:environment=china"]],
    [["preview", "-cintune:metadataHost=localhost"]],
    [["preview", "--config-file", "other.yaml"]],
    [["preview", "--config-file=other.yaml"]],
    [["preview", "-C", path.resolve("test")]],
  ])(
    "where the arguments may change what the environment says, or name another project: %j",
    async (args) => {
      expect(await startedWith({}, ...args)).toBeUndefined();
    },
  );

  it.each([[{ PIN_RESET_START_AHEAD: "False" }], [{ PULUMI_DEBUG_PROVIDERS: "intune:1" }]])(
    "where the environment says so: %j",
    async (env) => {
      expect(await startedWith(env)).toBeUndefined();
    },
  );

  it("where a stack's file cannot be read", async () => {
    await mkdir(path.join(project, "Pulumi.prod.yaml"));
    expect(await startedWith()).toBeUndefined();
  });
});
