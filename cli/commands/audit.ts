import { z } from "zod";
import { localTime } from "../../text/local-time.ts";
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
    "It shows who requested a reset, not whether the device carried it out, nor whose device it was. It contains no " +
      "passcodes.",
    "--device and --user are compared here, over all pages of that time: Graph documents no condition for them.",
  ],
  options: z.strictObject({
    since: z
      .string()
      .optional()
      .meta({
        placeholder: "time",
        description:
          "Start: how long ago (7d, 12h, 30m), a date (2026-01-31, in UTC) or a time (2026-01-31T09:30:00Z); 30 days before " +
          "--until if omitted.",
      }),
    until: z.string().optional().meta({
      placeholder: "time",
      description: "End: how long ago, a time, or the end of a date; now if omitted.",
    }),
    device: z.string().min(1).optional().meta({
      placeholder: "name",
      description: "Only resets of devices with this in their name, or with this ID.",
    }),
    user: z.string().min(1).optional().meta({
      placeholder: "sign-in name",
      description: "Only resets that this user requested, by sign-in name; an application by its name or ID.",
    }),
  }),
  examples: [
    { command: "pin-reset audit", does: "Lists the resets of the last 30 days." },
    {
      command: "pin-reset audit --since 7d --device PHONE-01",
      does: "Lists who reset PHONE-01 within the last seven days.",
    },
    {
      command: "pin-reset audit --since 2026-01-01 --until 2026-03-31 --output csv",
      does: "Prints a quarter's resets as CSV.",
    },
  ],
  calls: ["read Intune's audit events"],
  async run(context, { device, user, ...times }) {
    const { graph, output, signal, stderr } = context;
    const now = new Date();
    const range = timeRange(times, now);
    const progress = context.progress("Reading Intune's audit log");
    const events = await resetEvents(graph, { ...range, device, user }, signal).finally(() =>
      progress.stop(),
    );
    output.rows(columns, events);
    if (events.length === 0) {
      const [since, until] = [range.since, range.until ?? now].map((time) =>
        stderr.isTTY ? localTime(time.toISOString()) : time.toISOString(),
      );
      const which = `${device === undefined ? "" : ` of "${device}"`}${user === undefined ? "" : ` by "${user}"`}`;
      output.note(`No passcode reset${which} from ${since} to ${until}.`);
    }
    return undefined;
  },
});

const columns: readonly Column<ResetEvent>[] = [
  {
    key: "at",
    title: "When",
    value: ({ at }) => at,
    table: { priority: 1, short: ({ at }) => localTime(at) },
  },
  { key: "by", title: "Who", value: ({ by }) => by, table: { priority: 2, min: 14 } },
  {
    key: "device",
    title: "Device",
    value: ({ device }) => device,
    table: { priority: 1, short: ({ device, deviceId }) => device || deviceId },
  },
  { key: "deviceId", title: "Device id", value: ({ deviceId }) => deviceId, table: { priority: 5 } },
  { key: "activity", title: "Activity", value: ({ activity }) => activity, table: { priority: 4 } },
  { key: "result", title: "Result", value: ({ result }) => result, table: { priority: 3 } },
];
