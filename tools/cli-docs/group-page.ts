import type { CliCommand, CliGroup } from "../../cli/command.ts";
import type { OptionDescription } from "../../cli/option.ts";
import { described, examplesOf, flagOf, synopsis } from "./pages.ts";
import { table } from "./table.ts";

/**
 * The page of a group: a section for each command with the options that it alone has. Those of several commands, and the
 * permissions, are listed once.
 */
export function groupPage({ name, summary, details, commands }: CliGroup): string {
  const shared = sharedOptions(commands);
  return [
    `# pin-reset ${name}`,
    "",
    ...[summary, ...details].flatMap((paragraph) => [paragraph, ""]),
    table(
      ["command", "what it does"],
      commands.map((command) => [`[\`${name} ${command.name}\`](#${name}-${command.name})`, command.summary]),
    ),
    "",
    ...commands.flatMap((command) => section(name, command, shared)),
    "## Options of several commands",
    "",
    "`pin-reset COMMAND --help` lists each command's own and these together.",
    "",
    table(
      ["option", "what it does"],
      [...shared.values()].map((option) => [flagOf(option), described(option)]),
    ),
    "",
    ...permissionSection(commands),
  ].join("\n");
}

/** Options that several commands have in the same words, by flag and description. */
function sharedOptions(commands: readonly CliCommand[]): ReadonlyMap<string, OptionDescription> {
  const all = Map.groupBy(
    commands.flatMap(({ options }) => options),
    keyOf,
  );
  return new Map(
    [...all].flatMap(([key, options]) => {
      const [first] = options;
      return first !== undefined && options.length > 1 ? [[key, first] as const] : [];
    }),
  );
}

function keyOf(option: OptionDescription): string {
  return `${option.flag} ${described(option)}`;
}

function section(
  group: string,
  command: CliCommand,
  shared: ReadonlyMap<string, OptionDescription>,
): string[] {
  const { name, summary, details, options, examples } = command;
  const own = options.filter((option) => !shared.has(keyOf(option)));
  const others = options.filter((option) => shared.has(keyOf(option)));
  const flags = others.map(({ flag }) => `\`${flag.split(" ")[0]}\``).join(", ");
  return [
    `## ${group} ${name}`,
    "",
    ...[summary, ...details].flatMap((paragraph) => [paragraph, ""]),
    ...synopsis(`${group} ${name}`, command.arguments),
    ...(own.length === 0
      ? []
      : [
          table(
            ["option", "what it does"],
            own.map((option) => [flagOf(option), described(option)]),
          ),
          "",
        ]),
    ...(others.length === 0 ? [] : [`${own.length === 0 ? "Its options" : "Also"}: ${flags}.`, ""]),
    ...examplesOf(examples),
  ];
}

function permissionSection(commands: readonly CliCommand[]): string[] {
  const rows = new Map<string, { readonly cells: readonly string[]; readonly names: string[] }>();
  for (const { name, permissions } of commands) {
    for (const { call, application, delegated } of permissions) {
      const row = rows.get(call) ?? { cells: [call, `\`${application}\``, `\`${delegated}\``], names: [] };
      row.names.push(name);
      rows.set(call, row);
    }
  }
  if (rows.size === 0) {
    return [];
  }
  return [
    "## Graph permissions",
    "",
    "With `--doctor` a command needs those of [`pin-reset doctor`](doctor.md) too.",
    "",
    table(
      ["to", "application", "delegated", "for"],
      [...rows.values()].map(({ cells, names }) => [...cells, names.map((name) => `\`${name}\``).join(", ")]),
    ),
    "",
  ];
}
