import { markdownTable } from "markdown-table";
import { notes } from "./notes.ts";
import type { Results, Section, Target } from "./results.ts";
import { sdkIssue } from "./sdk-issue.ts";
import { steps } from "./steps.ts";
import { whereTheTimeGoes } from "./where-time-goes.ts";

type Placed = { readonly section: Section; readonly target: Target };

/** `docs/performance.md`: what a run of the benchmark measured, with what is known about it besides the numbers. */
export function performancePage({ measuredAt, machine, sections }: Results): string {
  const { processor, cores, memoryGibibytes, system, node, parts } = machine;
  const targets = sections.flatMap((section) => section.targets.map((target) => ({ section, target })));
  const goals = targets.filter(({ target }) => target.isGoal);
  return [
    "# Performance",
    "",
    "For those who want to know how fast it is and where the time goes: measurements, targets and why some are missed.",
    "",
    `\`npm run performance-page\` writes this page from [performance.json](performance.json), which one run of \`npm run bench\` wrote`,
    `on ${measuredAt.slice(0, 10)}: ${cores} cores (${processor}), ${memoryGibibytes} GiB, ${system}, Node.js ${node}.`,
    "Everything runs against the embedded tenant on the same machine. Times are only meaningful in comparison, so targets",
    "are ratios. No test asserts a time; requests are asserted exactly, in the tests too.",
    "",
    "It was measured with:",
    "",
    markdownTable([
      ["part", "version", ""],
      ...parts.map(({ name, version, origin }) => [name, version, origin]),
    ]),
    ...(goals.length === 0 ? [] : ["", "## Goals", "", targetTable(goals)]),
    "",
    "## Targets",
    "",
    targetTable(targets.filter(({ target }) => !target.isGoal)),
    ...sections.flatMap(asLines),
    ...whereTheTimeGoes(sections),
    "",
    "## What was tried",
    "",
    ...stepLines(),
    ...(sdkIssue === "" ? [] : ["", "## For the Pulumi SDK", "", sdkIssue]),
    "",
  ].join("\n");
}

function targetTable(targets: readonly Placed[]): string {
  return markdownTable([["what", "at most", "measured", ""], ...targets.map(targetRow)], {
    align: ["l", "r", "r", "l"],
  });
}

function targetRow({ section, target }: Placed): string[] {
  const { what, atMost, measured, why, isGoal } = target;
  const row = [cell(isGoal ? what : `${section.title}: ${what}`), String(atMost)];
  if (measured === undefined) {
    return [...row, "", cell(`not measured: ${why}`)];
  }
  return [...row, String(measured), measured <= atMost ? "met" : "**not met**, see below"];
}

function asLines({ id, title, how, columns, rows }: Section): string[] {
  const numbers = columns.map((_, index) =>
    rows.every((row) => typeof row[index] === "number" || row[index] === ""),
  );
  const note = notes[id];
  return [
    "",
    `## ${title}`,
    "",
    how,
    "",
    markdownTable([columns.map(cell), ...rows.map((row) => row.map(cell))], {
      align: numbers.map((isNumber) => (isNumber ? "r" : "l")),
    }),
    ...(note === undefined ? [] : ["", note]),
  ];
}

function stepLines(): string[] {
  const rows = steps.tried.map(({ what, before, after, kept, why }) => [
    cell(what),
    cell(before),
    cell(after),
    kept ? "kept" : "dropped",
    cell(why),
  ]);
  return [
    `Measured by hand, in pairs, from commit ${steps.commit} of ${steps.date} on; both forms in turns, medians. Where a row says no`,
    "more, it is a drift check of the dev stack by `npm run pulumi -- preview` without npm, by the delay of each request.",
    "",
    markdownTable([["step", "before", "after", "", "why"], ...rows]),
  ];
}

function cell(value: string | number): string {
  return String(value).replaceAll("|", "\\|");
}
