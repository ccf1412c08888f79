import type { CliCommand, CliGroup } from "../command.ts";

type Entry = CliCommand | CliGroup;

/** Loads each command, by name, in the order in which help lists them: a run needs one, and its module is slow to load. */
const loaders = {
  init: async () => (await import("./init.ts")).init,
  reset: async () => (await import("./reset.ts")).reset,
  devices: async () => (await import("./devices.ts")).devices,
  doctor: async () => (await import("./doctor.ts")).doctor,
  readiness: async () => (await import("./readiness.ts")).readiness,
  consent: async () => (await import("./consent.ts")).consent,
  audit: async () => (await import("./audit.ts")).audit,
  adopt: async () => (await import("./adopt.ts")).adopt,
  drift: async () => (await import("./drift.ts")).drift,
  login: async () => (await import("./login.ts")).login,
  logout: async () => (await import("./logout.ts")).logout,
  "setup-app": async () => (await import("./setup-app.ts")).setupApp,
  whoami: async () => (await import("./whoami.ts")).whoami,
  completion: async () => (await import("./completion.ts")).completion,
} satisfies Record<string, () => Promise<CliCommand>>;

/** What help says of `fleet` without loading any of its commands. */
const fleet = {
  name: "fleet",
  summary: "Scan, update, heal and report many tenants, which a fleet.yaml lists.",
  details: [
    "A fleet is a file, fleet.yaml: tenants in rings, and how to sign in to them. Each tenant is a stack of this project. " +
      "docs/fleets.md begins with the first tenant.",
    "`scan`, `preview`, `up`, `drift` and `heal` are runs. Tenants run ring after ring, as many at once as each ring's `concurrency` " +
      "says. In `up` and `heal` a ring in which more tenants fail than its `maxFailures` halts the run, and before a ring with " +
      "`approval` an `up` waits for `fleet approve`. What only reads goes through all rings.",
    "On a terminal each ring has a bar, and failures stand above the bars. Without one, each tenant has a line when it ends: on " +
      "standard output, or on standard error with --output json or csv, which print all tenants in the end.",
    "What happens is written to a journal, in .pin-reset/runs beside the fleet's file. Ctrl-C stops the tenants that are under way, " +
      "and says how to go on; a second Ctrl-C ends the command at once. `fleet resume` goes on with a run that was stopped or " +
      "killed. With --engine temporal the run goes on without the command.",
    "A run's exit code is 0 if every tenant is in sync or was changed as asked, 7 if one drifted, has pending changes or was not scanned, " +
      "5 if some tenants failed, 1 if all did, and 10 if the run waits for a person.",
  ],
  commands: [],
} satisfies CliGroup;

/** What help says of `config`. */
const config = {
  name: "config",
  summary: "Print and set defaults of options, from configuration files.",
  details: [
    "Without a command it prints them. docs/cli.md lists the keys. What counts is, in this order: the command line, an " +
      "environment variable where there is one, the folder's file, your own file, and the command's default.",
  ],
  implied: "show",
  commands: [],
} satisfies CliGroup;

/** Groups of commands, each with what loads those that are named, or all of them. */
const groups: readonly (CliGroup & { load(name?: string): Promise<readonly CliCommand[]> })[] = [
  { ...config, load: async () => (await import("./config.ts")).configCommands },
  {
    ...fleet,
    load: async (name) => (await import("../../fleet/commands/index.ts")).fleetCommands(name),
  },
];

/** Every command, in the order in which help lists them; a group has all of its own. */
export async function allCommands(): Promise<Entry[]> {
  const loaded = groups.map(async ({ load, ...group }) => ({ ...group, commands: await load() }));
  return [...(await single()), ...(await Promise.all(loaded))];
}

/**
 * The commands that a command line needs to be parsed: the one that it names, or all of them for help and for a name that is
 * misspelled. A group that it does not name comes without its commands.
 */
export async function commandsFor(args: readonly string[]): Promise<Entry[]> {
  const [name = "", ...rest] = args[0] === "help" ? args.slice(1) : args;
  const named = groups.find((group) => group.name === name);
  if (named !== undefined) {
    const { load, ...group } = named;
    return [{ ...group, commands: await load(rest[0]) }];
  }
  return isName(name) ? [await loaders[name]()] : [...(await single()), ...groups];
}

function single(): Promise<CliCommand[]> {
  return Promise.all(Object.values(loaders).map((load) => load()));
}

function isName(name: string): name is keyof typeof loaders {
  return Object.hasOwn(loaders, name);
}
