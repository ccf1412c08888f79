import { afterAll, beforeAll, describe, it } from "vitest";
import { seeded } from "../../tenant/seed/ids.ts";
import { type BadInput, type Refusals, startRefusals } from "./bad-input.ts";

let refusals: Refusals;

beforeAll(async () => {
  refusals = await startRefusals("program");
});

afterAll(() => refusals.close());

const assigned = { "pin-reset:assignments": { groups: ["Windows devices"] } };
const otherId = "11111111-2222-4333-8444-555555555555";
const place = { resourceGroup: "rg-pin-reset", location: "westeurope" };
const vault = { ...place, name: "kv-pin-reset", writers: ["Helpdesk"] };

const settings: BadInput[] = [
  {
    name: "a key that is misspelt",
    config: { ...assigned, "pin-reset:assignment": {} },
    names: "pin-reset:assignment is not a setting: did you mean pin-reset:assignments?",
    hint: 'pulumi config rm --path "pin-reset:assignment"',
  },
  {
    name: "a key inside a setting that is misspelt",
    config: { ...assigned, "pin-reset:profile": { displayname: "PIN" } },
    names: "pin-reset:profile.displayname is not a setting: did you mean pin-reset:profile.displayName?",
    hint: 'pulumi config rm --path "pin-reset:profile.displayname"',
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
    name: "a tenant's ID in braces",
    config: { ...assigned, "pin-reset:tenantId": `{${seeded.tenantId}}` },
    names: "pin-reset:tenantId must be the tenant's ID: a GUID without braces",
    hint: `pulumi config set --path "pin-reset:tenantId" ${seeded.tenantId}`,
  },
  {
    name: "no assignment at all",
    config: {},
    names: "pin-reset:assignments gives the profile to nobody",
    hint: 'pulumi config set --path "pin-reset:assignments.groups[0]" "Windows devices"',
  },
  {
    name: "a filter without its mode",
    config: { "pin-reset:assignments": { groups: [{ group: "Kiosks", filter: { id: otherId } }] } },
    names: "pin-reset:assignments.groups[0].filter.mode must be include or exclude",
    hint: 'pulumi config set --path "pin-reset:assignments.groups[0].filter.mode" include',
  },
  {
    name: "a group that is both in and out",
    config: { "pin-reset:assignments": { groups: ["Kiosks"], excludedGroups: ["kiosks"] } },
    names: "pin-reset:assignments.excludedGroups[0] is also under assignments.groups",
    hint: 'pulumi config rm --path "pin-reset:assignments.excludedGroups[0]"',
  },
  {
    name: "a scope that there is not",
    config: { ...assigned, "pin-reset:profile": { scope: "machine" } },
    names: "pin-reset:profile.scope must be device or user",
    hint: 'pulumi config set --path "pin-reset:profile.scope" device',
  },
  {
    name: "a scope tag by its name",
    config: { ...assigned, "pin-reset:profile": { roleScopeTagIds: ["Europe"] } },
    names: "pin-reset:profile.roleScopeTagIds[0] must be the number of a scope tag, not its name",
    hint: 'pulumi config set --path "pin-reset:profile.roleScopeTagIds[0]" 0 --type string',
  },
  {
    name: "a vault without a name and without writers",
    config: { ...assigned, "pin-reset:passcodeVault": place },
    names: "pin-reset:passcodeVault.name must be a name for the vault",
    hint: 'pulumi config set --path "pin-reset:passcodeVault.writers[0]" Helpdesk',
  },
  {
    name: "a vault open to a private address",
    config: {
      ...assigned,
      "pin-reset:passcodeVault": { ...vault, allowedIpRanges: ["10.0.0.0/8"] },
    },
    names: "pin-reset:passcodeVault.allowedIpRanges[0] must be a public IPv4 address",
    hint: 'pulumi config set --path "pin-reset:passcodeVault.allowedIpRanges[0]" "203.0.113.0/24"',
  },
  {
    name: "identities that nobody may sign in as",
    config: { ...assigned, "pin-reset:pipelineIdentity": place },
    names: "pin-reset:pipelineIdentity.github or pipelineIdentity.azurePipelines must say whose runs",
    hint: 'pulumi config set --path "pin-reset:pipelineIdentity.github.repository" "contoso/pin-reset"',
  },
  {
    name: "one branch that may both look and change",
    config: {
      ...assigned,
      "pin-reset:pipelineIdentity": {
        ...place,
        github: { repository: "contoso/pin-reset", deploy: { branch: "main" }, drift: { branch: "main" } },
      },
    },
    names: "pin-reset:pipelineIdentity.github.drift.branch is deploy's too",
    hint: 'pulumi config set --path "pin-reset:pipelineIdentity.github.drift.branch" drift',
  },
];

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
    name: "a group by its name and again by its ID",
    config: { "pin-reset:assignments": { groups: ["Windows devices", seeded.groups.windowsDevices] } },
    names: "pin-reset:assignments.groups[1] is the same group as pin-reset:assignments.groups[0]",
    hint: 'pulumi config rm --path "pin-reset:assignments.groups[1]"',
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
  {
    name: "a group of the vault that is not there",
    config: { ...assigned, "pin-reset:passcodeVault": { ...vault, writers: ["Nobody"] } },
    names: 'pin-reset:passcodeVault.writers[0] names the group "Nobody", which the directory does not have',
    hint: 'pulumi config rm --path "pin-reset:passcodeVault.writers[0]"',
  },
];

describe("pulumi up refuses, with one screen of text and nothing created", () => {
  it.each([...settings, ...directory])("$name", (input) => refusals.expectRefusal(input));
});
