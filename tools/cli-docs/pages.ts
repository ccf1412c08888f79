import { asTyped, type CliCommand, type CliGroup, type OptionDescription } from "../../cli/command.ts";
import { exitCodes } from "../../cli/exit-codes.ts";
import { inPowerShell } from "./powershell.ts";

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
  const { name, summary, details, argument, options, examples, permissions } = command;
  return [
    `# pin-reset ${name}`,
    "",
    ...[summary, ...details].flatMap((paragraph) => [paragraph, ""]),
    ...synopsis(name, argument),
    table(
      ["option", "what it does"],
      options.map((option) => [flagOf(option), described(option)]),
    ),
    "",
    "## Examples",
    "",
    ...examplesOf(examples),
    ...permissionSection(permissions),
  ].join("\n");
}

/** How a command is typed, and what its argument is. `name` has the group's name before it, if it has one. */
export function synopsis(name: string, argument: CliCommand["argument"]): string[] {
  const given = argument?.name.toUpperCase();
  return [
    "```",
    `npm run --silent pin-reset -- ${name}${given === undefined ? "" : ` [${given}]`} [options]`,
    "```",
    "",
    ...(argument === undefined ? [] : [`\`${given}\`: ${argument.description}`, ""]),
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

/** What an option does, with its default. */
export function described({ description, fallback }: OptionDescription): string {
  return fallback === undefined ? description : `${description} Default: ${fallback}.`;
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

/** A table in Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
