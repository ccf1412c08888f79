import { asTyped, type CliCommand, type OptionDescription } from "../../cli/command.ts";
import { exitCodes } from "../../cli/exit-codes.ts";

/** The page of every command and of what they have in common. */
export function overviewPage(commands: readonly CliCommand[]): string {
  return [
    "# pin-reset, the companion",
    "",
    "For administrators and the helpdesk: what each command does, its options, its exit codes and its permissions. Run a",
    "command in a checkout as `npm run pin-reset -- COMMAND`; the text calls it `pin-reset COMMAND`. Credentials are the",
    "`ARM_*` variables, as for the program ([Signing in](sign-in.md)).",
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
    "tables the width of the terminal. Without a terminal nothing is truncated, and no question is asked.",
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
    "```",
    `npm run --silent pin-reset -- ${name}${argument === undefined ? "" : ` [${argument.name.toUpperCase()}]`} [options]`,
    "```",
    "",
    ...(argument === undefined ? [] : [`\`${argument.name.toUpperCase()}\`: ${argument.description}`, ""]),
    table(
      ["option", "what it does"],
      options.map((option) => [`\`${option.flag.replaceAll("|", "\\|")}\``, described(option)]),
    ),
    "",
    "## Examples",
    "",
    ...examples.flatMap((example) => [example.does, "", "```sh", asTyped(example.command), "```", ""]),
    ...permissionSection(permissions),
  ].join("\n");
}

function described({ description, fallback }: OptionDescription): string {
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

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
