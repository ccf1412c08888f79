import { Command, Option } from "commander";
import { z } from "zod";
import {
  type AdministratorCallName,
  administratorCalls,
  type CallName,
  permittedCalls,
} from "../graph/permissions.ts";
import { type Context, createContext } from "./context.ts";
import { CommandError } from "./errors.ts";
import type { Ending } from "./exit-codes.ts";
import { outputFormat } from "./output.ts";

/**
 * A command as its author writes it. `options` is a strict schema: each member is an option (`fromFile` is
 * `--from-file`), described by its description; booleans are switches, and an array may be given several times, or with
 * commas. `.meta({ placeholder })` is what its help has in place of `value`. `argument` names the member that is given
 * without a flag. `calls` are the Graph calls that it makes, by their name in graph/permissions.ts.
 */
export type CommandDefinition<Options extends z.ZodObject> = {
  readonly name: string;
  readonly summary: string;
  /** Paragraphs for `--help` and for the command's page. */
  readonly details: readonly string[];
  readonly argument?: Extract<keyof z.input<Options>, string>;
  readonly options: Options;
  readonly examples: readonly { readonly command: string; readonly does: string }[];
  readonly calls: readonly (CallName | AdministratorCallName)[];
  /**
   * Does the work. Returns how it ended; undefined is `done`.
   * @throws ExplainedError
   */
  run(context: Context, options: z.output<Options>): Promise<Ending | undefined>;
};

/** A command as the program, its help and its page see it. */
export type CliCommand = {
  readonly name: string;
  readonly summary: string;
  readonly details: readonly string[];
  readonly argument: OptionDescription | undefined;
  readonly options: readonly OptionDescription[];
  readonly examples: readonly { readonly command: string; readonly does: string }[];
  readonly permissions: readonly { call: string; application: string; delegated: string; optional?: true }[];
  /** Runs with what stands on the command line. */
  run(given: Record<string, unknown>, around: Parameters<typeof createContext>[1]): Promise<Ending>;
};

/** Commands that share their first word, as `pin-reset fleet scan` and `pin-reset fleet up` do. */
export type CliGroup = {
  readonly name: string;
  readonly summary: string;
  readonly details: readonly string[];
  /** Those that the command line needs; none where only the group itself is listed. */
  readonly commands: readonly CliCommand[];
};

/** One option: how it is written, what it means, what it may be. */
export type OptionDescription = {
  readonly name: string;
  readonly flag: string;
  readonly description: string;
  readonly choices: readonly string[] | undefined;
  readonly fallback: string | undefined;
  /** Whether it may be given several times. */
  readonly repeatable: boolean;
};

const common = {
  output: outputFormat.default("table").describe("How data is printed."),
};

const optionSchema = z.looseObject({
  type: z.string().optional(),
  description: z.string(),
  enum: z.array(z.string()).optional(),
  default: z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]).optional(),
  placeholder: z.string().optional(),
});

/** A command from its definition. */
export function defineCommand<Options extends z.ZodObject>(
  definition: CommandDefinition<Options>,
): CliCommand {
  const { name, summary, details, argument, examples, calls } = definition;
  const schema = z.strictObject({ ...definition.options.shape, ...common });
  const described = z.looseObject({ properties: z.record(z.string(), optionSchema) });
  const { properties } = described.parse(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }));
  const all = Object.entries(properties).map(([key, option]) => describeOption(key, option));
  return {
    name,
    summary,
    details,
    argument: all.find((option) => option.name === argument),
    options: all.filter((option) => option.name !== argument),
    examples,
    permissions: [...permittedCalls, ...administratorCalls].filter(({ call }) => calls.includes(call)),
    async run({ output, ...given }, around) {
      const format = common.output.safeParse(output);
      if (!format.success) {
        throw badOptions("output", format.error, { all, argument });
      }
      const options = definition.options.safeParse(given);
      if (!options.success) {
        throw badOptions(undefined, options.error, { all, argument });
      }
      return (await definition.run(createContext(format.data, around), options.data)) ?? "done";
    },
  };
}

function describeOption(name: string, option: z.output<typeof optionSchema>): OptionDescription {
  const dashed = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  const { type, description, placeholder, default: fallback } = option;
  const isSwitch = type === "boolean";
  const repeatable = type === "array";
  const value =
    placeholder ?? option.enum?.join("|") ?? (/^(?:number|integer)$/.test(type ?? "") ? "number" : "value");
  return {
    name,
    flag: isSwitch ? dashed : `${dashed} <${value}>`,
    description: repeatable ? `${description} ${severalTimes}` : description,
    choices: option.enum,
    fallback: isSwitch || repeatable || fallback === undefined ? undefined : String(fallback),
    repeatable,
  };
}

const severalTimes = "For several, repeat it or separate them with commas.";

/** `name` is the option that was looked at, where it was one alone. */
function badOptions(
  name: string | undefined,
  error: z.ZodError,
  { all, argument }: { readonly all: readonly OptionDescription[]; readonly argument: string | undefined },
): CommandError {
  const faults = error.issues.map(({ path, message }) => {
    const option = all.find((candidate) => candidate.name === (name ?? path[0]));
    if (option === undefined) {
      return message;
    }
    const written = option.name === argument ? option.name.toUpperCase() : option.flag.split(" ")[0];
    return `${written} ${message}`;
  });
  return new CommandError("usage", faults.join("\n"), {
    hint: "Add --help to see what the command takes.",
    ending: "usage",
  });
}

/** A command's or a group's parser. `act` gets the command that was named and what stands on the command line. */
export function toCommander(
  entry: CliCommand | CliGroup,
  act: (command: CliCommand, given: Record<string, unknown>) => Promise<void>,
): Command {
  const { name, summary, details } = entry;
  const parser = new Command(name)
    .summary(summary)
    .description([summary, ...details].join("\n\n"))
    .exitOverride();
  if (isGroup(entry)) {
    for (const command of entry.commands) {
      parser.addCommand(toCommander(command, act));
    }
    return parser;
  }
  const { argument, options } = entry;
  if (argument) {
    parser.argument(`[${argument.name.toUpperCase()}]`, argument.description);
  }
  for (const option of options) {
    parser.addOption(parsedOption(option));
  }
  return parser
    .addHelpText("after", () => afterwards(entry))
    .action((...received: unknown[]) => {
      const given = parser.opts();
      const first = received[0];
      return act(entry, argument && typeof first === "string" ? { ...given, [argument.name]: first } : given);
    });
}

/** Whether it is a group of commands. */
export function isGroup(entry: CliCommand | CliGroup): entry is CliGroup {
  return "commands" in entry;
}

function parsedOption({ flag, description, choices, fallback, repeatable }: OptionDescription): Option {
  const text = fallback === undefined ? description : `${description} Default: ${fallback}.`;
  const option = new Option(flag, text);
  if (repeatable) {
    return option.argParser((value: string, earlier: readonly string[] = []) => [
      ...earlier,
      ...value.split(",").map((part) => part.trim()),
    ]);
  }
  return choices === undefined ? option : option.choices([...choices]);
}

/**
 * A command as it is typed in a checkout, where no `pin-reset` is on PATH. Without `--silent`, npm prints a banner
 * among the data.
 */
export function asTyped(command: string): string {
  return command.replace(/(?<=^|\s)pin-reset(?= )/, "npm run --silent pin-reset --");
}

function afterwards({ examples, permissions }: CliCommand): string {
  const shown = examples.map(({ command, does }) => `  ${asTyped(command)}\n      ${does}`);
  const needed = permissions.map(
    ({ call, application, delegated }) =>
      `  to ${call}:\n      ${application}${delegated === application ? "" : ` (for a signed-in user: ${delegated})`}`,
  );
  const sections = [["\nExamples:", ...shown], needed.length > 0 ? ["\nGraph permissions:", ...needed] : []];
  return sections.flat().join("\n");
}
