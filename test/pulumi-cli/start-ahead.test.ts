import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type StartedAhead, startAhead } from "../../pulumi-cli/start-ahead.ts";

let project: string;
let started: StartedAhead | undefined;

beforeEach(async () => {
  started = undefined;
  project = await mkdtemp(path.join(tmpdir(), "start-ahead-"));
  await symlink(path.resolve(import.meta.dirname, "..", "..", "intune"), path.join(project, "intune"));
  await write(
    "Pulumi.yaml",
    "name: pin-reset\nruntime: nodejs\nconfig:\n  pin-reset:tenantId:\n    type: string\n",
  );
  await write("Pulumi.dev.yaml", "encryptionsalt: v1:AAAA\nconfig:\n  pin-reset:tenantId: none\n");
});

afterEach(async () => {
  started?.stop();
  await rm(project, { recursive: true });
});

const write = (name: string, text: string) => writeFile(path.join(project, name), text);

async function start(args: readonly string[] = ["preview"]): Promise<StartedAhead | undefined> {
  started = await startAhead(project, { PATH: "" }, args);
  return started;
}

describe("a plugin is started ahead", () => {
  it("where only the environment says how it signs in", async () => {
    expect((await start())?.env).toEqual({ PULUMI_DEBUG_PROVIDERS: expect.stringMatching(/^intune:\d+$/) });
  });
});

describe.skipIf(process.platform !== "linux")("it signs in ahead", () => {
  it.each([
    ["where only the environment says how", [], true],
    ["where a resource is imported", ["intune:index:DeviceHealthScript"], true],
    ["not where a stack says how: nothing would use it", ["-c", "intune:clientId=x"], false],
  ])("%s", async (_, more, signsIn) => {
    const { pid } = (await start(["preview", ...more])) ?? {};
    const commandLine = await readFile(`/proc/${pid}/cmdline`, "utf8");
    expect(commandLine.includes("--load-only")).toBe(!signsIn);
  });
});

describe("no plugin is started ahead", () => {
  it.each([
    ["another cloud", "Pulumi.prod.yaml", "config:\n  intune:environment: usgovernment\n"],
    ["an environment of Pulumi ESC", "Pulumi.prod.yaml", "environment:\n  - team/prod\nconfig: {}\n"],
    ["one in a line", "Pulumi.prod.yaml", '{"environment": ["team/prod"]}'],
    ["another folder of settings", "Pulumi.yaml", "name: pin-reset\nstackConfigDir: stacks\n"],
    ["one by its name of old", "Pulumi.yaml", "name: pin-reset\nconfig: stacks\n"],
  ])("where a stack may have %s", async (_, name, text) => {
    await write(name, text);
    expect(await start()).toBeUndefined();
  });

  it.each([
    [["preview", "--config-file", "prod.yaml"]],
    [["preview", "--config-file=prod.yaml"]],
    [["preview", "-c", "intune:environment=usgovernment"]],
  ])("for `pulumi %j`, which may name another cloud", async (args) => {
    expect(await start(args)).toBeUndefined();
  });
});
