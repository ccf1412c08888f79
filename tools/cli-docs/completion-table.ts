import { type CliCommand, type CliGroup, isGroup } from "../../cli/command.ts";
import type { CompletedCommand, Takes } from "../../cli/completion/table.ts";
import { keyTable } from "../../cli/config/keys.ts";
import { dashed, type OptionDescription } from "../../cli/option.ts";

/** The module that completion reads in place of the commands, which take much longer to load: a line for each. */
export function completionModule(entries: readonly (CliCommand | CliGroup)[]): string {
  const lines = entries.flatMap((entry) =>
    isGroup(entry)
      ? [
          `  ${JSON.stringify(entry.name)}: { "summary": ${JSON.stringify(entry.summary)}, "commands": {`,
          ...entry.commands.map((command) => `    ${member(command)}`),
          "  } },",
        ]
      : [`  ${member(entry)}`],
  );
  return [
    "// `npm run cli-docs` writes this file from the commands.",
    'import type { CompletionTable } from "./table.ts";',
    "",
    "export const completionTable: CompletionTable = {",
    ...lines,
    "};",
    "",
  ].join("\n");
}

function member(command: CliCommand): string {
  return `${JSON.stringify(command.name)}: ${JSON.stringify(completed(command))},`;
}

function completed({ summary, options, arguments: byPlace }: CliCommand): CompletedCommand {
  return {
    summary,
    options: Object.fromEntries(
      options.map((option) => [
        dashed(option.name),
        {
          ...(option.placeholder === undefined ? {} : { takes: takes(option) }),
          does: firstSentence(option),
        },
      ]),
    ),
    arguments: byPlace.map(takes),
  };
}

function takes({ choices, placeholder }: OptionDescription): Takes {
  if (placeholder === "key") {
    return [...keyTable.keys()];
  }
  return choices ?? (placeholder === "file" || placeholder === "folder" ? placeholder : "text");
}

function firstSentence({ description }: OptionDescription): string {
  return description.split(/(?<=\.) /)[0] ?? description;
}
