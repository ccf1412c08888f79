import { describe, expect, it } from "vitest";
import {
  type Audience,
  exclusionsNotApplied,
  kindsAmong,
  kindsInRule,
  type MemberKind,
  notKnown,
} from "../../domain/member-kinds.ts";

const holding = (name: string, ...kinds: MemberKind[]): Audience => ({ name, kinds: new Set(kinds) });
const devices = holding("Kiosks", "device");
const users = holding("Helpdesk", "user");
const both = holding("Everything", "device", "user");
const empty = holding("Empty");

describe("exclusionsNotApplied", () => {
  it("names an exclusion of devices from users, and of users from devices", () => {
    expect(exclusionsNotApplied([users], [devices])).toEqual([
      "Intune does not apply the exclusion of Kiosks, which holds devices, to the users of Helpdesk",
    ]);
    expect(exclusionsNotApplied([devices], [users])).toEqual([
      "Intune does not apply the exclusion of Helpdesk, which holds users, to the devices of Kiosks",
    ]);
    expect(exclusionsNotApplied([both], [devices])).toHaveLength(1);
  });

  it("says nothing where both are of one kind, or what they hold is not known", () => {
    expect(exclusionsNotApplied([devices, users], [both])).toEqual([]);
    expect(exclusionsNotApplied([devices], [devices])).toEqual([]);
    expect(exclusionsNotApplied([empty, devices], [empty])).toEqual([]);
    expect(notKnown([empty, devices], [users])).toEqual([empty]);
    expect(notKnown([empty], [])).toEqual([]);
  });
});

it.each([
  ['(device.deviceOwnership -eq "Company")', ["device"]],
  ['user.department -eq "Sales" and (user.accountEnabled -eq true)', ["user"]],
  ["", []],
])("kindsInRule tells of %s", (rule, kinds) => {
  expect([...kindsInRule(rule)]).toEqual(kinds);
});

it("kindsAmong leaves out what is neither", () => {
  expect([...kindsAmong(["servicePrincipal", "user"])]).toEqual(["user"]);
});
