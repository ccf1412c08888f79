import type { CliCommand } from "../command.ts";

/**
 * The commands that call Graph, in the order in which help lists them. Not the table of all commands, which the command
 * that needs these stands in itself.
 */
export async function commandsWithCalls(): Promise<readonly CliCommand[]> {
  const [{ reset }, { devices }, { doctor }, { readiness }, { consent }, { audit }, { adopt }, { drift }] =
    await Promise.all([
      import("../commands/reset.ts"),
      import("../commands/devices.ts"),
      import("../commands/doctor.ts"),
      import("../commands/readiness.ts"),
      import("../commands/consent.ts"),
      import("../commands/audit.ts"),
      import("../commands/adopt.ts"),
      import("../commands/drift.ts"),
    ]);
  return [reset, devices, doctor, readiness, consent, audit, adopt, drift];
}
