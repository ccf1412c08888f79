import type { CliCommand } from "../../cli/command.ts";

/** Loads each command, by name, in the order in which help lists them. */
const loaders = {
  check: async () => (await import("./check.ts")).check,
  onboard: async () => (await import("./onboard.ts")).onboard,
  scan: async () => (await import("./operations.ts")).scan,
  preview: async () => (await import("./operations.ts")).preview,
  up: async () => (await import("./operations.ts")).up,
  drift: async () => (await import("./operations.ts")).drift,
  heal: async () => (await import("./operations.ts")).heal,
  status: async () => (await import("./status.ts")).status,
  pause: async () => (await import("./control.ts")).pause,
  resume: async () => (await import("./resume.ts")).resume,
  approve: async () => (await import("./control.ts")).approve,
  report: async () => (await import("./report.ts")).report,
  matrix: async () => (await import("./matrix.ts")).matrix,
  worker: async () => (await import("./worker.ts")).worker,
  schedule: async () => (await import("./schedule.ts")).schedule,
} satisfies Record<string, () => Promise<CliCommand>>;

/** The command of `pin-reset fleet` that is named, or all of them for help and for a name that is misspelled. */
export async function fleetCommands(name = ""): Promise<CliCommand[]> {
  if (Object.hasOwn(loaders, name)) {
    return [await loaders[name as keyof typeof loaders]()];
  }
  return Promise.all(Object.values(loaders).map((load) => load()));
}
