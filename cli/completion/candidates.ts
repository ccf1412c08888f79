import { completionTable } from "./commands.ts";
import type { CompletedCommand, CompletionTable, Takes } from "./table.ts";

/** What can stand at a place of a command line. */
export type Candidates = {
  /** Each with what it does. */
  readonly values: readonly (readonly [value: string, does: string])[];
  /** Whether names of files or folders can stand there. */
  readonly paths?: "file" | "folder";
};

const none: Candidates = { values: [] };
const help = { help: { does: "Print this help." } } as const;

/**
 * What can stand in place of the last word, which may be empty or a beginning.
 *
 * @param words What is typed after `pin-reset`, up to the cursor.
 */
export function candidatesFor(words: readonly string[]): Candidates {
  const current = words.at(-1) ?? "";
  const before = words.slice(0, -1);
  if (before.length === 0) {
    const program = flags({ ...help, version: { does: "Print the version." } });
    const names: Candidates["values"] = [...named(completionTable), ["help", "Print the help of a command."]];
    return beginningWith(current, current.startsWith("-") ? program : names);
  }
  return before[0] === "help"
    ? withinTable(completionTable, before.slice(1), current, () => none)
    : withinTable(completionTable, before, current, withinCommand);
}

function withinTable(
  table: CompletionTable,
  [name, ...rest]: readonly string[],
  current: string,
  within: typeof withinCommand,
): Candidates {
  if (name === undefined) {
    return beginningWith(current, current.startsWith("-") ? flags(help) : named(table));
  }
  const entry = Object.hasOwn(table, name) ? table[name] : undefined;
  if (entry === undefined) {
    return none;
  }
  return "commands" in entry
    ? withinTable(entry.commands, rest, current, within)
    : within(entry, rest, current);
}

function named(table: CompletionTable): Candidates["values"] {
  return Object.entries(table).map(([name, { summary }]) => [name, summary] as const);
}

function withinCommand(
  { options, arguments: byPlace }: CompletedCommand,
  before: readonly string[],
  current: string,
): Candidates {
  let place = 0;
  let pending: Takes | undefined;
  for (const word of before) {
    if (pending !== undefined) {
      pending = undefined;
    } else if (word.startsWith("--")) {
      pending = takenBy(options, word);
    } else {
      place += 1;
    }
  }
  const [flag, value] = current.split(/=(.*)/s);
  if (pending === undefined && flag?.startsWith("--") && value !== undefined) {
    return valuesOf(takenBy(options, flag), value);
  }
  if (pending === undefined && current.startsWith("-")) {
    return beginningWith(current, flags({ ...options, ...help }));
  }
  return valuesOf(pending ?? byPlace[place], current);
}

function takenBy(options: CompletedCommand["options"], word: string): Takes | undefined {
  const name = word.slice(2);
  return Object.hasOwn(options, name) ? options[name]?.takes : undefined;
}

function valuesOf(takes: Takes | undefined, current: string): Candidates {
  if (takes === "file" || takes === "folder") {
    return { values: [], paths: takes };
  }
  return takes === undefined || takes === "text"
    ? none
    : beginningWith(
        current,
        takes.map((value) => [value, ""]),
      );
}

function flags(options: CompletedCommand["options"]): [string, string][] {
  return Object.entries(options).map(([name, { does }]) => [`--${name}`, does]);
}

function beginningWith(current: string, values: Candidates["values"]): Candidates {
  return { values: values.filter(([value]) => value.startsWith(current)) };
}
