import { describe, expect, it } from "vitest";
import { printReport, type Report } from "../../../cli/drift/report.ts";
import { createOutput, type OutputFormat } from "../../../cli/output.ts";
import { fakeStream } from "../support/streams.ts";
import { change, report, urnOf } from "./support.ts";

function printed(format: OutputFormat, more: Partial<Report>): string {
  const [stdout, stderr] = [fakeStream(), fakeStream()];
  printReport(createOutput(format, { stdout, stderr }), report(more));
  expect(stderr.text).toBe("");
  return stdout.text;
}

const author = { changedBy: "mia@contoso.example", changedAt: "2026-01-31T08:00:00Z" };
const both = {
  drifted: [change(), change({ name: "gone", operation: "create", differences: [] })],
  pending: [change({ name: "new", operation: "create", differences: [] })],
  authors: new Map([[urnOf("profile"), author]]),
} satisfies Partial<Report>;

describe("a printed report", () => {
  it("is a table with a line for each difference", () => {
    const lines = printed("table", both)
      .trimEnd()
      .split("\n")
      .map((line) => line.split(/ {2,}/));
    expect(lines).toEqual([
      ["Kind", "Resource", "Path", "Declared", "Actual", "Changed by", "Changed at"],
      ["drift", "profile", "description", "ours", "theirs", author.changedBy, author.changedAt],
      ["drift", "gone", "(deleted in the tenant)"],
      ["pending", "new", "(create not applied yet)"],
    ]);
  });

  it("is JSON with drift and what is pending apart", () => {
    const resource = (name: string) => ({
      urn: urnOf(name),
      type: "intune:index:WindowsCustomConfiguration",
      name,
    });
    expect(JSON.parse(printed("json", both))).toEqual({
      stack: "dev",
      drifted: true,
      healed: false,
      resources: [
        {
          ...resource("profile"),
          operation: "update",
          differences: [{ path: "description", declared: "ours", actual: "theirs" }],
          ...author,
        },
        { ...resource("gone"), operation: "create", differences: [] },
      ],
      pending: [{ ...resource("new"), operation: "create", differences: [] }],
    });
  });

  it("has null in JSON for what is not there", () => {
    const differences = [{ path: "x", declared: undefined, actual: undefined }];
    const { resources } = JSON.parse(printed("json", { drifted: [change({ differences })] }));
    expect(resources[0].differences).toEqual([{ path: "x", declared: null, actual: null }]);
  });

  it("is CSV with whole values", () => {
    const long = "x".repeat(1000);
    const differences = [{ path: "x", declared: long, actual: ["a", 1] }];
    const [header, line] = printed("csv", { drifted: [change({ differences })] }).split("\n");
    expect(header).toBe("kind,urn,type,name,operation,path,declared,actual,changedBy,changedAt");
    expect(line).toContain(`,update,x,${long},"[""a"",1]",,`);
  });
});
