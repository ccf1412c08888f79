import { beforeEach, describe, expect, it } from "vitest";
import { issuesOf, startProject } from "./parse.ts";

const filterId = "9a1f2c3d-5b7e-4a60-8c21-d4e5f6a7b8c9";
const assignments = { groups: ["Windows devices"] };
const set = "pulumi config set --path";
const remove = "pulumi config rm --path";

beforeEach(startProject);

type Case = [given: Record<string, unknown>, said: string, ...hint: string[]];

function withGroup(group: unknown) {
  return { assignments: { groups: ["Windows devices", group] } };
}

const cases: Case[] = [
  // keys
  [
    { colour: "x", assignments },
    "pin-reset:colour is not a setting: the keys here are tenantId, consent, profile, assignments, readiness, passcodeVault, pipelineIdentity",
    `${remove} "pin-reset:colour"`,
  ],
  [
    { profil: {}, assignments },
    "pin-reset:profil is not a setting: did you mean pin-reset:profile?",
    `${remove} "pin-reset:profil"`,
  ],
  [
    { displayname: "x", assignments },
    "pin-reset:displayname is not a setting: did you mean pin-reset:profile.displayName?",
  ],
  [{ keyVault: {}, assignments }, "pin-reset:keyVault is not a setting: the keys here are"],
  [
    { profile: { displaName: "x" }, assignments },
    "pin-reset:profile.displaName is not a setting: did you mean pin-reset:profile.displayName?",
    `${remove} "pin-reset:profile.displaName"`,
  ],
  [
    withGroup({ group: "x", filtre: {} }),
    "pin-reset:assignments.groups[1].filtre is not a setting: did you mean pin-reset:assignments.groups[1].filter?",
  ],
  [
    { "consent.clientScopes[0]": "x", assignments },
    "pin-reset:consent.clientScopes[0] was set without --path",
    'pulumi config rm "pin-reset:consent.clientScopes[0]"',
    `${set} "pin-reset:consent.clientScopes[0]" VALUE`,
  ],
  [
    { 'od"d\n$(key)': "x", assignments },
    'pin-reset:["od\\"d\\n$(key)"] is not a setting',
    "Remove it from the stack's settings file, Pulumi.<stack>.yaml",
  ],
  // GUIDs
  [
    { tenantId: "{3b7a2d54-6c1e-4f0a-9d43-2f1b8c5e7a91}", assignments },
    "pin-reset:tenantId must be the tenant's ID: a GUID without braces",
    `${set} "pin-reset:tenantId" 3b7a2d54-6c1e-4f0a-9d43-2f1b8c5e7a91`,
  ],
  [
    { tenantId: "contoso.onmicrosoft.com", assignments },
    "pin-reset:tenantId must be the tenant's ID: a GUID without braces",
    `${set} "pin-reset:tenantId" 3b7a2d54-`,
  ],
  [
    { consent: { directoryAppId: "graph" }, assignments },
    "pin-reset:consent.directoryAppId must be the application ID of the directory: a GUID without braces",
    `${set} "pin-reset:consent.directoryAppId" 00000002-0000-0000-c000-000000000000`,
  ],
  [
    withGroup({ group: "x", filter: { id: "corporate", mode: "include" } }),
    "pin-reset:assignments.groups[1].filter.id must be the ID of an assignment filter: a GUID without braces",
    `${set} "pin-reset:assignments.groups[1].filter.id" 9a1f2c3d-`,
  ],
  // types
  [
    { consent: "all", assignments },
    "pin-reset:consent must be a mapping with the keys clientScopes, serviceScopes, directoryAppId",
    `${remove} "pin-reset:consent"`,
  ],
  [
    { profile: ["x"], assignments },
    "pin-reset:profile must be a mapping with the keys kind, displayName,",
    `${remove} "pin-reset:profile"`,
  ],
  [
    { assignments: "Windows devices" },
    "pin-reset:assignments must be a mapping with the keys groups,",
    `${remove} "pin-reset:assignments"`,
    `${set} "pin-reset:assignments.groups[0]" "Windows devices"`,
  ],
  [
    { assignments: { groups: "Windows devices" } },
    "pin-reset:assignments.groups must be a list of groups",
    `${remove} "pin-reset:assignments.groups"`,
    `${set} "pin-reset:assignments.groups[0]" "Windows devices"`,
  ],
  [
    withGroup(true),
    "pin-reset:assignments.groups[1] must be a group's display name or object ID, or a mapping with the keys group, filter",
    `${set} "pin-reset:assignments.groups[1]" "Windows devices"`,
  ],
  [
    withGroup("  "),
    "pin-reset:assignments.groups[1] must be a group's display name or object ID",
    `${set} "pin-reset:assignments.groups[1]" "Windows devices"`,
  ],
  [
    { assignments: { ...assignments, allUsers: "yes" } },
    "pin-reset:assignments.allUsers must be true, false, or a mapping with the key filter",
    `${set} "pin-reset:assignments.allUsers" true`,
  ],
  [
    { profile: { displayName: "" }, assignments },
    "pin-reset:profile.displayName must be the profile's name in Intune",
    `${set} "pin-reset:profile.displayName" "Windows Hello - PIN recovery"`,
  ],
  [{ profile: { description: null }, assignments }, "pin-reset:profile.description must be a text"],
  [
    { profile: { scope: "machine" }, assignments },
    "pin-reset:profile.scope must be device or user",
    `${set} "pin-reset:profile.scope" device`,
  ],
  [
    { profile: { kind: "catalog" }, assignments },
    "pin-reset:profile.kind must be custom or settingsCatalog",
    `${set} "pin-reset:profile.kind" custom`,
  ],
  [
    { profile: { kind: "settingsCatalog", webSignInAllowedUrls: ["login.contoso.com"] }, assignments },
    "pin-reset:profile.kind must be custom while profile.webSignInAllowedUrls names hosts",
    `${set} "pin-reset:profile.kind" custom`,
  ],
  [
    { profile: { roleScopeTagIds: ["Default"] }, assignments },
    "pin-reset:profile.roleScopeTagIds[0] must be the number of a scope tag, not its name",
    `${set} "pin-reset:profile.roleScopeTagIds[0]" 0 --type string`,
  ],
  [
    { profile: { roleScopeTagIds: [] }, assignments },
    "pin-reset:profile.roleScopeTagIds must name a scope tag, or be left out",
    `${remove} "pin-reset:profile.roleScopeTagIds"`,
  ],
  [
    { profile: { webSignInAllowedUrls: "login.contoso.com" }, assignments },
    "pin-reset:profile.webSignInAllowedUrls must be a list of host names",
    `${remove} "pin-reset:profile.webSignInAllowedUrls"`,
    `${set} "pin-reset:profile.webSignInAllowedUrls[0]" login.contoso.com`,
  ],
  [
    { consent: { clientScopes: ["User.Read openid"] }, assignments },
    "pin-reset:consent.clientScopes[0] must be the name of one delegated permission, without blanks",
    `${set} "pin-reset:consent.clientScopes[0]" user_impersonation`,
  ],
  [
    { consent: { serviceScopes: [true] }, assignments },
    "pin-reset:consent.serviceScopes[0] must be the name of one delegated permission",
  ],
  // assignments that mean nothing, or two things
  [
    {},
    "pin-reset:assignments assigns the profile to no one",
    `${set} "pin-reset:assignments.groups[0]" "Windows devices"`,
  ],
  [
    { assignments: { excludedGroups: ["Kiosks"], allDevices: false } },
    "pin-reset:assignments assigns the profile to no one",
  ],
  [
    { assignments: { ...assignments, allDevices: true } },
    "pin-reset:assignments.allDevices already covers the devices of every group",
    `${remove} "pin-reset:assignments.allDevices"`,
  ],
  [
    { assignments: { ...assignments, excludedGroups: ["windows DEVICES"] } },
    "pin-reset:assignments.excludedGroups[0] is also under assignments.groups",
    `${remove} "pin-reset:assignments.excludedGroups[0]"`,
  ],
  [
    { assignments: { ...assignments, excludedGroups: [{ group: "Kiosks" }] } },
    "pin-reset:assignments.excludedGroups[0] must be a group's display name or object ID: an exclusion takes no filter",
  ],
  [
    withGroup("WINDOWS devices"),
    "pin-reset:assignments.groups[1] repeats an earlier entry",
    `${remove} "pin-reset:assignments.groups[1]"`,
  ],
  [
    withGroup({ filter: { id: filterId, mode: "include" } }),
    "pin-reset:assignments.groups[1].group must be a group's display name or object ID",
    `${set} "pin-reset:assignments.groups[1].group" "Windows devices"`,
  ],
  [
    withGroup({ group: "x", filter: { id: filterId } }),
    "pin-reset:assignments.groups[1].filter.mode must be include or exclude",
    `${set} "pin-reset:assignments.groups[1].filter.mode" include`,
  ],
  [
    withGroup({ group: "x", filter: filterId }),
    "pin-reset:assignments.groups[1].filter must be a mapping with the keys id, mode",
    `${remove} "pin-reset:assignments.groups[1].filter"`,
    `${set} "pin-reset:assignments.groups[1].filter.id" 9a1f2c3d-`,
    `${set} "pin-reset:assignments.groups[1].filter.mode" include`,
  ],
];

describe("one wrong setting is one issue that names it and what to do", () => {
  it.each(cases)("%j", (given, said, ...hint) => {
    const message = issuesOf(given);
    expect(message).toContain("Stack dev has 1 issue; nothing was created or changed.\n");
    expect(message).toContain(`\n  ${said}`);
    for (const line of hint) {
      expect(message).toContain(`\n    ${line}`);
    }
    expect(message).toContain("docs/settings.md");
  });
});

describe("a host name", () => {
  it.each([
    "https://login.contoso.com",
    "login.contoso.com/path",
    "login.contoso.com:443",
    "a.contoso.com;b.contoso.com",
    "login contoso.com",
    "contoso",
    "*.contoso.com",
    "login..com",
    "",
  ])("is not %j", (host) => {
    expect(issuesOf({ profile: { webSignInAllowedUrls: [host] }, assignments })).toContain(
      "pin-reset:profile.webSignInAllowedUrls[0] must be a host name alone",
    );
  });
});

it("lists every issue at once", () => {
  const message = issuesOf({ tenantId: "x", profile: { scope: "x" }, consent: { clientScopes: "x" } });
  expect(message).toContain("4 issues");
  for (const name of ["tenantId", "profile.scope", "consent.clientScopes", "assignments"]) {
    expect(message).toContain(`\n  pin-reset:${name} `);
  }
});

it("keeps to a screen however many issues there are, and says how many it leaves out", () => {
  const message = issuesOf({ assignments: { groups: Array.from({ length: 30 }, () => "same") } });
  expect(message).toContain("29 issues");
  expect(message).toContain("... and 21 more");
  expect(message.split("\n").length).toBeLessThanOrEqual(24);
});

it("never repeats a value, which might be a secret", () => {
  const message = issuesOf({
    clientSecret: "s3cr3t-value",
    tenantId: "s3cr3t-value",
    consent: "s3cr3t-value",
  });
  expect(message).not.toContain("s3cr3t");
});
