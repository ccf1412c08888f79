import type { EngineOptions, FleetOption } from "./options.ts";

/** Options that a command to type next repeats, so that it meets the same fleet and the same engine. */
export type Repeated = FleetOption & EngineOptions;

type Given = { readonly [Name in string]?: string | readonly string[] | boolean | undefined };

/**
 * A command of `pin-reset fleet` as a person types it in a checkout, after what was given for this one.
 *
 * @param words The command's name and its argument.
 * @param added Options of its own, by their name in the definition.
 */
export function typedCommand(given: Repeated, words: readonly string[], added: Given = {}): string {
  const { fleet, engine, address, namespace, tls, taskQueue } = given;
  const { tlsCertPath, tlsKeyPath, tlsCaPath, tlsServerName } = given;
  const reached = { address, namespace, tls, tlsCertPath, tlsKeyPath, tlsCaPath, tlsServerName, taskQueue };
  const repeated: Given = {
    ...(fleet === "./fleet.yaml" ? {} : { fleet }),
    ...(engine === "local" ? {} : { engine, ...reached }),
  };
  const options = Object.entries({ ...added, ...repeated }).flatMap(([name, value]) =>
    optionWords(name, value),
  );
  return ["npm run pin-reset -- fleet", ...words.map(quoted), ...options].join(" ");
}

function optionWords(name: string, value: Given[string]): string[] {
  const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  if (value === undefined || value === false || (Array.isArray(value) && value.length === 0)) {
    return [];
  }
  if (value === true) {
    return [flag];
  }
  return [flag, quoted(typeof value === "string" ? value : value.join(","))];
}

/** A word as a POSIX shell takes it. */
function quoted(word: string): string {
  return /^[\w./:@=,+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
