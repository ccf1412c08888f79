import { Argument, Command, Option } from "commander";
import { version } from "../version.ts";
import { type CliCommand, type CliGroup, isGroup } from "./command.ts";
import { helpWith } from "./help.ts";
import { inWords, type OptionDescription } from "./option.ts";

type Act = (command: CliCommand, given: Record<string, unknown>) => Promise<void>;

/** A parser without options and commands. What is wrong with a command line is thrown as CommanderError, and printed by nobody. */
function createParser(name: string): Command {
  return new Command(name)
    .helpOption("-h, --help", "Print this help.")
    .configureOutput({ outputError: () => undefined })
    .exitOverride();
}

/** The parser of `pin-reset` itself, without its commands. */
export function createProgram(): Command {
  return createParser("pin-reset")
    .description("The companion of PIN Reset as code: what an administrator does beside `pulumi up`.")
    .version(version, "-V, --version", "Print the version.")
    .helpCommand("help [command]", "Print the help of a command.")
    .configureHelp(helpWith(undefined));
}

/** A command's or a group's parser. `act` gets the command that was named and what stands on the command line. */
export function toCommander(entry: CliCommand | CliGroup, act: Act): Command {
  const { name, summary, details } = entry;
  const parser = createParser(name)
    .summary(summary)
    .description([summary, ...details].join("\n\n"))
    .configureHelp(helpWith(isGroup(entry) ? undefined : entry));
  if (isGroup(entry)) {
    parser.helpCommand("help [command]", "Print the help of a command.");
    for (const command of entry.commands) {
      parser.addCommand(toCommander(command, act), { isDefault: command.name === entry.implied });
    }
    return parser;
  }
  for (const argument of entry.arguments) {
    parser.addArgument(new Argument(`[${argument.name.toUpperCase()}]`, inWords(argument)));
  }
  for (const option of entry.options) {
    parser.addOption(parsedOption(option));
  }
  return parser.action((...received: unknown[]) => {
    const byPlace = entry.arguments.flatMap((argument, index) => {
      const value = received[index];
      return typeof value === "string" ? [[argument.name, value] as const] : [];
    });
    return act(entry, { ...parser.opts(), ...Object.fromEntries(byPlace) });
  });
}

function parsedOption(described: OptionDescription): Option {
  const { flag, choices, repeatable } = described;
  const option = new Option(flag, inWords(described));
  if (repeatable) {
    return option.argParser((value: string, earlier: readonly string[] = []) => [
      ...earlier,
      ...value.split(",").map((part) => part.trim()),
    ]);
  }
  return choices === undefined ? option : option.choices([...choices]);
}
