import path from "node:path";
import type { CliCommand } from "../command.ts";
import { readConfigFiles, type Surroundings } from "./files.ts";
import type { ConfigFile } from "./parse.ts";

/** What applies for a key, and where it comes from. */
export type Effective = {
  readonly key: string;
  readonly value: string | number | undefined;
  readonly source: "environment" | "folder" | "user" | "default";
  /** The variable, or the file with the line. */
  readonly where: string | undefined;
};

type Given = Record<string, unknown>;

/**
 * What a command runs with: the options that stand on its command line, and defaults from configuration files for others that
 * it has and that no environment variable gives.
 *
 * @throws CommandError `badConfig`
 */
export async function withDefaults(
  command: Pick<CliCommand, "options" | "printsPasscodes" | "printsDefaults">,
  given: Given,
  around: Surroundings,
): Promise<{ readonly given: Given; readonly env: NodeJS.ProcessEnv }> {
  const files = await readConfigFiles(around);
  if (files.length === 0) {
    return { given, env: around.env };
  }
  const { keyTable } = await import("./keys.ts");
  const has = (name: string | undefined) => command.options.some((option) => option.name === name);
  const options: Given = {};
  const env = { ...around.env };
  for (const { key, value, source } of await effectiveValues(around, files)) {
    const { option, variable } = keyTable.get(key) ?? {};
    if (source !== "folder" && source !== "user") {
      continue;
    }
    if (option === undefined && variable !== undefined && !has("fleet") && !command.printsDefaults) {
      env[variable] = String(value);
    }
    if (option !== undefined && has(option) && !isLeftToCommandLine(option, command, given)) {
      options[option] = value;
    }
  }
  return { given: { ...options, ...given }, env };
}

/** A format shows passcodes, and a query chooses its own. */
function isLeftToCommandLine(
  option: string,
  { printsPasscodes }: Pick<CliCommand, "printsPasscodes">,
  { query, show, copy }: Given,
): boolean {
  return (
    (option === "output" && (printsPasscodes || query !== undefined)) ||
    // Asked for on the screen: the vault of the file would contradict it.
    (option === "vault" && (show === true || copy === true))
  );
}

/** Each key with what applies to commands that have its option, unless their command line says otherwise. */
export async function effectiveValues(
  { env }: Surroundings,
  files: readonly ConfigFile[],
): Promise<Effective[]> {
  const { keyTable } = await import("./keys.ts");
  return [...keyTable].map(([key, { variable, fallback, isPath }]) => {
    const set = variable === undefined ? "" : env[variable];
    if (variable !== undefined && set) {
      return { key, value: set, source: "environment", where: variable };
    }
    for (const { file, place, entries } of files) {
      const entry = entries.get(key);
      if (entry !== undefined) {
        const value = isPath ? path.resolve(path.dirname(file), String(entry.value)) : entry.value;
        return { key, value, source: place, where: `${file}:${entry.line}` };
      }
    }
    return { key, value: fallback, source: "default", where: undefined };
  });
}
