import type { CliCommand } from "../command.ts";

/** Loads each command, by name, in the order in which help lists them: a run needs one, and its module is slow to load. */
const loaders = {
  reset: async () => (await import("./reset.ts")).reset,
  devices: async () => (await import("./devices.ts")).devices,
  doctor: async () => (await import("./doctor.ts")).doctor,
  readiness: async () => (await import("./readiness.ts")).readiness,
  consent: async () => (await import("./consent.ts")).consent,
  audit: async () => (await import("./audit.ts")).audit,
  adopt: async () => (await import("./adopt.ts")).adopt,
  drift: async () => (await import("./drift.ts")).drift,
} satisfies Record<string, () => Promise<CliCommand>>;

/** Every command, in the order in which help lists them. */
export function allCommands(): Promise<CliCommand[]> {
  return Promise.all(Object.values(loaders).map((load) => load()));
}

/**
 * The commands that a command line needs to be parsed: the one that it names, or all of them for help and for a name that is
 * misspelled.
 */
export async function commandsFor(args: readonly string[]): Promise<CliCommand[]> {
  const [name = ""] = args;
  return isName(name) ? [await loaders[name]()] : await allCommands();
}

function isName(name: string): name is keyof typeof loaders {
  return Object.hasOwn(loaders, name);
}
