import { z } from "zod";
import { toPropertyValue } from "../provider/check.ts";
import type { PropertyValue } from "../provider/values.ts";
import { isGraphObject } from "./graph-object.ts";

const time = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time such as 09:30")
  .optional()
  .describe("When it runs, as HH:MM, for daily and once.");

const shape = z.strictObject({
  type: z
    .enum(["hourly", "daily", "once"])
    .meta({ id: "ScheduleType", description: "How often a script runs." })
    .describe("How often it runs."),
  interval: z
    .number()
    .int("must be a whole number")
    .min(1, "must be at least 1")
    .max(1000, "must be at most 1000")
    .optional()
    .describe("Every how many hours or days, for hourly and daily."),
  time,
  date: z.iso
    .date("must be a date such as 2026-01-31")
    .optional()
    .describe("On which day it runs, as YYYY-MM-DD, for once."),
  useUtc: z
    .boolean()
    .optional()
    .describe("Whether the time is UTC and not the device's own, for daily and once."),
});

type Schedule = z.output<typeof shape>;
type Member = Exclude<keyof Schedule, "type">;

/** What each type has beside itself. */
const membersOf: Readonly<Record<Schedule["type"], readonly Member[]>> = {
  hourly: ["interval"],
  daily: ["interval", "time", "useUtc"],
  once: ["date", "time", "useUtc"],
};

/**
 * When a remediation script runs.
 * Source: https://learn.microsoft.com/graph/api/resources/intune-devices-devicehealthscriptrunschedule?view=graph-rest-beta
 */
export const scheduleSchema = shape
  .meta({ id: "RunSchedule", description: "When a remediation script runs on the devices." })
  .superRefine((schedule, context) => {
    const members = membersOf[schedule.type];
    for (const name of ["interval", "time", "date", "useUtc"] as const) {
      const isGiven = schedule[name] !== undefined;
      if (isGiven !== members.includes(name)) {
        const message = isGiven
          ? `must be left out, since type is ${schedule.type}`
          : `is required, since type is ${schedule.type}`;
        context.addIssue({ code: "custom", path: [name], message });
      }
    }
  });

const graphTypes: Readonly<Record<Schedule["type"], string>> = {
  hourly: "#microsoft.graph.deviceHealthScriptHourlySchedule",
  daily: "#microsoft.graph.deviceHealthScriptDailySchedule",
  once: "#microsoft.graph.deviceHealthScriptRunOnceSchedule",
};

/** A schedule in Graph's form, whose time of day has seconds. */
export function toGraphSchedule({ type, time: at, interval = 1, ...others }: Schedule) {
  return {
    "@odata.type": graphTypes[type],
    interval,
    ...others,
    ...(at === undefined ? {} : { time: `${at}:00` }),
  };
}

/** A schedule of Graph's in the form of the inputs; one of another type, or with seconds, is kept as it is. */
export function readSchedule(schedule: unknown): PropertyValue | undefined {
  if (!isGraphObject(schedule)) {
    return schedule === null || schedule === undefined ? undefined : toPropertyValue(schedule);
  }
  const { "@odata.type": graphType, time: at, ...others } = schedule;
  const isType = (name: string): name is Schedule["type"] => name in graphTypes;
  const type = Object.keys(graphTypes)
    .filter(isType)
    .find((name) => graphTypes[name] === graphType);
  if (type === undefined) {
    return toPropertyValue({ ...others, time: at, type: graphType });
  }
  const members: readonly string[] = membersOf[type];
  const known = Object.entries({ ...others, time: withoutSeconds(at) }).filter(([name]) =>
    members.includes(name),
  );
  return toPropertyValue({ type, ...Object.fromEntries(known) });
}

function withoutSeconds(at: unknown): unknown {
  return typeof at === "string" ? at.replace(/^(\d\d:\d\d):00(\.0+)?$/, "$1") : at;
}
