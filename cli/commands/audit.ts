import { z } from "zod";
import { type ResetEvent, resetEvents } from "../audit/events.ts";
import { timeRange } from "../audit/range.ts";
import { defineCommand } from "../command.ts";
import type { Column } from "../output.ts";

/** `pin-reset audit`: who reset what, and when. */
export const audit = defineCommand({
  name: "audit",
  summary: "List who reset the passcode of which device, and when.",
  details: [
    "It reads Intune's own audit log, so resets from the admin center and from other tools are included. Intune " +
      "keeps the log for up to a year; an event can take some minutes to appear.",
    "It shows who requested a reset, not whether the device carried it out. It contains no passcodes.",
  ],
  options: z.strictObject({
    since: z.string().optional().meta({
      placeholder: "time",
      description:
        "Start: a date (2026-01-31, in UTC) or time (2026-01-31T09:30:00Z); 30 days before --until if omitted.",
    }),
    until: z
      .string()
      .optional()
      .meta({ placeholder: "time", description: "End: a time, or the end of a date; now if omitted." }),
  }),
  examples: [
    { command: "pin-reset audit", does: "Lists the resets of the last 30 days." },
    {
      command: "pin-reset audit --since 2026-01-01 --until 2026-03-31 --output csv",
      does: "Prints a quarter's resets as CSV.",
    },
  ],
  calls: ["read Intune's audit events"],
  async run(context, options) {
    const { graph, output, signal } = context;
    const range = timeRange(options, new Date());
    const progress = context.progress("Reading Intune's audit log");
    const events = await resetEvents(graph, range, signal).finally(() => progress.stop());
    output.rows(columns, events);
    if (events.length === 0) {
      output.note(`No passcode reset from ${range.since.toISOString()} to ${range.until.toISOString()}.`);
    }
    return undefined;
  },
});

const columns: readonly Column<ResetEvent>[] = [
  { key: "at", title: "When", value: ({ at }) => at },
  { key: "by", title: "Who", value: ({ by }) => by },
  { key: "device", title: "Device", value: ({ device }) => device },
  { key: "deviceId", title: "Device id", value: ({ deviceId }) => deviceId },
  { key: "activity", title: "Activity", value: ({ activity }) => activity },
  { key: "result", title: "Result", value: ({ result }) => result },
];
