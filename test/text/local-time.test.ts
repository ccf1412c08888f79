import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { localTime, utcTime } from "../../text/local-time.ts";

const now = new Date("2026-11-27T10:00:00Z");

beforeEach(() => {
  vi.stubEnv("TZ", "Europe/Berlin");
});
afterEach(() => {
  vi.unstubAllEnvs();
});

it.each([
  ["2026-11-26T13:02:11Z", "26 Nov 14:02"],
  ["2026-07-01T22:30:00.1234567Z", "2 Jul 00:30"],
  ["2026-01-02T03:04:05+01:00", "2 Jan 03:04"],
  ["2025-12-31T22:59:00Z", "31 Dec 2025 23:59"],
  ["2025-12-31T23:00:00Z", "1 Jan 00:00"],
])("a time is shown in the system's zone, with the year only if it is another there: %s", (iso, shown) => {
  expect(localTime(iso, now)).toBe(shown);
});

it.each(["", "never", "2026-13-45T99:00:00Z"])("what is no time stays as the tenant has it: %j", (text) => {
  expect(localTime(text, now)).toBe(text);
});

it("a time for any time zone is UTC, and says so", () => {
  expect(utcTime("2026-01-02T03:04:05+01:00")).toBe("2026-01-02 02:04 UTC");
  expect(utcTime("never")).toBe("never");
});
