import { z } from "zod";
import { defineCommand } from "../../cli/command.ts";
import type { Column } from "../../cli/output.ts";
import { localTime } from "../../text/local-time.ts";
import type { NightlyScan } from "../temporal/schedule.ts";
import { doctorOption, fleetOption, temporalOptions } from "./options.ts";
import { readFleetOf } from "./read-fleet.ts";

/** `pin-reset fleet schedule` */
export const schedule = defineCommand({
  name: "schedule",
  summary: "Scan the fleet by a schedule of Temporal, such as every night.",
  details: [
    "`create` makes the schedule of the fleet's file, or changes it; `list` lists those of the namespace; `delete` removes it, and " +
      "a run that it started goes on. A run that is still under way when the next is due is not joined by another. Workers do the " +
      "work, by the fleet's file as it is then.",
    "Without Temporal, let the pipeline's or the system's own scheduler run `fleet scan`.",
  ],
  argument: "action",
  options: z.strictObject({
    action: z.enum(["create", "list", "delete"]).default("list").describe("create, list or delete."),
    cron: z.string().min(1).default("0 2 * * *").meta({
      placeholder: "expression",
      description: "When, in UTC; begin with `CRON_TZ=Europe/Berlin ` for another time zone.",
    }),
    operation: z.enum(["scan", "drift"]).default("scan").describe("What is done."),
    ...doctorOption,
    ...fleetOption,
    ...temporalOptions,
  }),
  examples: [
    { command: 'pin-reset fleet schedule create --cron "0 2 * * *"', does: "Scans every night at two." },
    { command: "pin-reset fleet schedule", does: "Lists the schedules, with the next time of each." },
  ],
  calls: [],
  async run(context, { action, cron, operation, doctor, ...options }) {
    const { env, output } = context;
    const [{ connectionSettings }, temporal] = await Promise.all([
      import("../temporal/connection-settings.ts"),
      import("../temporal/temporal.ts"),
    ]);
    const connection = await connectionSettings(options, env);
    if (action === "list") {
      const found = await temporal.listSchedules({ connection });
      output.rows(columns, found);
      if (found.length === 0) {
        output.note("There is no schedule yet.");
      }
      return undefined;
    }
    const fleet = await readFleetOf(options);
    if (action === "delete") {
      const isDeleted = await temporal.removeSchedule({ connection, fleet, operation });
      output.note(isDeleted ? "The schedule is deleted." : "There was no such schedule.");
      return undefined;
    }
    const { taskQueue } = options;
    await temporal.ensureSchedule({ connection, fleet, operation, taskQueue, options: { doctor } }, cron);
    output.note(`Scheduled: ${operation} of ${fleet.file}, ${cron}. Workers have to run then.`);
    return undefined;
  },
});

const columns: readonly Column<NightlyScan>[] = [
  { key: "fleetFile", title: "Fleet", value: ({ fleetFile }) => fleetFile, table: { priority: 1 } },
  { key: "operation", title: "Operation", value: ({ operation }) => operation, table: { priority: 2 } },
  { key: "cron", title: "When", value: ({ cron }) => cron, table: { priority: 1 } },
  {
    key: "next",
    title: "Next",
    value: ({ next }) => next,
    table: { priority: 4, short: ({ next }) => localTime(next ?? "") },
  },
  { key: "paused", title: "Paused", value: ({ paused }) => (paused ? "yes" : ""), table: { priority: 3 } },
  { key: "id", title: "ID", value: ({ id }) => id, table: { priority: 5 } },
];
