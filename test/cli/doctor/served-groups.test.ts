import { describe, expect, it } from "vitest";
import { checks } from "../../../cli/doctor/checks.ts";
import { examine } from "../../../cli/doctor/examine.ts";
import type { Facts, Group } from "../../../cli/doctor/facts.ts";
import { known } from "../../../cli/doctor/finding.ts";
import { verdictOf } from "../../../cli/doctor/verdict.ts";
import type { Policy, PolicySetting, Target } from "../../../cli/policies/policy.ts";
import { recoveryUri } from "../support/onboarded.ts";
import { factsWith, recoveryPolicy } from "./facts.ts";

type Member = Group["members"][number];

const first: Member = { id: "device", name: "LAPTOP-01", type: "device", operatingSystem: "Windows" };
const second: Member = { ...first, id: "another", name: "LAPTOP-02" };
const alex: Member = { id: "alex", name: "Alex", type: "user", operatingSystem: undefined };

const [right] = recoveryPolicy.settings;
const off = { ...right, id: recoveryUri, value: false };
const asText: PolicySetting = { id: recoveryUri, type: "omaSettingString", value: "true" };

const group = (groupId: string): Target => ({ type: "groupAssignmentTarget", groupId, isFiltered: false });
const exclusion = (groupId: string): Target => ({
  ...group(groupId),
  type: "exclusionGroupAssignmentTarget",
});
const everyone = (type: string, isFiltered = false): Target => ({ type, groupId: undefined, isFiltered });

function policy(id: string, setting: PolicySetting, targets: readonly Target[]): Policy {
  return { ...recoveryPolicy, id, name: id, settings: [setting], targets };
}

function verdictWith(
  policies: readonly Policy[],
  members: Readonly<Record<string, readonly Member[]>>,
  devices: Facts["devices"] = known([]),
) {
  const groups = new Map(
    Object.entries(members).map(([id, all]) => [id, { id, displayName: id, members: [...all] }]),
  );
  const facts: Facts = factsWith({
    policies: {
      deviceConfigurations: known(policies),
      configurationPolicies: known([]),
      intents: known([]),
    },
    groups: known(groups),
    deployments: known(new Map()),
    devices,
  });
  return verdictOf(checks, examine(checks, facts), facts);
}

const on = (...targets: Target[]) => policy("on", { ...off, value: true }, targets);

describe("the groups that a reset is promised to", () => {
  it.each(["allDevicesAssignmentTarget", "allLicensedUsersAssignmentTarget"])(
    "leave out a group that a policy for %s turns PIN recovery off for",
    (type) => {
      const found = verdictWith([on(group("Laptops")), policy("off", off, [everyone(type)])], {
        Laptops: [first],
      });
      expect(found).toMatchObject({ outcome: "fails", reasons: [{ code: "profilesContradict" }] });
    },
  );

  it("leave out a group all of whose members another policy turns it off for", () => {
    const found = verdictWith([on(group("Laptops")), policy("off", off, [group("Everything")])], {
      Laptops: [first],
      Everything: [first, second],
    });
    expect(found).toMatchObject({ outcome: "fails", reasons: [{ code: "profilesContradict" }] });
  });

  it("leave out devices whose users get a setting that overrides the device's", () => {
    const uri = recoveryUri.replace("./Device/", "./User/");
    const policies = [on(group("Laptops")), policy("off", { ...off, id: uri }, [group("People")])];
    const laptop = { ...first, deviceId: "entra-1" };
    const devices = known([
      { name: "LAPTOP-01", operatingSystem: "Windows", deviceId: "entra-1", userId: "alex" },
    ]);
    expect(verdictWith(policies, { Laptops: [laptop], People: [alex] }, devices)).toMatchObject({
      outcome: "fails",
      reasons: [{ code: "userScopeWins" }],
    });
    expect(verdictWith(policies, { Laptops: [laptop, second], People: [alex] }, devices)).toMatchObject({
      groups: ['"Laptops"'],
    });
  });

  it("keep a group that has a member with PIN recovery", () => {
    const policies = [
      on(group("Laptops")),
      policy("off", off, [everyone("allDevicesAssignmentTarget", true), group("Pilots")]),
    ];
    const found = verdictWith(policies, { Laptops: [first, second], Pilots: [first] });
    expect(found).toMatchObject({ outcome: "works", groups: ['"Laptops"'] });
  });

  it("keep a group that the policy which turns it off excludes", () => {
    const policies = [
      on(group("Laptops")),
      policy("off", off, [everyone("allDevicesAssignmentTarget"), exclusion("Laptops")]),
    ];
    expect(verdictWith(policies, { Laptops: [first] })).toMatchObject({ groups: ['"Laptops"'] });
  });

  it("leave out a group all of whose members are in an excluded one", () => {
    const found = verdictWith([on(group("Laptops"), group("Pilots"), exclusion("Everything"))], {
      Laptops: [first],
      Pilots: [second],
      Everything: [first],
    });
    expect(found.groups).toEqual(['"Pilots"']);
  });

  it("do not count a value that devices do not take", () => {
    const policies = [policy("one", asText, [group("Laptops")]), policy("other", asText, [group("People")])];
    const found = verdictWith(policies, { Laptops: [first], People: [alex] });
    expect(found).toMatchObject({
      outcome: "fails",
      reasons: [{ code: "valueType" }, { code: "valueType" }],
    });
  });

  it("are those of the policy that devices take, beside one that they do not", () => {
    const found = verdictWith([on(group("Laptops")), policy("text", asText, [group("People")])], {
      Laptops: [first],
      People: [alex],
    });
    expect(found).toMatchObject({ outcome: "works", groups: ['"Laptops"'] });
  });
});
