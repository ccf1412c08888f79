import path from "node:path";
import { describe, expect, it } from "vitest";
import { findPulumi } from "../../pulumi-cli/find.ts";
import { deployForDrift } from "./drift-stack.ts";
import { succeed } from "./support.ts";

const drift = deployForDrift();

/** An environment in which the CLI finds no plugin, and gets none. */
const withoutPlugins = {
  PATH: [path.dirname(process.execPath), "/usr/bin", "/bin"].join(path.delimiter),
  PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
};

describe("pin-reset drift where the check cannot be made", () => {
  it.each([
    ["the stack is not there", ["--stack", "elsewhere"], {}, "no stack named 'elsewhere' found"],
    ["the passphrase is missing", [], { PULUMI_CONFIG_PASSPHRASE: "" }, "incorrect passphrase"],
    ["the credentials are refused", [], { ACTIONS_ID_TOKEN_REQUEST_TOKEN: "wrong" }, "preview failed:"],
    ["the state cannot be reached", [], { PULUMI_BACKEND_URL: "file:///nowhere/at/all" }, "/nowhere/at/all"],
  ])("ends with 1 and says so when %s", async (_, args, more, told) => {
    const run = await drift.start(args, more).ended;
    expect(run, run.stdout).toMatchObject({ code: 1, stdout: "" });
    expect(run.stderr).toContain(told);
    expect(run.stderr).not.toMatch(/^\s+at /m);
  });

  it("ends with 1 when no stack is selected, and says how to name one", async () => {
    await succeed(drift.stack, "stack", "unselect");
    const run = await drift.start([]).ended.finally(() => succeed(drift.stack, "stack", "select", "dev"));
    expect(run).toMatchObject({ code: 1, stdout: "" });
    expect(run.stderr).toContain("--stack");
  });

  it("ends with 1 and the engine's words when a plugin is missing", async () => {
    const { command } = await findPulumi();
    const run = await drift.start([], { ...withoutPlugins, PULUMI_COMMAND: command }).ended;
    expect(run, run.stdout).toMatchObject({ code: 1, stdout: "" });
    expect(run.stderr).toMatch(/pulumi preview failed:\n.*plugin.*azuread/);
  });

  it("uses the CLI that PULUMI_COMMAND names", async () => {
    const { command } = await findPulumi();
    expect(await drift.start([], { PULUMI_COMMAND: command }).ended).toMatchObject({ code: 0 });
  });

  it("leaves the stack selected that was", async () => {
    await succeed(drift.stack, "stack", "init", "other");
    expect(await drift.start(["--stack", "dev"]).ended).toMatchObject({ code: 0 });
    expect(await succeed(drift.stack, "stack", "ls")).toMatch(/^other\*/m);
    await succeed(drift.stack, "stack", "select", "dev");
  });

  it("passes Ctrl-C on, and ends with 130", async () => {
    const run = drift.start([]);
    await new Promise<void>((resolve) => {
      const match = { method: "GET", path: "/deviceConfigurations/[^/]+$", userAgent: "pulumi-intune/" };
      drift.tenant.faults.add({ match, effect: { kind: "latency", milliseconds: 60_000 } }, () => resolve());
    });
    run.child.kill("SIGINT");
    const ended = await run.ended;
    expect(ended, ended.stderr).toMatchObject({ code: 130, stdout: "" });
    expect(ended.stderr).toContain("Interrupted");
  });
});
