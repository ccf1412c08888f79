import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runPinReset } from "../support/run.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "drift-"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

it("drift --help names its options, its exit codes and what it reads", async () => {
  const { code, stdout } = await runPinReset(["drift", "--help"]);
  expect(code).toBe(0);
  for (const text of [
    "--stack",
    "--markdown",
    "--sarif",
    "--heal",
    "--yes",
    "PULUMI_COMMAND",
    "exit code 0",
    "[secret]",
  ]) {
    expect(stdout).toContain(text);
  }
  for (const permission of ["DeviceManagementConfiguration.Read.All", "DeviceManagementApps.Read.All"]) {
    expect(stdout).toContain(permission);
  }
});

it("drift --yes without --heal is refused", async () => {
  const run = await runPinReset(["drift", "--yes"], {}, "", folder);
  expect(run).toMatchObject({ code: 2, stdout: "" });
  expect(run.stderr).toContain("Give --heal too");
});

it("drift --heal without a terminal asks for --yes, before anything is checked", async () => {
  const run = await runPinReset(["drift", "--heal"], { PULUMI_COMMAND: "/nowhere" }, "", folder);
  expect(run).toMatchObject({ code: 2, stdout: "" });
  expect(run.stderr).toContain("Give --yes");
});

it.each([
  ["is not there", () => path.join(folder, "pulumi"), "ENOENT"],
  ["is another program", () => process.execPath, "exit code 1"],
])(
  "drift fails with 1, and no stack trace, when what PULUMI_COMMAND names %s",
  async (_, command, reason) => {
    const run = await runPinReset(["drift", "--output", "json"], { PULUMI_COMMAND: command() }, "", folder);
    expect(run).toMatchObject({ code: 1, stdout: "" });
    const { error } = JSON.parse(run.stderr);
    expect(error).toMatchObject({ code: "noPulumi", hint: expect.stringContaining("PULUMI_COMMAND") });
    expect(error.message).toContain(`${command()} is not a usable Pulumi CLI`);
    expect(error.message).toContain(reason);
    expect(error.message).not.toContain("\n");
  },
);
