import { markdownTable } from "markdown-table";
import { notes } from "./notes.ts";
import type { Results, Section } from "./results.ts";

/** `docs/performance.md`: what a run of the benchmark measured, with what is known about it besides the numbers. */
export function performancePage({ measuredAt, machine, sections }: Results): string {
  const { processor, cores, memoryGibibytes, system, node, pulumi, standIns } = machine;
  return [
    "# Performance",
    "",
    "For those who want to know how fast it is and where the time goes: measurements, targets and why some are missed.",
    "",
    `\`npm run performance-page\` writes this page from [performance.json](performance.json), which one run of \`npm run bench\` wrote`,
    `on ${measuredAt.slice(0, 10)}: ${cores} cores (${processor}), ${memoryGibibytes} GiB, ${system}, Node.js ${node}, Pulumi ${pulumi}${
      standIns.length > 0 ? `; with stand-ins for ${standIns.join(", ")}` : ""
    }.`,
    "Everything runs against the embedded tenant on the same machine. Times are only meaningful in comparison, so targets",
    "are ratios. No test asserts a time; requests are asserted exactly, in the tests too.",
    "",
    "## Targets",
    "",
    markdownTable([["what", "target", "measured", ""], ...sections.flatMap(targetRows)], {
      align: ["l", "r", "r", "l"],
    }),
    ...sections.flatMap(asLines),
    "",
  ].join("\n");
}

function targetRows({ title, targets }: Section): string[][] {
  return targets.map(({ what, atMost, measured }) => [
    cell(`${title}: ${what}`),
    String(atMost),
    String(measured),
    measured <= atMost ? "met" : "**not met**, see below",
  ]);
}

function asLines({ id, title, how, columns, rows }: Section): string[] {
  const numbers = columns.map((_, index) => rows.every((row) => typeof row[index] === "number"));
  const note = notes[id];
  return [
    "",
    `## ${title}`,
    "",
    how,
    "",
    markdownTable([[...columns], ...rows.map((row) => row.map(cell))], {
      align: numbers.map((isNumber) => (isNumber ? "r" : "l")),
    }),
    ...(note === undefined ? [] : ["", note]),
  ];
}

function cell(value: string | number): string {
  return String(value).replaceAll("|", "\\|");
}
