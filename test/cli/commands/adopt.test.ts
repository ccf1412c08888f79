import { tmpdir } from "node:os";
import { expect, it } from "vitest";
import { runPinReset } from "../support/run.ts";

it("adopt --help names what it reads, and the permission that each of that needs", async () => {
  const { code, stdout } = await runPinReset(["adopt", "--help"]);
  expect(code).toBe(0);
  for (const text of ["--apply", "--profile", "--stack", "--file", "PULUMI_COMMAND"])
    expect(stdout).toContain(text);
  expect(stdout).toContain("Application.Read.All");
  expect(stdout).toContain("DeviceManagementConfiguration.Read.All");
});

it("adopt says what the command of PULUMI_COMMAND said when it fails", async () => {
  const run = await runPinReset(
    ["adopt", "--output", "json"],
    { PULUMI_COMMAND: process.execPath },
    "",
    tmpdir(),
  );
  expect(run).toMatchObject({ code: 1, stdout: "" });
  const { error } = JSON.parse(run.stderr.slice(run.stderr.indexOf("{")));
  expect(error).toMatchObject({ code: "pulumiFailed", hint: expect.stringContaining("tenant") });
  expect(error.message).toContain("pulumi stack export failed:");
  expect(error.message).toContain("Cannot find module");
});
