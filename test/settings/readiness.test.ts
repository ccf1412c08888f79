import { beforeEach, describe, expect, it } from "vitest";
import { issuesOf, parse, startProject } from "./parse.ts";

const assignments = { groups: ["Windows devices"] };

beforeEach(startProject);

function parsed(readiness: unknown) {
  const result = parse({ assignments, readiness });
  if ("thrown" in result) {
    throw result.thrown;
  }
  return result.settings.readiness;
}

describe("readiness", () => {
  it("is off by default, and with false", () => {
    expect(parse({ assignments })).not.toHaveProperty("settings.readiness");
    expect(parsed(false)).toBeUndefined();
  });

  it.each([true, {}])("with %j has every default", (given) => {
    expect(parsed(given)).toEqual({
      displayName: "PIN reset readiness",
      groups: [],
      excludedGroups: [],
      schedule: { type: "daily", interval: 1 },
      enforceSignatureCheck: false,
    });
  });

  it.each<[unknown, string]>([
    [5, "pin-reset:readiness must be true, false, or a mapping"],
    [{ excludedGroups: ["Kiosks"] }, "readiness.excludedGroups has no effect without readiness.groups"],
    [
      { groups: ["Kiosks"], excludedGroups: ["kiosks"] },
      "readiness.excludedGroups[0] is also under readiness.groups",
    ],
    [{ schedule: { type: "hourly", time: "10:00" } }, "readiness.schedule.time has no effect"],
    [{ schedule: { interval: 24 } }, "readiness.schedule.interval must be a whole number from 1 to 23"],
    [{ enforceSignatureCheck: true }, "readiness.scriptFile must name a copy of domain/can-reset.ps1"],
  ])("%j is refused with its key", (given, words) => {
    expect(issuesOf({ assignments, readiness: given })).toContain(words);
  });
});
