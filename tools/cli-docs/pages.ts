import { asTyped, type CliCommand, type CliGroup } from "../../cli/command.ts";
import { exitCodes } from "../../cli/exit-codes.ts";
import { inWords, type OptionDescription } from "../../cli/option.ts";
import { inPowerShell } from "./powershell.ts";
import { sharedSections } from "./shared-sections.ts";
import { table } from "./table.ts";

/** The page of every command and of what they have in common. */
export function overviewPage(commands: readonly (CliCommand | CliGroup)[]): string {
  return [
    "# pin-reset, the companion",
    "",
    "For administrators and the helpdesk: what each command does, its options, its exit codes and its permissions. Run a",
    "command in a checkout as `npm run pin-reset -- COMMAND`; the text calls it `pin-reset COMMAND`. Credentials are the",
    "`ARM_*` variables, as for the program ([Signing in](sign-in.md)). In PowerShell on Windows, type `npm.cmd` in place of `npm`:",
    "many versions of npm's script for PowerShell [lose the `--`](https://github.com/npm/cli/issues/3136). Where more differs, a block",
    "of its own has it.",
    "",
    "`npm run cli-docs` writes this page and those of the commands from what `--help` prints.",
    "",
    table(
      ["command", "what it does"],
      commands.map(({ name, summary }) => [`[\`${name}\`](cli/${name}.md)`, summary]),
    ),
    "",
    "Data goes to standard output, everything else to standard error. `--output table|json|csv` selects the format of the",
    'data; with `json` an error is `{"error": {"code", "message", "hint"}}` on standard error. Colors follow `NO_COLOR`,',
    "tables the width of the terminal: columns that it has no room for are left out, the least important first, and named",
    "below. Times are local there. Without a terminal nothing is left out or truncated, times are UTC, and no question is",
    "asked.",
    "",
    ...sharedSections(),
    "## Exit codes",
    "",
    table(
      ["code", "meaning"],
      Object.values(exitCodes).map(({ code, meaning }) => [String(code), meaning]),
    ),
    "",
  ].join("\n");
}

/** The page of one command. */
export function commandPage(command: CliCommand): string {
  const { name, summary, details, options, examples, permissions } = command;
  return [
    `# pin-reset ${name}`,
    "",
    ...[summary, ...details].flatMap((paragraph) => [paragraph, ""]),
    ...synopsis(name, command.arguments),
    ...(options.length === 0 ? [] : [optionTable(options), ""]),
    "## Examples",
    "",
    ...examplesOf(examples),
    ...permissionSection(permissions),
  ].join("\n");
}

function optionTable(options: readonly OptionDescription[]): string {
  return table(
    ["option", "what it does"],
    options.map((option) => [flagOf(option), described(option)]),
  );
}

/** How a command is typed, and what its arguments are. `name` has the group's name before it, if it has one. */
export function synopsis(name: string, byPlace: CliCommand["arguments"]): string[] {
  const given = byPlace.map((argument) => ` [${argument.name.toUpperCase()}]`).join("");
  return [
    "```",
    `npm run --silent pin-reset -- ${name}${given} [options]`,
    "```",
    "",
    ...byPlace.flatMap((argument) => [`\`${argument.name.toUpperCase()}\`: ${inWords(argument)}`, ""]),
  ];
}

/** Each example with what it does, and in PowerShell where it differs. */
export function examplesOf(examples: CliCommand["examples"]): string[] {
  return examples.flatMap(({ does, command }) => {
    const typed = asTyped(command);
    const elsewhere = inPowerShell(typed);
    const blocks = ["```sh", typed, "```", ""];
    return [does, "", ...blocks, ...(elsewhere ? ["```powershell", elsewhere, "```", ""] : [])];
  });
}

/** An option as it is typed, for a cell of a table. */
export function flagOf({ flag }: OptionDescription): string {
  return `\`${flag.replaceAll("|", "\\|")}\``;
}

/** What an option does, with what it may be and its default, for a cell of a table. */
export function described(option: OptionDescription): string {
  return inWords(option).replaceAll("|", "\\|");
}

function permissionSection(permissions: CliCommand["permissions"]): string[] {
  if (permissions.length === 0) {
    return [];
  }
  const rows = permissions.map(({ call, application, delegated, optional }) => [
    optional ? `${call} (optional)` : call,
    `\`${application}\``,
    `\`${delegated}\``,
  ]);
  return ["## Graph permissions", "", table(["to", "application", "delegated"], rows), ""];
}
