import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { omaTypes } from "../../intune/oma-values.ts";
import { deviceConfigurationAssignments } from "../../intune/resources/device-configuration-assignments.ts";
import { windowsCustomConfiguration } from "../../intune/resources/windows-custom-configuration.ts";
import { toPropertyMap } from "../../provider/check.ts";
import type { PropertyMap } from "../../provider/values.ts";

const group = "6f1c2d3e-0a1b-4c5d-8e9f-001122334455";

function profileFaults(inputs: PropertyMap): string[] {
  return windowsCustomConfiguration
    .check(inputs, {})
    .issues.map(({ property, reason }) => `${property} ${reason}`);
}

function settingFaults(setting: PropertyMap): string[] {
  const whole = { displayName: "s", omaUri: "./Device/S", ...setting };
  return profileFaults({ displayName: "p", omaSettings: [whole] });
}

function targetFaults(targets: PropertyMap[]): string[] {
  const { issues } = deviceConfigurationAssignments.check({ configurationId: "c", targets }, {});
  return issues.map(({ property, reason }) => `${property} ${reason}`);
}

describe("check of a profile", () => {
  it.each<[PropertyMap, string]>([
    [{ type: "Boolean", value: "yes" }, "omaSettings[0].value must be true or false, since type is Boolean"],
    [
      { type: "Integer", value: 2147483648 },
      "omaSettings[0].value must be a whole number from -2147483648 to 2147483647, since type is Integer",
    ],
    [
      { type: "Integer", value: "1.5" },
      "omaSettings[0].value must be a whole number from -2147483648 to 2147483647, since type is Integer",
    ],
    [
      { type: "FloatingPoint", value: 1e39 },
      "omaSettings[0].value must be a number within single precision, since type is FloatingPoint",
    ],
    [
      { type: "DateTime", value: "2026-02-30T00:00:00Z" },
      "omaSettings[0].value must be an RFC 3339 date-time such as 2026-01-31T08:00:00Z, since type is DateTime",
    ],
    [{ type: "Base64", value: "a" }, "omaSettings[0].value must be base64 text, since type is Base64"],
    [{ type: "String", value: 1 }, "omaSettings[0].value must be text, since type is String or StringXml"],
    [
      { type: "String", value: "****" },
      "omaSettings[0].value must not be ****: that is the mask which Graph shows; give the real value",
    ],
    ...["String", "StringXml", "Base64"].map((type): [PropertyMap, string] => [
      { type, value: "PGEvPg==" },
      "omaSettings[0].value must not be PGEvPg==: that is the mask which Graph shows; give the real value",
    ]),
    [
      { type: "Base64", value: "PGEvPg" },
      "omaSettings[0].value must not be PGEvPg==: that is the mask which Graph shows; give the real value",
    ],
    [
      { type: "StringXml", value: "<a/>" },
      "omaSettings[0].value must not be <a/>: that is the mask which Graph shows; give the real value",
    ],
    [
      { type: "DateTime", value: "0000-01-01T00:00:00+10:00" },
      "omaSettings[0].value must be in a year from 0000 to 9999 in UTC, since type is DateTime",
    ],
    ...["./Device/S\n", "./Device\r\n/S", "./Device/\tS", "./Device/S\u0000", "./Device/\u200bS"].map(
      (omaUri): [PropertyMap, string] => [
        { type: "Boolean", value: true, omaUri },
        "omaSettings[0].omaUri must not contain a line break or another control character: devices return 404 for it",
      ],
    ),
    ...["./Device/S ", "./Device/S\u00a0"].map((omaUri): [PropertyMap, string] => [
      { type: "Boolean", value: true, omaUri },
      "omaSettings[0].omaUri must not end with a blank: devices return 404 for it",
    ]),
    [
      { type: "Boolean", value: true, fileName: "a" },
      "omaSettings[0].fileName must be left out: Boolean has no file",
    ],
    [
      { type: "Boolean", value: true, omaUri: "Device/S" },
      'omaSettings[0].omaUri must be an OMA-URI, which begins with "./"',
    ],
    [{ type: "Boolean" }, "omaSettings[0].value must be a boolean, a number or text"],
    [
      { value: true },
      "omaSettings[0].type must be one of Boolean, Integer, String, StringXml, Base64, DateTime, FloatingPoint",
    ],
    [
      { type: "Boolean", value: true, more: 1 },
      "omaSettings[0].more is not a property of this resource; remove it",
    ],
  ])("says of %j where and what the issue is", (setting, issue) => {
    expect(settingFaults(setting)).toEqual([issue]);
  });

  it("says of a second setting of one OMA-URI which the first is", () => {
    const setting = { displayName: "s", omaUri: "./Device/S", type: "Boolean", value: true };
    expect(profileFaults({ displayName: "p", omaSettings: [setting, setting] })).toEqual([
      "omaSettings[1].omaUri is the OMA-URI of omaSettings[0] too; a profile may set each node once",
    ]);
  });

  it("takes an OMA-URI with blanks inside, and refuses one that differs from another in case alone", () => {
    const setting = { displayName: "s", omaUri: "./Device/MS DM Server", type: "Boolean", value: true };
    expect(profileFaults({ displayName: "p", omaSettings: [setting] })).toEqual([]);
    const twin = { ...setting, omaUri: "./device/MS DM Server" };
    expect(profileFaults({ displayName: "p", omaSettings: [setting, twin] })).toEqual([
      "omaSettings[1].omaUri is the OMA-URI of omaSettings[0] too but for upper and lower case; a profile may set each node once",
    ]);
  });

  it("asks for what is missing", () => {
    expect(profileFaults({})).toEqual(["displayName is required", "omaSettings is required"]);
    expect(profileFaults({ displayName: "p", omaSettings: [] })).toEqual([
      "omaSettings must have at least one setting",
    ]);
  });

  it.each<[string, PropertyMap, unknown]>([
    ["a number written as text", { type: "Integer", value: "-007" }, -7],
    ["a boolean written as text", { type: "Boolean", value: "false" }, false],
    ["more digits than a single has", { type: "FloatingPoint", value: 0.1 + 0.2 }, 0.3],
    ["a float written as text", { type: "FloatingPoint", value: "1.50" }, 1.5],
    ["minus zero", { type: "FloatingPoint", value: -0 }, 0],
    [
      "a time with an offset",
      { type: "DateTime", value: "2026-01-31T10:00:00.5000+02:00" },
      "2026-01-31T08:00:00.5Z",
    ],
    [
      "a time with more digits than Graph keeps",
      { type: "DateTime", value: "2026-01-31T08:00:00.123456789Z" },
      "2026-01-31T08:00:00.1234567Z",
    ],
    ["base64 without padding, over lines", { type: "Base64", value: "AA\nE" }, "AAE="],
  ])("gives %s its canonical form", (_what, setting, expected) => {
    const whole = { displayName: "s", omaUri: "./Device/S", ...setting };
    const { inputs, issues } = windowsCustomConfiguration.check(
      { displayName: "p", omaSettings: [whole] },
      {},
    );
    expect(issues).toEqual([]);
    expect(inputs.omaSettings).toEqual([{ ...whole, value: expected }]);
  });

  it("takes an empty description for none, and scope tags for a set", () => {
    const setting = { displayName: "s", omaUri: "./Device/S", type: "Boolean", value: true };
    const inputs = {
      displayName: "p",
      description: "",
      omaSettings: [setting],
      roleScopeTagIds: ["3", "0", "3"],
    };
    expect(windowsCustomConfiguration.check(inputs, {}).inputs).toEqual({
      displayName: "p",
      omaSettings: [setting],
      roleScopeTagIds: ["0", "3"],
    });
  });

  it("is idempotent for every type of value", () => {
    const value = fc.oneof(
      fc.boolean(),
      fc.integer(),
      fc.float({ noNaN: true }),
      fc.string(),
      fc.base64String(),
      fc.date({ noInvalidDate: true }).map(String),
      fc
        .date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) })
        .map((date) => date.toISOString()),
    );
    fc.assert(
      fc.property(fc.constantFrom(...omaTypes), value, (type, given) => {
        const inputs = toPropertyMap({
          displayName: "p",
          omaSettings: [{ displayName: "s", omaUri: "./S", type, value: given }],
        });
        const once = windowsCustomConfiguration.check(inputs, {});
        fc.pre(once.issues.length === 0);
        const twice = windowsCustomConfiguration.check(once.inputs, {});
        expect(twice).toEqual(once);
      }),
      { numRuns: 1000 },
    );
  });

  it("takes a single-precision number for the one that Graph answers", () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const inputs = toPropertyMap({
          displayName: "p",
          omaSettings: [{ displayName: "s", omaUri: "./S", type: "FloatingPoint", value }],
        });
        const { inputs: canonical } = windowsCustomConfiguration.check(inputs, {});
        const [setting] = canonical.omaSettings as PropertyMap[];
        expect(Math.fround(Number(setting?.value))).toBe(value === 0 ? 0 : value);
      }),
    );
  });

  it("gives canonical inputs or issues for any JSON, never an exception", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue(), (any, omaSettings) => {
        const checked = windowsCustomConfiguration.check(toPropertyMap({ ...any, omaSettings }), {});
        expect(checked.issues.length > 0 || checked.inputs.displayName !== undefined).toBe(true);
      }),
    );
  });
});

describe("check of assignments", () => {
  it.each<[PropertyMap, string]>([
    [{ type: "group" }, "targets[0].groupId is required, since type is group"],
    [{ type: "allDevices", groupId: group }, "targets[0].groupId must be left out, since type is allDevices"],
    [
      { type: "group", groupId: `{${group}}` },
      "targets[0].groupId must be an object ID such as 6f1c2d3e-0a1b-4c5d-8e9f-001122334455, without braces",
    ],
    [
      { type: "group", groupId: group, filterId: group },
      "targets[0].filterMode is required with filterId: include or exclude",
    ],
    [
      { type: "group", groupId: group, filterMode: "include" },
      "targets[0].filterId is required with filterMode",
    ],
    [
      { type: "exclusionGroup", groupId: group, filterId: group, filterMode: "include" },
      "targets[0].filterId must be left out: Intune takes no filter on an excluded group",
    ],
  ])("says of %j where and what the issue is", (target, issue) => {
    expect(targetFaults([target])).toEqual([issue]);
  });

  it("refuses a group that is both included and excluded", () => {
    const [included, excluded] = ["group", "exclusionGroup"].map((type) => ({ type, groupId: group }));
    expect(targetFaults([included ?? {}, excluded ?? {}])).toEqual([
      "targets[1] is the target of targets[0] too; name each group, allDevices and allUsers once",
    ]);
  });

  it("writes ids in lower case", () => {
    const targets = [{ type: "group", groupId: group.toUpperCase() }];
    const { inputs } = deviceConfigurationAssignments.check({ configurationId: "c", targets }, {});
    expect(inputs.targets).toEqual([{ type: "group", groupId: group }]);
  });
});
