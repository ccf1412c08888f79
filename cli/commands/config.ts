import path from "node:path";
import { z } from "zod";
import { type CliCommand, defineCommand } from "../command.ts";
import { type Effective, effectiveValues } from "../config/defaults.ts";
import { folderFile, readConfigFiles, userFile } from "../config/files.ts";
import { keyTable } from "../config/keys.ts";
import type { Context } from "../context.ts";
import { CommandError } from "../errors.ts";
import type { Column } from "../output.ts";

const key = z.string().min(1).optional().meta({ placeholder: "key", description: "The key, such as stack." });

const folder = z
  .boolean()
  .optional()
  .describe(`Change the folder's file, ${folderFile}, instead of your own.`);

/** `pin-reset config show` */
const show = defineCommand({
  name: "show",
  summary: "Print the default of each option that has one, and where it comes from.",
  details: ["With a key it prints that one alone. What stands on a command line comes before all of them."],
  argument: "key",
  options: z.strictObject({ key }),
  printsDefaults: true,
  examples: [
    { command: "pin-reset config", does: "Prints all defaults." },
    { command: "pin-reset config show stack --output json", does: "Prints one, for a script." },
  ],
  calls: [],
  async run({ env, output }, { key: wanted }) {
    if (wanted !== undefined) {
      await refuseUnknown(wanted);
    }
    const around = { env, cwd: process.cwd() };
    const all = await effectiveValues(around, await readConfigFiles(around));
    output.rows(
      columns,
      all.filter((one) => wanted === undefined || one.key === wanted),
    );
    return undefined;
  },
});

/** `pin-reset config set` */
const set = defineCommand({
  name: "set",
  summary: "Set a default in your own configuration file, or with --folder in the folder's.",
  details: ["The file is checked before it is written, and its comments stay."],
  argument: ["key", "value"],
  options: z.strictObject({
    key,
    value: z.string().optional().meta({ placeholder: "value of the key", description: "Its value." }),
    folder,
  }),
  output: false,
  examples: [
    { command: "pin-reset config set vault contoso-passcodes", does: "Stores passcodes in that vault." },
    {
      command: "pin-reset config set stack prod --folder",
      does: "Has this folder's commands use the stack prod.",
    },
  ],
  calls: [],
  run: (context, { key: name, value, folder: inFolder = false }) => {
    if (value === undefined) {
      throw usage("`config set` takes a key and its value.");
    }
    return change(context, { name, value, inFolder });
  },
});

/** `pin-reset config unset` */
const unset = defineCommand({
  name: "unset",
  summary: "Remove a default from your own configuration file, or with --folder from the folder's.",
  details: [],
  argument: "key",
  options: z.strictObject({ key, folder }),
  output: false,
  examples: [{ command: "pin-reset config unset vault", does: "Has `reset` show passcodes again." }],
  calls: [],
  run: (context, { key: name, folder: inFolder = false }) =>
    change(context, { name, value: undefined, inFolder }),
});

/** The commands of `pin-reset config`. */
export const configCommands: readonly CliCommand[] = [show, set, unset];

const columns: readonly Column<Effective>[] = [
  { key: "key", title: "Key", value: ({ key: name }) => name },
  { key: "value", title: "Value", value: ({ value }) => value },
  { key: "source", title: "From", value: ({ source }) => source },
  { key: "where", title: "Where", value: ({ where }) => where },
];

async function change(
  { env, output }: Context,
  { name, value, inFolder }: { name: string | undefined; value: string | undefined; inFolder: boolean },
): Promise<undefined> {
  if (name === undefined) {
    throw usage("No key was named.");
  }
  await refuseUnknown(name);
  const { writeKey } = await import("../config/write.ts");
  const file = inFolder ? path.resolve(folderFile) : userFile(env);
  const isChanged = await writeKey(file, inFolder ? "folder" : "user", { key: name, value });
  output.note(isChanged ? `${file} is changed.` : `${file} has no ${name}.`);
  return undefined;
}

async function refuseUnknown(name: string): Promise<void> {
  if (!keyTable.has(name)) {
    const { whyUnknown } = await import("../config/keys.ts");
    throw usage(`${name} ${await whyUnknown(name)}. The keys are: ${[...keyTable.keys()].join(", ")}.`);
  }
}

function usage(message: string): CommandError {
  return new CommandError("usage", message, {
    hint: "`npm run pin-reset -- config --help` lists the commands.",
    ending: "usage",
  });
}
