import { tmpdir } from "node:os";
import { expect, it } from "vitest";
import { runPinReset } from "../support/run.ts";

it("adopt --help names what it reads, and the permission that each of that needs", async () => {
  const { code, stdout } = await runPinReset(["adopt", "--help"]);
  expect(code).toBe(0);
  for (const text of ["--apply", "--profile", "--stack", "--file", "PULUMI_COMMAND"]) {
    expect(stdout).toContain(text);
  }
  expect(stdout).toContain("Application.Read.All");
  expect(stdout).toContain("DeviceManagementConfiguration.Read.All");
});

it("adopt says what the command of PULUMI_COMMAND printed when it is another program", async () => {
  const run = await runPinReset(
    ["adopt", "--output", "json"],
    { PULUMI_COMMAND: process.execPath },
    "",
    tmpdir(),
  );
  expect(run).toMatchObject({ code: 1, stdout: "" });
  const { error } = JSON.parse(run.stderr.slice(run.stderr.indexOf("{")));
  expect(error).toMatchObject({ code: "noPulumi", hint: expect.stringContaining("PULUMI_COMMAND") });
  expect(error.message).toContain(`${process.execPath} is not a usable Pulumi CLI`);
});
