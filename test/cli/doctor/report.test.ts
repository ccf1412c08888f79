import { describe, expect, it } from "vitest";
import type { Result } from "../../../cli/doctor/examine.ts";
import { note } from "../../../cli/doctor/finding.ts";
import { printResults, summary } from "../../../cli/doctor/report.ts";
import type { Verdict } from "../../../cli/doctor/verdict.ts";
import { createOutput, type OutputFormat } from "../../../cli/output.ts";
import { fakeStream } from "../support/streams.ts";

const results: Result[] = [
  { id: "a", title: "First", state: "ok", findings: [] },
  {
    id: "b",
    title: "Second",
    state: "fault",
    findings: [
      {
        state: "fault",
        code: "groupMissing",
        message: "The group \u0007is gone",
        hint: "Do one of\n  this\n  that",
      },
    ],
  },
  { id: "c", title: "Third", state: "skipped", findings: [note("skipped", "it waits")] },
];

const verdict: Verdict = {
  outcome: "fails",
  groups: [],
  reasons: [
    {
      check: "b",
      state: "fault",
      code: "groupMissing",
      message: "The group \u0007is gone",
      source: "https://b",
    },
  ],
  missingPermissions: [],
};

function printed(format: OutputFormat, columns?: number): string {
  const stdout = fakeStream(columns);
  printResults(createOutput(format, { stdout, stderr: fakeStream() }), results, verdict, stdout);
  return stdout.text;
}

describe("printResults", () => {
  it("calls the state of a reason as the checklist does", () => {
    const stdout = fakeStream();
    const reason = {
      check: "d",
      state: "notChecked",
      code: "forbidden",
      message: "No",
      source: "https://d",
    } as const;
    const unknown: Verdict = { ...verdict, outcome: "unknown", reasons: [reason] };
    printResults(createOutput("table", { stdout, stderr: fakeStream() }), [], unknown, stdout);
    expect(stdout.text).toContain("- No (not read; source: https://d)");
  });

  it("prints each check with what to do, and no control characters from the tenant", () => {
    expect(printed("table")).toBe(
      [
        "ok       First (a)",
        "fault    Second (b)",
        "         The group \\u{7}is gone",
        "         -> Do one of",
        "         this",
        "         that",
        "skipped  Third (c): it waits",
        "verdict  A reset will not work, because:",
        "         - The group \\u{7}is gone (fault; source: https://b)",
        "",
      ].join("\n"),
    );
  });

  it("breaks lines between words on a narrow terminal", () => {
    const lines = printed("table", 20).split("\n");
    expect(lines.slice(2, 5)).toEqual(["         The group", "         \\u{7}is", "         gone"]);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(20);
  });

  it("prints JSON and CSV for scripts", () => {
    expect(JSON.parse(printed("json"))).toMatchObject({
      checks: [
        { id: "a", title: "First", state: "ok", findings: [] },
        {
          id: "b",
          findings: [
            {
              code: "groupMissing",
              message: "The group \u0007is gone",
              hint: "Do one of\n  this\n  that",
            },
          ],
        },
        { id: "c" },
      ],
      verdict,
    });
    expect(printed("csv").split("\n").slice(0, 2)).toEqual([
      "id,title,state,code,message,hint",
      "a,First,ok,,,",
    ]);
  });
});

describe("summary", () => {
  it("counts what is not well", () => {
    expect(summary(results)).toBe("Of 3 checks: 1 with a fault, 1 skipped.");
    expect(summary(results.slice(0, 1))).toBe("All is well: 1 check.");
  });
});
