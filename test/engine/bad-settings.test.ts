import { afterAll, beforeAll, describe, it } from "vitest";
import { seeded } from "../../tenant/seed/ids.ts";
import { type BadInput, type Refusals, startRefusals } from "./bad-input.ts";

let refusals: Refusals;

beforeAll(async () => {
  refusals = await startRefusals("program", { keepPlugins: true });
});

afterAll(() => refusals.close());

const assigned = { "pin-reset:assignments": { groups: ["Windows devices"] } };
const otherId = "11111111-2222-4333-8444-555555555555";

const settings: BadInput[] = [
  {
    name: "a key that is misspelt",
    config: { ...assigned, "pin-reset:assignment": {} },
    names: "pin-reset:assignment is not a setting: did you mean pin-reset:assignments?",
    hint: 'pulumi config rm --path "pin-reset:assignment"',
  },
  {
    name: "a key that was set without --path",
    config: { ...assigned, "pin-reset:assignments.groups[0]": "Kiosks" },
    names: "pin-reset:assignments.groups[0] was set without --path",
    hint: 'pulumi config set --path "pin-reset:assignments.groups[0]" VALUE',
  },
  {
    name: "thirty keys that are none, on one screen",
    config: {
      ...assigned,
      ...Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`pin-reset:key${index}`, "x"])),
    },
    names: "pin-reset:key0 is not a setting: the keys here are tenantId, consent, profile, assignments",
    hint: "and 24 more, shown once these are fixed",
  },
  {
    name: "a text where a mapping belongs",
    config: { ...assigned, "pin-reset:consent": "yes" },
    names: "'pin-reset:consent'",
    hint: "must be of type 'object'",
  },
  {
    name: "a name where a list belongs",
    config: { "pin-reset:assignments": { groups: "Windows devices" } },
    names: "pin-reset:assignments.groups must be a list of groups",
    hint: 'pulumi config set --path "pin-reset:assignments.groups[0]" "Windows devices"',
  },
  {
    name: "no assignment at all",
    config: {},
    names: "pin-reset:assignments assigns the profile to no one",
    hint: 'pulumi config set --path "pin-reset:assignments.groups[0]" "Windows devices"',
  },
];

/** Each by itself, and many more, in test/settings. */
const several: BadInput = {
  name: "several at once, each with what to do",
  config: {
    "pin-reset:tenantId": `{${seeded.tenantId}}`,
    "pin-reset:profile": { displayname: "PIN", scope: "machine" },
    "pin-reset:assignments": { groups: ["Kiosks"], excludedGroups: ["kiosks"] },
  },
  names: "pin-reset:profile.displayname is not a setting: did you mean pin-reset:profile.displayName?",
  hint: 'pulumi config rm --path "pin-reset:profile.displayname"',
  more: [
    "pin-reset:tenantId must be the tenant's ID: a GUID without braces",
    `pulumi config set --path "pin-reset:tenantId" ${seeded.tenantId}`,
    "pin-reset:profile.scope must be device or user",
    'pulumi config set --path "pin-reset:profile.scope" device',
    "pin-reset:assignments.excludedGroups[0] is also under assignments.groups",
    'pulumi config rm --path "pin-reset:assignments.excludedGroups[0]"',
  ],
};

const directory: BadInput[] = [
  {
    name: "a group's name that two groups have",
    config: { "pin-reset:assignments": { groups: ["Pilots"] } },
    names: `"Pilots", but 2 groups have that display name: ${seeded.groups.firstPilots}, ${seeded.groups.secondPilots}`,
    hint: `pulumi config set --path "pin-reset:assignments.groups[0]" ${seeded.groups.firstPilots}`,
  },
  {
    name: "a group that is not there",
    config: { "pin-reset:assignments": { groups: ["Windows devices"], excludedGroups: ["Nobody"] } },
    names:
      'pin-reset:assignments.excludedGroups[0] names the group "Nobody", which the directory does not have',
    hint: 'pulumi config rm --path "pin-reset:assignments.excludedGroups[0]"',
  },
  {
    name: "another tenant than the one that is signed in to",
    config: { ...assigned, "pin-reset:tenantId": otherId },
    names: `pin-reset:tenantId is ${otherId}, but the sign-in is to the tenant ${seeded.tenantId}`,
    hint: `pulumi config set --path "pin-reset:tenantId" ${seeded.tenantId}`,
  },
  {
    name: "a directory application that the tenant does not have",
    config: { ...assigned, "pin-reset:consent": { directoryAppId: otherId } },
    names: `pin-reset:consent.directoryAppId names the application ${otherId}`,
    hint: 'pulumi config rm --path "pin-reset:consent.directoryAppId"',
  },
];

describe("pulumi up refuses, with one screen of text and nothing created", () => {
  it.each([...settings, several, ...directory])("$name", (input) => refusals.expectRefusal(input));
});
