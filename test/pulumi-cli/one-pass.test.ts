import { describe, expect, it } from "vitest";
import { onePass } from "../../pulumi-cli/one-pass.ts";

describe("a preview that refreshes while the program runs", () => {
  it.each([
    [["preview"]],
    [["pre", "--diff"]],
    [["-C", "folder", "preview", "--expect-no-changes", "--stack", "prod"]],
  ])("is what `pulumi %j` is", (args) => {
    expect(onePass("3.231.0", args, {})).toEqual({ PULUMI_RUN_PROGRAM: "true" });
  });

  it("is not what an older CLI can do", () => {
    expect(onePass("3.230.0", ["preview"], {})).toEqual({});
  });

  it.each(["true", "false"])("is left to PULUMI_RUN_PROGRAM=%s", (value) => {
    expect(onePass("3.259.0", ["preview"], { PULUMI_RUN_PROGRAM: value })).toEqual({});
  });

  it.each([
    [["up", "--yes"]],
    [["refresh", "--preview-only"]],
    [["destroy"]],
    [["stack", "init", "preview"]],
    [["preview", "--help"]],
    [["preview", "--refresh=false"]],
    [["preview", "-r"]],
    [["preview", "--run-program=false"]],
    [["preview", "--save-plan=plan.json"]],
    [["preview", "--import-file", "import.json"]],
    [["preview", "-t", "urn"]],
    [["preview", "--target", "urn"]],
    [["preview", "--exclude", "urn"]],
    [["preview", "-x", "urn"]],
    [["preview", "-jr"]],
  ])("is not what `pulumi %j` is", (args) => {
    expect(onePass("3.259.0", args, {})).toEqual({});
  });
});
