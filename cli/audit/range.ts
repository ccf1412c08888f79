import { CommandError } from "../errors.ts";
import type { TimeRange } from "./log.ts";

const usualDays = 30;
const day = 24 * 60 * 60 * 1000;

/**
 * The time range of `--since` and `--until`: so long ago (`7d`, `12h`, `30m`), a date (2026-01-31: from its first
 * moment, or to its last, in UTC) or an RFC 3339 time. Without them, the last 30 days. Without `--until` there is no end: Intune's
 * clock may be ahead of this machine's, and what was just done must not be left out.
 *
 * @throws CommandError `usage`.
 */
export function timeRange(
  { since, until }: { since?: string | undefined; until?: string | undefined },
  now: Date,
): TimeRange {
  const end = until === undefined ? now : moment("--until", until, { now, intoDay: day - 1 });
  const start =
    since === undefined
      ? new Date(end.getTime() - usualDays * day)
      : moment("--since", since, { now, intoDay: 0 });
  if (start > end) {
    throw usage(`--since (${start.toISOString()}) is after --until (${end.toISOString()}).`);
  }
  return { since: start, ...(until !== undefined && { until: end }) };
}

const duration = /^(\d+)\s*([dhm])$/i;
const units: Readonly<Record<string, number>> = { d: day, h: day / 24, m: day / 24 / 60 };
const date = /^\d{4}-\d\d-\d\d$/;
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/i;

function moment(option: string, text: string, { now, intoDay }: { now: Date; intoDay: number }): Date {
  const found = duration.test(text) ? ago(text, now) : dateOrTime(text, intoDay);
  if (found === undefined) {
    throw usage(`${option} "${text}" is neither a duration, nor a date, nor a time.`);
  }
  return found;
}

/** Undefined before 1970: what is so long ago is a slip of the finger. */
function ago(text: string, now: Date): Date | undefined {
  const [, count, unit = ""] = duration.exec(text) ?? [];
  const found = new Date(now.getTime() - Number(count) * (units[unit.toLowerCase()] ?? Number.NaN));
  return found.getTime() >= 0 ? found : undefined;
}

function dateOrTime(text: string, intoDay: number): Date | undefined {
  const isDate = date.test(text);
  const found = isDate || time.test(text) ? Date.parse(text) : Number.NaN;
  // JavaScript rolls the 31st of February over to March.
  const exists = !isDate || (!Number.isNaN(found) && new Date(found).toISOString().startsWith(text));
  return Number.isNaN(found) || !exists ? undefined : new Date(isDate ? found + intoDay : found);
}

function usage(message: string): CommandError {
  return new CommandError("usage", message, {
    hint: "Write how long ago as 7d, 12h or 30m, a date as 2026-01-31 (in UTC), a time as 2026-01-31T09:30:00Z.",
    ending: "usage",
  });
}
