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
    "From Intune's own audit log, so resets from the admin center and from other tools are in it too. Intune keeps " +
      "it for up to a year; an event can take some minutes to show.",
    "It says who asked for a reset, not whether the device carried it out. No passcode is in it.",
  ],
  options: z.strictObject({
    since: z
      .string()
      .optional()
      .describe(
        "From this date (2026-01-31, in UTC) or time (2026-01-31T09:30:00Z) on; else 30 days before --until.",
      ),
    until: z.string().optional().describe("Up to this time, or to the end of this date; else until now."),
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
