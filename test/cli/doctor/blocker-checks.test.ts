import { describe, expect, it } from "vitest";
import { conditionalAccess } from "../../../cli/doctor/checks/conditional-access.ts";
import { failedSignIns } from "../../../cli/doctor/checks/failed-sign-ins.ts";
import { hybridJoined } from "../../../cli/doctor/checks/hybrid-joined.ts";
import { mfaMethods } from "../../../cli/doctor/checks/mfa-methods.ts";
import { resetLink } from "../../../cli/doctor/checks/reset-link.ts";
import { checks } from "../../../cli/doctor/checks.ts";
import { examine } from "../../../cli/doctor/examine.ts";
import { known } from "../../../cli/doctor/finding.ts";
import { unreadReset } from "../../../cli/doctor/read/reset.ts";
import type { AppliedPolicy, PolicySetting } from "../../../cli/doctor/reset-facts.ts";
import { factsWith } from "./facts.ts";

const node = "./Device/Vendor/MSFT/Policy/Config/ADMX_ControlPanelDisplay/CPL_Personalization_NoLockScreen";

function setting(change: Partial<PolicySetting>): PolicySetting {
  return {
    policy: { kind: "custom", id: "1", name: "Lock screen", isAssigned: true },
    id: node,
    value: "<enabled/>",
    ...change,
  };
}

describe("reset-link", () => {
  it("does not take a value that is encrypted for a harmless one", () => {
    const encrypted = setting({ value: undefined, secretReference: "reference" });
    const [found] = resetLink.run(factsWith({ profileSettings: known([encrypted]) }));
    expect(found).toMatchObject({
      state: "notChecked",
      code: "resetLinkEncrypted",
      message: expect.stringMatching(/NoLockScreen .* keeps the value encrypted/),
    });
  });

  it("judges what it could read where the settings catalog could not be read", () => {
    const unread = { known: false, code: "forbidden", message: "No", hint: "Ask" } as const;
    const facts = factsWith({ profileSettings: known([setting({})]), catalogSettings: unread });
    expect(resetLink.run(facts).map(({ code }) => code)).toEqual([
      "resetLinkBlocked",
      "forbidden",
      "resetLinkNotSeen",
    ]);
  });
});

describe("conditional-access", () => {
  const judged = (change: Partial<AppliedPolicy>) => {
    const policy = {
      id: "1",
      name: "P",
      isReportOnly: false,
      controls: ["mfa"],
      anyControl: false,
      ...change,
    };
    const evaluations = known([{ application: "client" as const, deviceName: "PC", policies: [policy] }]);
    const [finding] = conditionalAccess.run(factsWith({ evaluations }));
    return finding;
  };

  it("takes multifactor authentication for met, and what is required beside it not", () => {
    expect(judged({})?.state).toBe("ok");
    expect(judged({ controls: ["mfa", "compliantDevice"], anyControl: true })?.state).toBe("ok");
    const both = judged({ controls: ["mfa", "compliantDevice"] });
    expect([both?.state, both?.message]).toEqual([
      "warning",
      expect.stringContaining("would require mfa and compliantDevice of"),
    ]);
  });

  it("says that a policy applies which controls the session alone", () => {
    const found = judged({ controls: [] });
    expect([found?.state, found?.message]).toEqual(["warning", expect.stringContaining("would apply")]);
  });

  it("never says that a policy breaks a reset", () => {
    for (const controls of [["block"], ["compliantDevice"], []]) {
      expect(judged({ controls })?.message).not.toMatch(/break|fail/);
    }
  });
});

describe("mfa-methods", () => {
  const incapable = (change: object = {}) => ({
    withoutMfa: known({ userIds: new Set(["alex", "mia"]), isComplete: true, ...change }),
  });

  it("counts the owners of Windows devices, or everyone where the devices could not be read", () => {
    const unread = { known: false, code: "forbidden", message: "No", hint: "Ask" } as const;
    expect(mfaMethods.run(factsWith(incapable()))[0]?.message).toMatch(/^1 user of managed Windows devices/);
    expect(mfaMethods.run(factsWith({ ...incapable(), devices: unread }))[0]?.message).toMatch(
      /^2 users have no method/,
    );
  });

  it("says that there may be more where the report is longer than what was read", () => {
    const found = mfaMethods.run(factsWith(incapable({ isComplete: false })));
    expect(found[0]?.message).toMatch(/^At least 1 user .* rest of the report was not read/);
  });

  it("names domains whose identity provider may do it", () => {
    const federation = { domain: "contoso.example", signInUri: undefined };
    const federations = known([{ ...federation, acceptsMfa: true }]);
    expect(mfaMethods.run(factsWith({ ...incapable(), federations }))[0]?.message).toContain(
      "Users of contoso.example may have one at their identity provider.",
    );
  });
});

describe("failed-sign-ins", () => {
  it("counts by code, the most frequent first, with the time of the last", () => {
    const failures = [
      { code: 53003, at: "2026-06-01T00:00:00Z" },
      { code: 50105, at: "2026-06-03T00:00:00Z" },
      { code: 50105, at: "2026-06-02T00:00:00Z" },
    ];
    const found = failedSignIns.run(factsWith({ failedSignIns: known({ failures, isComplete: false }) }));
    expect(found.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^2 sign-ins among the newest .* AADSTS50105: .* at 2026-06-03T00:00:00Z/),
      expect.stringMatching(/^1 sign-in among the newest .* AADSTS53003/),
    ]);
  });
});

describe("hybrid-joined", () => {
  it("counts the devices of the users in a group, and no device of another platform", () => {
    const device = { deviceId: undefined, joinType: "hybridAzureADJoined", userId: "alex" };
    const devices = known([
      { ...device, name: "A", operatingSystem: "Windows" },
      { ...device, name: "B", operatingSystem: "Windows", userId: "sam" },
      { ...device, name: "C", operatingSystem: "macOS" },
    ]);
    const members = [{ id: "alex", name: "Alex", type: "user" as const, operatingSystem: undefined }];
    const groups = known(new Map([["group", { id: "group", displayName: "People", members }]]));
    expect(hybridJoined.run(factsWith({ devices, groups }))[0]?.message).toMatch(
      /^Of 1 device with Windows in the assigned groups, 1 is hybrid joined/,
    );
  });
});

describe("the optional checks", () => {
  it("are not made where nothing could be read, and find nothing wrong then", () => {
    const unread = { known: false, code: "forbidden", message: "No", hint: "Ask" } as const;
    const results = examine(checks, factsWith(unreadReset(unread)));
    expect(results.filter(({ state }) => state === "warning" || state === "unknown")).toEqual([]);
    expect(results.filter(({ state }) => state === "notChecked").map(({ id }) => id)).toEqual([
      "reset-link",
      "web-sign-in",
      "conditional-access",
      "mfa-methods",
      "failed-sign-ins",
      "directory-retirement",
    ]);
  });
});
