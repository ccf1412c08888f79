import { describe, expect, it } from "vitest";
import type { Check } from "../../../cli/doctor/check.ts";
import type { Result } from "../../../cli/doctor/examine.ts";
import type { Facts } from "../../../cli/doctor/facts.ts";
import {
  type Finding,
  fault,
  findingStates,
  known,
  notChecked,
  note,
  partly,
  warning,
} from "../../../cli/doctor/finding.ts";
import { headline, resetSource, verdictOf } from "../../../cli/doctor/verdict.ts";
import { factsWith } from "./facts.ts";

const source = "https://learn.microsoft.com/a-new-page";
const check = (rest: Partial<Check> = {}): Check => ({ title: "New", run: () => [], ...rest });

function judged(findings: readonly Finding[], rest: Partial<Check> = {}, facts: Partial<Facts> = {}) {
  const worst = Math.max(0, ...findings.map(({ state }) => findingStates.indexOf(state)));
  const results: Result[] = [{ id: "new", title: "New", state: findingStates[worst] ?? "ok", findings }];
  return verdictOf({ new: check(rest) }, results, factsWith(facts));
}

const unread = {
  code: "forbidden",
  message: "refused",
  hint: "ask",
  permission: { application: "Policy.Read.All", delegated: "Policy.Read" },
} as const;

describe("verdictOf", () => {
  it("promises a reset to the groups of the policy where no check has anything against it", () => {
    const verdict = judged([note("deployed", "well")]);
    expect(verdict).toEqual({
      outcome: "works",
      groups: ['"Windows devices"'],
      reasons: [],
      missingPermissions: [],
    });
    expect(headline(verdict)).toBe('A reset will work for the devices of these groups: "Windows devices".');
  });

  it("counts the fault of a check that it does not know, with the check's own source", () => {
    const verdict = judged([fault("valueFalse", "off", "on")], { source });
    expect(verdict).toMatchObject({
      outcome: "fails",
      groups: [],
      reasons: [{ check: "new", state: "fault", code: "valueFalse", message: "off", source }],
    });
    expect(headline(verdict)).toBe("A reset will not work, because:");
  });

  it("names the page on PIN reset for a check that has no source", () => {
    expect(judged([fault("valueFalse", "off", "on")]).reasons[0]?.source).toBe(resetSource);
  });

  it("is not a promise without exceptions where something is wrong for some, or may hinder", () => {
    const found = [partly(fault("groupMissing", "one is gone", "x")), warning("helloDisabled", "off", "x")];
    expect(judged(found)).toMatchObject({
      outcome: "works",
      reasons: [{ state: "fault" }, { state: "warning" }],
    });
  });

  it("fails where what is wrong for some leaves no group", () => {
    const groups = known(new Map([["group", { id: "group", displayName: "Windows devices", members: [] }]]));
    expect(judged([partly(fault("groupEmpty", "empty", "x"))], {}, { groups }).outcome).toBe("fails");
  });

  it("leaves out a check that says nothing of a reset", () => {
    expect(judged([fault("missingPermission", "x", "y")], { isAside: true }).outcome).toBe("works");
  });

  it("cannot tell without a permission, and names it as the token would hold it", () => {
    const verdict = judged([notChecked(unread)]);
    expect(verdict).toMatchObject({ outcome: "unknown", missingPermissions: ["Policy.Read.All"] });
    expect(headline(verdict)).toBe(
      "Whether a reset will work cannot be told, because these permissions are missing: Policy.Read.All.",
    );
    const permissions = known({ of: "delegated" as const, names: new Set<string>() });
    expect(judged([notChecked(unread)], {}, { permissions }).missingPermissions).toEqual(["Policy.Read"]);
  });

  it("says what was not checked for lack of a permission in words, not in Graph's", () => {
    expect(judged([notChecked(unread)]).reasons).toMatchObject([
      { code: "forbidden", message: "Not checked, since the credential lacks Policy.Read.All: New." },
    ]);
  });

  it("cannot tell where a read failed for another reason, and gives that", () => {
    const { permission: _, ...failed } = unread;
    const verdict = judged([{ state: "unknown", ...failed }]);
    expect(verdict).toMatchObject({ outcome: "unknown", reasons: [{ message: "refused" }] });
    expect(headline(verdict)).toBe("Whether a reset will work cannot be told, because:");
  });

  it("takes what no permission gives for an exception", () => {
    const { permission: _, ...unlicensed } = { ...unread, code: "noPremiumLicense" as const };
    expect(judged([notChecked(unlicensed)])).toMatchObject({
      outcome: "works",
      reasons: [{ state: "notChecked", message: "refused" }],
    });
  });

  it("cannot tell where an optional read failed for another reason than a licence", () => {
    const { permission: _, ...failed } = {
      ...unread,
      code: "throttled" as const,
      message: "too many requests",
    };
    expect(judged([notChecked(failed)])).toMatchObject({
      outcome: "unknown",
      reasons: [{ state: "notChecked", message: "too many requests" }],
      missingPermissions: [],
    });
  });

  it("says once what several checks could not read", () => {
    const results: Result[] = ["a", "b"].map((id) => ({
      id,
      title: id,
      state: "unknown",
      findings: [{ state: "unknown", ...unread }],
    }));
    expect(verdictOf({ a: check(), b: check() }, results, factsWith()).reasons).toMatchObject([
      { check: "a" },
    ]);
  });
});
