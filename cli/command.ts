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
import { describeOptions, type OptionDescription } from "./option.ts";
import { createOutput, type OutputFormat, outputFormat } from "./output.ts";

/**
 * A command as its author writes it. `options` is a strict schema: each member is an option (`fromFile` is
 * `--from-file`), described by its description; booleans are switches, and an array may be given several times, or with
 * commas. `.meta({ placeholder })` is what its help has for the value. `argument` names the member that is given without
 * a flag, or those that are, in their order. `calls` are the Graph calls that it makes, by their name in graph/permissions.ts.
 */
export type CommandDefinition<Options extends z.ZodObject> = {
  readonly name: string;
  readonly summary: string;
  /** Paragraphs for `--help` and for the command's page. */
  readonly details: readonly string[];
  readonly argument?: Argument<Options> | readonly Argument<Options>[];
  readonly options: Options;
  /** What it prints has no formats to choose from: neither `--output` nor `--query`. */
  readonly output?: false;
  /**
   * Its output may have passcodes, which are printed only where the command line asks for it: no configuration file chooses
   * the format, and a query prints JSON alone.
   */
  readonly printsPasscodes?: true;
  /** It prints where defaults come from, so that none from a file stands in its environment as if it were a variable. */
  readonly printsDefaults?: true;
  readonly examples: readonly { readonly command: string; readonly does: string }[];
  readonly calls: readonly (CallName | AdministratorCallName)[];
  /**
   * Does the work. Returns how it ended; undefined is `done`.
   * @throws ExplainedError
   */
  run(context: Context, options: z.output<Options>): Promise<Ending | undefined>;
};

type Argument<Options extends z.ZodObject> = Extract<keyof z.input<Options>, string>;

/** A command as the program, its help and its page see it. */
export type CliCommand = {
  readonly name: string;
  readonly summary: string;
  readonly details: readonly string[];
  /** Those that are given without a flag, in their order. */
  readonly arguments: readonly OptionDescription[];
  readonly options: readonly OptionDescription[];
  readonly printsPasscodes: boolean;
  readonly printsDefaults: boolean;
  readonly examples: readonly { readonly command: string; readonly does: string }[];
  readonly permissions: readonly { call: string; application: string; delegated: string; optional?: true }[];
  /** Runs with what stands on the command line. */
  run(given: Record<string, unknown>, around: Surroundings): Promise<Ending>;
};

type Surroundings = Parameters<typeof createContext>[1];

/** Commands that share their first word, as `pin-reset fleet scan` and `pin-reset fleet up` do. */
export type CliGroup = {
  readonly name: string;
  readonly summary: string;
  readonly details: readonly string[];
  /** The command that runs where none is named. */
  readonly implied?: string;
  /** Those that the command line needs; none where only the group itself is listed. */
  readonly commands: readonly CliCommand[];
};

const common = z.strictObject({
  output: outputFormat
    .default("table")
    .meta({ placeholder: "format", description: "The format in which data is printed." }),
  query: z.string().optional().meta({
    placeholder: "expression",
    description: "Print what this JMESPath expression selects of the JSON output; implies --output json.",
  }),
});

/** A command from its definition. */
export function defineCommand<Options extends z.ZodObject>(
  definition: CommandDefinition<Options>,
): CliCommand {
  const { name, summary, details, argument = [], examples, calls } = definition;
  const shared = definition.output === false ? {} : common.shape;
  const all = describeOptions(z.strictObject({ ...definition.options.shape, ...shared }));
  const byPlace: readonly string[] = typeof argument === "string" ? [argument] : argument;
  return {
    name,
    summary,
    details,
    arguments: byPlace.flatMap((place) => all.filter((option) => option.name === place)),
    options: all.filter((option) => !byPlace.includes(option.name)),
    printsPasscodes: definition.printsPasscodes ?? false,
    printsDefaults: definition.printsDefaults ?? false,
    examples,
    permissions: [...permittedCalls, ...administratorCalls].filter(({ call }) => calls.includes(call)),
    async run({ output, query, ...given }, around) {
      const format = common.safeParse({ output, query });
      if (!format.success) {
        throw badOptions(format.error, { all, byPlace });
      }
      const options = definition.options.safeParse(given);
      if (!options.success) {
        throw badOptions(options.error, { all, byPlace });
      }
      const run = (chosen: OutputFormat, streams: Surroundings) =>
        definition.run(createContext(chosen, streams), options.data);
      const ending =
        query === undefined
          ? await run(format.data.output, around)
          : await runQueried(
              { definition, format: format.data, isChosen: output !== undefined },
              around,
              run,
            );
      return ending ?? "done";
    },
  };
}

async function runQueried(
  {
    definition,
    format: { output, query = "" },
    isChosen,
  }: {
    readonly definition: Pick<CommandDefinition<z.ZodObject>, "printsPasscodes">;
    readonly format: z.output<typeof common>;
    readonly isChosen: boolean;
  },
  around: Surroundings,
  run: (format: OutputFormat, around: Surroundings) => Promise<Ending | undefined>,
): Promise<Ending | undefined> {
  const format = isChosen ? output : "json";
  if (definition.printsPasscodes && format !== "json") {
    throw usage(`--query prints JSON here: --output ${format} would alter passcodes. Nothing was reset.`);
  }
  const { queryOutput } = await import("./query/query-output.ts");
  const queried = queryOutput(query, format, around);
  const ending = await run("json", { ...around, stdout: queried.stdout }).finally(() => queried.end());
  queried.throwIfFailed();
  if (queried.hidPasscodes()) {
    createOutput("json", around).note(
      "--query selected nothing. A passcode that is set shows without another reset: npm run pin-reset -- reset --resume DEVICE",
    );
  }
  return ending;
}

function badOptions(
  error: z.ZodError,
  { all, byPlace }: { readonly all: readonly OptionDescription[]; readonly byPlace: readonly string[] },
): CommandError {
  const faults = error.issues.map(({ path, message }) => {
    const option = all.find((candidate) => candidate.name === path[0]);
    if (option === undefined) {
      return message;
    }
    const written = byPlace.includes(option.name) ? option.name.toUpperCase() : option.flag.split(" ")[0];
    return `${written} ${message}`;
  });
  return usage(faults.join("\n"));
}

function usage(message: string): CommandError {
  return new CommandError("usage", message, {
    hint: "Add --help to see what the command takes.",
    ending: "usage",
  });
}

/** Whether it is a group of commands. */
export function isGroup(entry: CliCommand | CliGroup): entry is CliGroup {
  return "commands" in entry;
}

/**
 * A command as it is typed in a checkout, where no `pin-reset` is on PATH. Without `--silent`, npm prints a banner
 * among the data.
 */
export function asTyped(command: string): string {
  return command.replace(/(?<=^|\s)pin-reset(?= )/, "npm run --silent pin-reset --");
}
