import { describe, expect, it } from "vitest";
import { timeRange } from "../../../cli/audit/range.ts";

const now = new Date("2026-06-15T12:00:00Z");

function shown(options: Parameters<typeof timeRange>[0]): string[] {
  const { since, until } = timeRange(options, now);
  return [since.toISOString(), until?.toISOString() ?? "now on"];
}

describe("timeRange", () => {
  it.each([
    [{}, "2026-05-16T12:00:00.000Z", "now on"],
    [{ since: "2026-06-01" }, "2026-06-01T00:00:00.000Z", "now on"],
    [{ until: "2026-03-31" }, "2026-03-01T23:59:59.999Z", "2026-03-31T23:59:59.999Z"],
    [{ since: "2026-01-31", until: "2026-01-31" }, "2026-01-31T00:00:00.000Z", "2026-01-31T23:59:59.999Z"],
    [{ since: "2026-06-01T09:30:00+02:00" }, "2026-06-01T07:30:00.000Z", "now on"],
    [{ since: "7d" }, "2026-06-08T12:00:00.000Z", "now on"],
    [{ since: "36H", until: "30m" }, "2026-06-14T00:00:00.000Z", "2026-06-15T11:30:00.000Z"],
    [{ until: "1d" }, "2026-05-15T12:00:00.000Z", "2026-06-14T12:00:00.000Z"],
  ])("%j is from %s to %s", (options, since, until) => {
    expect(shown(options)).toEqual([since, until]);
  });

  it.each([
    [{ since: "yesterday" }, "--since"],
    [{ since: "2026-02-30" }, "--since"],
    [{ until: "2026-13-01" }, "--until"],
    [{ until: "01/02/2026" }, "--until"],
    [{ since: "2026-06-01T09:30:00" }, "--since"],
    [{ since: "2026-06-02", until: "2026-06-01" }, "--since"],
    [{ since: "2026-06-16" }, "--since"],
    [{ since: "7" }, "--since"],
    [{ since: "-7d" }, "--since"],
    [{ since: "7 days" }, "--since"],
    [{ since: "99999999999999999999d" }, "--since"],
    [{ since: "1d", until: "2d" }, "--since"],
  ])("%j is refused, naming %s", (options, option) => {
    expect(() => shown(options)).toThrow(
      expect.objectContaining({
        code: "usage",
        ending: "usage",
        message: expect.stringContaining(option),
        hint: expect.stringMatching(/7d.*2026-01-31/),
      }),
    );
  });
});
