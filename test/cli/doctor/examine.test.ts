import { describe, expect, it } from "vitest";
import { checks } from "../../../cli/doctor/checks.ts";
import { endingOf, examine, type Result } from "../../../cli/doctor/examine.ts";
import { known } from "../../../cli/doctor/finding.ts";
import { factsWith } from "./facts.ts";

function withStates(...states: Result["state"][]): Result[] {
  return states.map((state) => ({ id: state, title: state, state, findings: [] }));
}

describe("examine", () => {
  it("has every check come after those that it names", () => {
    const order = Object.keys(checks);
    for (const [id, { after = [] }] of Object.entries(checks)) {
      for (const needed of after) {
        expect(order.indexOf(needed)).toBeLessThan(order.indexOf(id));
      }
    }
  });

  it("skips what waits for a check with a fault, and what waits for that", () => {
    const nothing = { deviceConfigurations: known([]), configurationPolicies: known([]), intents: known([]) };
    const results = examine(checks, factsWith({ policies: nothing }));
    const skipped = results.filter(({ state }) => state === "skipped").map(({ id }) => id);
    expect(skipped).toContain("policy-scope");
    expect(results.find(({ id }) => id === "policy-scope")?.findings[0]?.message).toContain(
      "profile-present",
    );
    expect(examine(checks, factsWith()).some(({ state }) => state === "skipped")).toBe(false);
  });

  it("calls every check unknown whose facts could not be read", () => {
    const unread = { known: false, code: "forbidden", message: "refused", hint: "ask" } as const;
    const results = examine(
      checks,
      factsWith({
        policies: { deviceConfigurations: unread, configurationPolicies: unread, intents: unread },
      }),
    );
    const unknown = results.filter(({ state }) => state === "unknown").map(({ id }) => id);
    expect(unknown).toEqual([
      "policies-read",
      "profile-present",
      "node-form",
      "node-tenant",
      "node-spelling",
      "value-type",
      "value-true",
      "profiles-agree",
      "scopes-agree",
      "assigned",
      "groups-exist",
      "groups-members",
      "groups-contradict",
      "exclusions-apply",
      "policy-scope",
      "other-platforms",
      "deployment",
      "reset-sign-in",
    ]);
  });
});

describe("endingOf", () => {
  it("is well with warnings, unless it is strict", () => {
    expect(endingOf(withStates("ok", "warning", "skipped"))).toBe("done");
    expect(endingOf(withStates("ok", "warning"), { strict: true })).toBe("found");
    expect(endingOf(withStates("ok"), { strict: true })).toBe("done");
  });

  it("tells faults, and before them what could not be checked", () => {
    expect(endingOf(withStates("ok", "fault", "skipped"))).toBe("found");
    expect(endingOf(withStates("fault", "unknown"))).toBe("failed");
  });
});
