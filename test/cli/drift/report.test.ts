import { describe, expect, it } from "vitest";
import { printReport } from "../../../cli/drift/print.ts";
import { countsOf, digestOf, type Report } from "../../../cli/drift/report.ts";
import { createOutput, type OutputFormat } from "../../../cli/output.ts";
import { localTime } from "../../../text/local-time.ts";
import { fakeStream } from "../support/streams.ts";
import { change, report, urnOf } from "./support.ts";

function printed(format: OutputFormat, more: Partial<Report>, width?: number): string {
  const [stdout, stderr] = [fakeStream(width), fakeStream()];
  printReport(createOutput(format, { stdout, stderr }), report(more), stdout);
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
  it("says what drifted of each resource, by whom and when in local time, and what is pending apart", () => {
    expect(printed("table", both).trimEnd().split("\n")).toEqual([
      "Drifted (2 changes of 2 resources)",
      "  profile",
      `    description is "theirs", declared "ours" by mia@contoso.example, ${localTime(author.changedAt)}`,
      "  gone",
      "    deleted in the tenant",
      "Pending (1 change of 1 resource)",
      "  new",
      "    create not applied yet",
    ]);
  });

  it("calls groups and filters by their names, and says what became of them", () => {
    const group = (groupId: string, more = {}) => ({ type: "group", groupId, ...more });
    const targets = {
      declared: [group("g1"), group("g2", { filterId: "f1", filterMode: "include" })],
      actual: [
        group("g2", { filterId: "f1", filterMode: "exclude" }),
        { type: "exclusionGroup", groupId: "g9" },
        { type: "allUsers" },
      ],
    };
    const differences = ["targets[0].groupId", "targets[1].groupId", "targets[2]"].map((path) => ({
      path,
      declared: "a GUID",
      actual: "another",
    }));
    const assignments = change({
      type: "intune:index:DeviceConfigurationAssignments",
      name: "assignments",
      targets,
      differences,
    });
    const names = new Map([
      ["g1", "Windows devices"],
      ["g2", "Kiosks"],
      ["f1", "Corporate"],
    ]);
    const lines = printed("table", { drifted: [assignments], names })
      .trimEnd()
      .split("\n");
    expect(lines).toEqual([
      "Drifted (4 changes of 1 resource)",
      "  assignments",
      "    group Windows devices removed",
      "    filter of group Kiosks is Corporate (exclude), declared Corporate (include)",
      "    excluded group g9 added",
      "    all users added",
    ]);
  });

  it("does not say of what an update is to add or remove that the tenant has done so", () => {
    const group = (groupId: string) => ({ type: "group", groupId });
    const assignments = change({
      targets: { declared: [group("new")], actual: [group("old")] },
      differences: [
        { path: "targets[0].groupId", declared: "new", actual: "old" },
        { path: "description", declared: "ours", actual: undefined },
        { path: "roleScopeTagIds", declared: undefined, actual: ["1"] },
      ],
    });
    expect(
      printed("table", { pending: [assignments] })
        .trimEnd()
        .split("\n")
        .slice(2),
    ).toEqual([
      "    group new to be added",
      "    group old to be removed",
      '    description to be added, declared "ours"',
      '    roleScopeTagIds to be removed: ["1"]',
    ]);
  });

  it.each([50, 80, 120])("fits a terminal of %i columns without breaking a word", (width) => {
    const differences = [
      { path: "description", declared: "one two three ".repeat(8), actual: "four five ".repeat(9) },
    ];
    const lines = printed("table", { ...both, drifted: [change({ differences })] }, width).split("\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
    expect(lines.join(" ").replace(/\s+/g, " ")).toContain(`is "${"four five ".repeat(9)}"`);
  });

  it("counts the same everywhere, and has a digest that only what was found changes", () => {
    const given = report({ ...both, pending: [change({ name: "vault", operation: "delete" })] });
    expect(countsOf(given)).toEqual({
      driftedResources: 2,
      driftedChanges: 2,
      pendingResources: 1,
      pendingChanges: 1,
      deletions: 1,
    });
    const digest = digestOf(given);
    expect(digestOf({ ...given, authors: new Map(), notices: ["something"] })).toBe(digest);
    expect(digestOf({ ...given, drifted: given.drifted.slice(1) })).not.toBe(digest);
    const differences = [{ path: "description", declared: "ours", actual: "other" }];
    expect(digestOf({ ...given, drifted: [change({ differences }), ...given.drifted.slice(1)] })).not.toBe(
      digest,
    );
  });

  it("has the same digest whether the names of groups could be read or not", () => {
    const targets = { declared: [{ type: "group", groupId: "g1" }], actual: [] };
    const differences = [{ path: "targets[0].groupId", declared: "g1", actual: undefined }];
    const given = report({ drifted: [change({ targets, differences })] });
    expect(digestOf({ ...given, names: new Map([["g1", "Windows devices"]]) })).toBe(digestOf(given));
  });

  it("counts a resource that would be deleted once, and none that stays in the tenant or was restored", () => {
    const replaced = change({ name: "vault", operation: "replace" });
    const kept = change({ name: "client", operation: "delete", staysInTenant: true });
    const given = report({ drifted: [replaced], pending: [replaced, kept] });
    expect(countsOf(given).deletions).toBe(1);
    expect(countsOf({ ...given, pending: [kept], healed: true }).deletions).toBe(0);
  });

  it("is JSON with drift and what is pending apart", () => {
    const resource = (name: string) => ({
      urn: urnOf(name),
      type: "intune:index:WindowsCustomConfiguration",
      name,
      displayName: null,
    });
    expect(JSON.parse(printed("json", both))).toEqual({
      stack: "dev",
      drifted: true,
      healed: false,
      counts: {
        driftedResources: 2,
        driftedChanges: 2,
        pendingResources: 1,
        pendingChanges: 1,
        deletions: 0,
      },
      digest: digestOf(report(both)),
      resources: [
        {
          ...resource("profile"),
          operation: "update",
          changes: ['description is "theirs", declared "ours"'],
          differences: [{ path: "description", declared: "ours", actual: "theirs" }],
          ...author,
        },
        { ...resource("gone"), operation: "create", changes: ["deleted in the tenant"], differences: [] },
      ],
      pending: [
        { ...resource("new"), operation: "create", changes: ["create not applied yet"], differences: [] },
      ],
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
