import { markdownTable } from "markdown-table";
import { rounded, type Section } from "./results.ts";

const whole = "the dev stack: `pulumi preview`";

/** What a preview of the dev stack consists of, by the row of the section that measured it alone. */
const parts: readonly { readonly section: string; readonly row: string; readonly when: string }[] = [
  {
    section: "preview",
    row: "an empty program: `pulumi preview`",
    when: "the engine, its language host and the SDK",
  },
  {
    section: "start-up",
    row: "load the SDK's root",
    when: "part of the empty program's preview",
  },
  {
    section: "start-up",
    row: "load this program's settings and components, SDK included",
    when: "in the program, which the SDK is part of",
  },
  {
    section: "start-up",
    row: "the Intune plugin, to its port line",
    when: "at each start of the plugin",
  },
  {
    section: "start-up",
    row: "load what the Intune plugin does its work with",
    when: "in each process of the plugin that reads or writes",
  },
  { section: "start-up", row: "load @azure/identity", when: "before the first sign-in of a process" },
];

/** Where the time of a preview goes, as far as the benchmark measures parts of it; empty where it did not measure both. */
export function whereTheTimeGoes(sections: readonly Section[]): string[] {
  const total = measured(sections, "preview", whole);
  if (total === undefined) {
    return [];
  }
  const rows = parts.flatMap(({ section, row, when }) => {
    const milliseconds = measured(sections, section, row);
    return milliseconds === undefined
      ? []
      : [[row, String(milliseconds), `${rounded((100 * milliseconds) / total)} %`, when]];
  });
  return [
    "",
    "## Where the time goes",
    "",
    `A preview of the dev stack takes ${total} ms. Each part was measured alone, in a process of its own; in a preview some of`,
    "them run at the same time, and some happen more than once. What is left is the engine's own work with the plugins and the",
    "requests to the tenant.",
    "",
    markdownTable([["part", "ms", "of the whole", "when"], ...rows], { align: ["l", "r", "r", "l"] }),
  ];
}

function measured(sections: readonly Section[], id: string, what: string): number | undefined {
  const section = sections.find((candidate) => candidate.id === id);
  const cell = section?.rows.find(([name]) => name === what)?.[section.columns.indexOf("ms")];
  return typeof cell === "number" ? cell : undefined;
}
