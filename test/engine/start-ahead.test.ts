import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Run } from "../../pulumi-cli/run.ts";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import { createStack, repository, type Stack } from "./stack.ts";
import { pluginProgram, pluginProject } from "./support.ts";

let tenant: Tenant;
let stack: Stack;

beforeAll(async () => {
  tenant = await startTenant();
});

afterAll(() => tenant.close());

beforeEach(async () => {
  await tenant.reset();
});

afterEach(() => stack.close());

/** `npm run pulumi` in the stack's project. */
function launch(args: readonly string[], more: Record<string, string> = {}) {
  const main = path.join(repository, "pulumi-cli", "main.ts");
  const child = spawn(process.execPath, [main, "-C", stack.directory, ...args, "--non-interactive"], {
    env: { ...stack.env, ...more },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk;
  });
  const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  const written = () => output;
  return { child, written, ended: ended.then(([stdout, stderr, [code]]): Run => ({ code, stdout, stderr })) };
}

async function succeed(args: readonly string[], more?: Record<string, string>): Promise<Run> {
  const run = await launch(args, more).ended;
  expect(run, run.stdout + run.stderr).toMatchObject({ code: 0 });
  return run;
}

const signIns = () => tenant.requests.list({ path: "/oauth2/v2.0/token", userAgent: "azsdk-js-identity" });

/** The plugins of this project that run in the stack's folder, by how they were started. */
function plugins(kind: "ahead" | "by the engine"): number[] {
  const file = kind === "ahead" ? "/intune/ahead.ts" : "/pulumi-resource-intune";
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const isOurs = readlinkSync(`/proc/${pid}/cwd`) === stack.directory;
        return isOurs && readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(file);
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** Which kinds of plugins were seen until the run ended. */
async function pluginsDuring(ended: Promise<unknown>): Promise<{ ahead: number; byTheEngine: number }> {
  const seen = { ahead: new Set<number>(), byTheEngine: new Set<number>() };
  const timer = setInterval(() => {
    for (const pid of plugins("ahead")) {
      seen.ahead.add(pid);
    }
    for (const pid of plugins("by the engine")) {
      seen.byTheEngine.add(pid);
    }
  }, 20);
  await ended.finally(() => clearInterval(timer));
  return { ahead: seen.ahead.size, byTheEngine: seen.byTheEngine.size };
}

const onLinux = describe.skipIf(process.platform !== "linux");

onLinux("npm run pulumi in this project", () => {
  beforeEach(async () => {
    stack = await createStack({ env: tenant.env });
    await succeed(["config", "set", "--path", "pin-reset:assignments.groups[0]", "Windows devices"]);
    await succeed(["up", "--yes", "--skip-preview"]);
    await expect.poll(() => plugins("ahead")).toEqual([]);
  });

  it("uses one plugin for all phases of a run, which signs in once and is gone with it", async () => {
    tenant.requests.clear();
    const { ended } = launch(["preview", "--expect-no-changes"]);
    expect(await pluginsDuring(ended)).toEqual({ ahead: 1, byTheEngine: 0 });
    expect(await ended).toMatchObject({ code: 0 });
    expect(plugins("ahead")).toEqual([]);
    expect(signIns()).toHaveLength(1);
  });

  it("leaves it to the engine to start plugins where it is asked to", async () => {
    const { ended } = launch(["preview", "--expect-no-changes"], { PIN_RESET_START_AHEAD: "false" });
    expect(await pluginsDuring(ended)).toEqual({ ahead: 0, byTheEngine: 1 });
    expect(await ended).toMatchObject({ code: 0 });
  });

  it("leaves it to the engine where a stack's settings name another cloud than the environment does", async () => {
    const { ARM_METADATA_HOSTNAME: host = "" } = tenant.env;
    await succeed(["config", "set", "intune:metadataHost", host]);
    const { ended } = launch(["preview"]);
    // The second one has the settings that the state's provider had before.
    expect(await pluginsDuring(ended)).toEqual({ ahead: 0, byTheEngine: 2 });
    expect(await ended).toMatchObject({ code: 0 });
  });

  it("reports a sign-in that fails as the engine's own plugin does", async () => {
    const wrong = { ARM_CLIENT_SECRET: "not the secret" };
    const ahead = await launch(["preview"], wrong).ended;
    const engines = await launch(["preview"], { ...wrong, PIN_RESET_START_AHEAD: "false" }).ended;
    const lines = ({ stdout }: Run) =>
      [...new Set(stdout.match(/.*AADSTS7000215.*?(?=Trace ID|$)/gm))].sort();
    expect(lines(ahead)).toEqual(lines(engines));
    expect(lines(ahead)).not.toEqual([]);
  });
});

onLinux("a run of npm run pulumi", () => {
  beforeEach(async () => {
    stack = await createStack({ env: tenant.env, files: pluginProject(profiles("first")) });
    await symlink(path.join(repository, "intune"), path.join(stack.directory, "intune"));
  });

  it("whose launcher is killed comes to its end, with the plugin that it started", async () => {
    tenant.faults.add({
      match: { method: "POST", path: "/deviceConfigurations$", userAgent: "pulumi-intune/" },
      effect: { kind: "latency", milliseconds: 2_500, when: "after" },
    });
    const { child } = launch(["up", "--yes", "--skip-preview"]);
    await expect.poll(() => names().length, { timeout: 60_000 }).toBeGreaterThan(0);
    await kill(child);
    await expect.poll(() => plugins("ahead"), { timeout: 60_000, interval: 200 }).toEqual([]);
    expect(names()).toEqual(["first-other", "first-own"]);
    tenant.requests.clear();
    await succeed(["preview", "--expect-no-changes"]);
  });

  it("whose launcher is killed long before the program needs the plugin comes to its end too", async () => {
    const slow = `await new Promise((resolve) => setTimeout(resolve, 4000));${profiles("first")}`;
    await writeFile(path.join(stack.directory, "index.ts"), pluginProgram(slow));
    const { child, written } = launch(["up", "--yes", "--skip-preview"]);
    // The CLI writes it when the engine has begun; the program is still waiting then.
    await expect.poll(() => written(), { timeout: 60_000 }).toContain("Updating");
    await kill(child);
    await expect.poll(() => plugins("ahead"), { timeout: 60_000, interval: 200 }).toEqual([]);
    expect(names()).toEqual(["first-other", "first-own"]);
  });

  it("signs in with the settings of the stack, where it has its own", async () => {
    await succeed(["config", "set", "--secret", "intune:clientSecret", "not the secret"]);
    const run = await launch(["up", "--yes", "--skip-preview"]).ended;
    expect(run.code).not.toBe(0);
    expect(run.stdout).toContain("AADSTS7000215");
    expect(names()).not.toContain("first-own");
  });

  it("that previews before it updates leaves a profile to its new resource, and deletes it with the last one", async () => {
    const named = (resource: string) => `
const omaSettings = [{ displayName: "b", omaUri: "./Device/B", type: "Boolean", value: true }];
new WindowsCustomConfiguration(${JSON.stringify(resource)}, { displayName: "first-only", omaSettings });`;
    const declare = async (program: string) => {
      await writeFile(path.join(stack.directory, "index.ts"), pluginProgram(program));
      await succeed(["up", "--yes"]);
    };
    await declare(named("before"));
    await declare(named("after"));
    expect(names()).toEqual(["first-only"]);
    await declare("");
    expect(names()).toEqual([]);
  });

  it("gives a provider with settings of its own what it asks for, in the same process", async () => {
    const { ended } = launch(["up", "--yes", "--skip-preview"]);
    expect(await pluginsDuring(ended)).toEqual({ ahead: 1, byTheEngine: 0 });
    expect(await ended).toMatchObject({ code: 0 });
    expect(names()).toEqual(["first-other", "first-own"]);
    await writeFile(path.join(stack.directory, "index.ts"), pluginProgram(profiles("second")));
    await succeed(["up", "--yes", "--skip-preview"]);
    expect(names()).toEqual(["second-other", "second-own"]);
    await succeed(["preview", "--expect-no-changes"]);
  });
});

const names = () =>
  tenant.state.deviceConfigurations
    .all()
    .map(({ displayName }) => displayName)
    .filter((name) => /^(first|second)-/.test(name))
    .sort();

/** A profile of the default provider, and one of another for the same tenant. */
const profiles = (name: string) => `
class IntuneProvider extends pulumi.ProviderResource {
  constructor(name, args) { super("intune", name, args); }
}
const provider = new IntuneProvider("other", { retryTimeoutSeconds: 300, readEncryptedValues: false });
const omaSettings = [{ displayName: "b", omaUri: "./Device/B", type: "Boolean", value: true }];
new WindowsCustomConfiguration("own", { displayName: "${name}-own", omaSettings });
new WindowsCustomConfiguration("other", { displayName: "${name}-other", omaSettings }, { provider });`;

async function kill(child: ChildProcess): Promise<void> {
  const closed = once(child, "exit");
  child.kill("SIGKILL");
  await closed;
}
