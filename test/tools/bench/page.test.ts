import { describe, expect, it } from "vitest";
import { performancePage } from "../../../tools/bench/page.ts";
import type { Results, Section } from "../../../tools/bench/results.ts";

const machine: Results["machine"] = {
  processor: "Example",
  cores: 2,
  memoryGibibytes: 8,
  system: "Linux 6.1",
  node: "v24.0.0",
  parts: [
    { name: "pulumi", version: "3.259.0", origin: "published" },
    { name: "pulumi-resource-azuread", version: "0.1.0", origin: "stand-in of this project" },
  ],
};

const pageOf = (...sections: Section[]) =>
  performancePage({ measuredAt: "2026-01-31T10:00:00Z", quick: false, machine, sections });

const example: Section = {
  id: "example",
  title: "Example",
  how: "By hand.",
  columns: ["what", "ms"],
  rows: [["first | second", 12]],
  targets: [
    { what: "first", atMost: 1, measured: 1 },
    { what: "second", atMost: 1, measured: 1.1 },
  ],
};

describe("performancePage", () => {
  it("shows what was measured, and tells a target that was met from one that was not", () => {
    const page = pageOf(example);
    expect(page).toContain("on 2026-01-31: 2 cores (Example), 8 GiB, Linux 6.1, Node.js v24.0.0.");
    expect(page).toMatch(/\| Example: first +\| +1 \| +1 \| met +\|/);
    expect(page).toMatch(/\| Example: second +\| +1 \| +1\.1 \| \*\*not met\*\*, see below +\|/);
    expect(page).toMatch(/\| first \\\| second +\| +12 \|/);
  });

  it("says of each part whether it was the published one", () => {
    expect(pageOf()).toMatch(/\| pulumi +\| 3\.259\.0 \| published +\|/);
    expect(pageOf()).toMatch(/\| pulumi-resource-azuread \| 0\.1\.0 +\| stand-in of this project \|/);
  });

  it("has the goals by themselves, and says of one that could not be measured why", () => {
    const goals = [
      { what: "fast", atMost: 1.5, measured: 1.4, isGoal: true },
      { what: "faster than others", atMost: 0.9, why: "not on the machine: tofu", isGoal: true },
    ];
    const [, part = ""] = pageOf({ ...example, targets: [...example.targets, ...goals] }).split("## Goals");
    const [table = "", rest = ""] = part.split("## Targets");
    expect(table).toMatch(/\| fast +\| +1\.5 \| +1\.4 \| met +\|/);
    expect(table).toMatch(/\| faster than others \| +0\.9 \| +\| not measured: not on the machine: tofu \|/);
    expect(rest).not.toContain("faster than others");
  });

  it("aligns a column of numbers to the right where a cell is empty", () => {
    const page = pageOf({
      ...example,
      rows: [
        ["a", 1],
        ["b", ""],
      ],
    });
    expect(page).toMatch(/\| what \| ms \|\n\| :--- \| -+: \|/);
  });

  it("has what was tried, with what was dropped", () => {
    const [, tried = ""] = pageOf().split("## What was tried");
    expect(tried).toMatch(/\| step +\| before +\| after +\|/);
    expect(tried).toContain("| dropped |");
  });

  it("says where the time goes in numbers of the same run", () => {
    const preview: Section = {
      ...example,
      id: "preview",
      columns: ["what", "ms", "CPU s"],
      rows: [
        ["an empty program: `pulumi preview`", 500, 1],
        ["the dev stack: `pulumi preview`", 2000, 2],
      ],
      targets: [],
    };
    const startUp: Section = {
      ...example,
      id: "start-up",
      rows: [["load @azure/identity", 150]],
      targets: [],
    };
    const page = pageOf(startUp, preview);
    expect(page).toContain("A preview of the dev stack takes 2000 ms.");
    expect(page).toMatch(/\| load @azure\/identity +\| +150 \| +8 % \|/);
    expect(pageOf(example)).not.toContain("Where the time goes");
  });
});
