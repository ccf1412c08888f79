import { describe, expect, it } from "vitest";
import type { Change } from "../../../cli/drift/changes.ts";
import type { Report } from "../../../cli/drift/report.ts";
import { sarifOf } from "../../../cli/drift/sarif.ts";
import { change, report, urnOf } from "./support.ts";

function run(more: Partial<Report>) {
  const [only, ...others] = sarifOf(report(more), "deploy/Pulumi.dev.yaml").runs;
  expect(others).toEqual([]);
  return only;
}

const results = (more: Partial<Report>) => run(more)?.results ?? [];
const messages = (...drifted: Change[]) => results({ drifted }).map(({ message }) => message.text);
const differing = (declared: unknown, actual: unknown) =>
  change({ differences: [{ path: "x", declared, actual }] });

describe("the SARIF of a report", () => {
  it("has a result for each difference, at the file that declares it", () => {
    const authors = new Map([
      [urnOf("profile"), { changedBy: "mia@contoso.example", changedAt: "2026-01-31T08:00:00Z" }],
    ]);
    expect(results({ drifted: [change()], authors })).toEqual([
      {
        ruleId: "pin-reset/drift",
        ruleIndex: 0,
        level: "error",
        message: {
          text: 'profile: description is "theirs", declared "ours". Changed by mia@contoso.example at 2026-01-31T08:00:00Z.',
        },
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: "deploy/Pulumi.dev.yaml", uriBaseId: "%SRCROOT%" },
              region: { startLine: 1 },
            },
            logicalLocations: [{ name: "profile", fullyQualifiedName: urnOf("profile"), kind: "resource" }],
          },
        ],
        partialFingerprints: { primaryLocationLineHash: expect.stringMatching(/^[0-9a-f]{32}$/) },
        properties: {
          type: "intune:index:WindowsCustomConfiguration",
          operation: "update",
          path: "description",
          changedBy: "mia@contoso.example",
          changedAt: "2026-01-31T08:00:00Z",
        },
      },
    ]);
  });

  it("says what it is, what made it, of which stack, and by which rules", () => {
    const log = sarifOf(report(), "Pulumi.yaml");
    expect(log).toMatchObject({
      $schema: expect.stringContaining("sarif-2.1.0"),
      version: "2.1.0",
      runs: [
        {
          tool: {
            driver: { name: "pin-reset drift", semanticVersion: expect.stringMatching(/^\d+\.\d+\.\d+/) },
          },
          automationDetails: { id: "pin-reset-drift/dev/" },
          results: [],
        },
      ],
    });
    expect(log.runs[0]?.tool.driver.rules?.map(({ id }) => id)).toEqual([
      "pin-reset/drift",
      "pin-reset/pending",
    ]);
  });

  it("has what is pending as a note, by its own rule", () => {
    expect(results({ pending: [change()] })).toMatchObject([
      { ruleId: "pin-reset/pending", ruleIndex: 1, level: "note" },
    ]);
  });

  it("has nothing of what was brought back, so that its alerts are closed", () => {
    expect(results({ drifted: [change()], pending: [change()], healed: true })).toMatchObject([
      { ruleId: "pin-reset/pending" },
    ]);
  });

  it("tells values of different types apart, and what is not there", () => {
    expect(messages(differing("true", true), differing(undefined, { a: 1 }))).toEqual([
      'profile: x is true, declared "true".',
      'profile: x added: {{"a":1}}.',
    ]);
  });

  it("says that a resource was deleted", () => {
    expect(messages(change({ operation: "create", differences: [] }))).toEqual([
      "profile: deleted in the tenant.",
    ]);
  });

  it("takes no value for a link", () => {
    expect(messages(differing("a", "[b](https://b.example)"))[0]).not.toContain("](");
  });

  it("has the same fingerprint for the same difference, whatever its values, and another for any other", () => {
    const [one, again, other, elsewhere] = [
      results({ drifted: [differing(1, 2)] }),
      results({ drifted: [differing(1, 3)] }),
      results({ drifted: [change()] }),
      results({ drifted: [differing(1, 2)], stack: "prod" }),
    ].map(([result]) => result?.partialFingerprints?.primaryLocationLineHash);
    expect(again).toBe(one);
    expect(new Set([one, other, elsewhere]).size).toBe(3);
  });
});
