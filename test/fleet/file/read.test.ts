import { execFileSync } from "node:child_process";
import path from "node:path";
import { expect, it } from "vitest";
import { readFleet } from "../../../fleet/file/read.ts";
import { fleetOf, ids, issuesOf, read, writeFleet } from "./support.ts";

const example = path.join(import.meta.dirname, "../../../examples/fleet/fleet.yaml");

it("the example is read, with every default filled in", async () => {
  const fleet = await readFleet(example);
  expect(fleet.rings).toEqual([
    { name: "canary", concurrency: 2, maxFailures: 0, approval: false },
    { name: "broad", concurrency: 10, maxFailures: 5, approval: true },
  ]);
  expect(fleet.tenants.map(({ name, stack, tags }) => [name, stack, tags])).toEqual([
    ["contoso", "contoso", ["emea"]],
    ["fabrikam", "fabrikam", ["emea", "gold"]],
    ["wingtip", "wingtip-toys", ["apac"]],
  ]);
  expect(fleet.tenants[1]).toMatchObject({
    credential: { kind: "clientSecret", clientId: ids.application, secretVariable: "FLEET_CLIENT_SECRET" },
    settings: {
      "pin-reset:assignments": { groups: ["Windows devices"], excludedGroups: ["Kiosks"] },
      "pin-reset:profile": { kind: "settingsCatalog" },
      "pin-reset:tenantId": ids.fabrikam,
      "intune:retryTimeoutSeconds": 300,
    },
  });
  expect(fleet.tenants[2]?.credential).toEqual({
    kind: "certificate",
    clientId: "6f1c0a52-7d3e-4b8a-9c41-0e2d5f6a7b8c",
    pathVariable: "WINGTIP_CERTIFICATE_PATH",
    passwordVariable: "WINGTIP_CERTIFICATE_PASSWORD",
  });
  expect(fleet).toMatchObject({
    file: example,
    project: path.resolve(path.dirname(example), "../.."),
    secretsProvider: "passphrase",
    webhooks: [{ kind: "teams", urlVariable: "FLEET_TEAMS_URL" }],
  });
});

it.each([
  ["credential: { environment: true }", { kind: "environment" }],
  ["", { kind: "environment" }],
  [
    `credential: { application: { clientId: ${ids.application}, managedIdentity: {} } }`,
    { kind: "managedIdentity", clientId: ids.application, identityClientId: undefined },
  ],
  [
    `credential: { application: { clientId: ${ids.application.toUpperCase()}, managedIdentity: { clientId: ${ids.fabrikam} } } }`,
    { kind: "managedIdentity", clientId: ids.application, identityClientId: ids.fabrikam },
  ],
])("the credential of %j is taken by every tenant", async (head, credential) => {
  const { tenants } = await read(fleetOf({ head }));
  expect(tenants[0]?.credential).toEqual(credential);
});

it("every issue is said at once, each with its line and its path", async () => {
  const text = `projects: .
credential: { application: { clientId: x } }
defaults:
  settings:
    assignments: { group: [A], excludedGroups: [A] }
rings: [{ name: canary, concurrency: 0 }, { name: Canary }]
tenants:
  - { name: contoso, tenantId: ${ids.contoso}, ring: canry }
  - name: Contoso
    tenantId: ${ids.contoso.toUpperCase()}
    ring: broad
    settings:
      profile: { scope: devices }
`;
  expect(await issuesOf(text)).toEqual([
    "fleet.yaml:1: projects is not a key of fleet.yaml: did you mean project?",
    "fleet.yaml:2: credential.application.clientId must be the application (client) ID: a GUID without braces",
    "fleet.yaml:2: credential.application must have one of secret, certificate, managedIdentity",
    "fleet.yaml:5: defaults.settings.assignments.group is not a setting: did you mean assignments.groups?",
    "fleet.yaml:5: defaults.settings.assignments assigns the profile to no one, and an unassigned profile does nothing",
    "fleet.yaml:6: rings[0].concurrency must be how many of its tenants run at once: a whole number from 1 to 1000",
    "fleet.yaml:6: rings[1].name repeats that of rings[0]",
    "fleet.yaml:8: tenants[0].ring must be one of canary, Canary: did you mean canary?",
    "fleet.yaml:9: tenants[1].name repeats that of tenants[0]",
    "fleet.yaml:10: tenants[1].tenantId repeats that of tenants[0]",
    "fleet.yaml:11: tenants[1].ring must be one of canary, Canary",
    "fleet.yaml:13: tenants[1].settings.profile.scope must be device or user",
  ]);
});

it.each<[string, Parameters<typeof fleetOf>[0], string]>([
  [
    "a stack of two tenants",
    { tail: `  - { name: b, stack: Contoso, tenantId: ${ids.fabrikam}, ring: broad }` },
    "fleet.yaml:5: tenants[1].stack repeats that of tenants[0]",
  ],
  [
    "a stack that may be that of another tenant, with and without its organization",
    { tenant: "stack: acme/pin-reset/b", tail: `  - { name: B, tenantId: ${ids.fabrikam}, ring: broad }` },
    "fleet.yaml:4: tenants[0].stack may be the stack of tenants[1], B: write both with their organization and project, or both without",
  ],
  [
    "a name that is the ID of another tenant, which `--tenant` could mean as well",
    { tail: `  - { name: ${ids.contoso.toUpperCase()}, tenantId: ${ids.fabrikam}, ring: broad }` },
    "fleet.yaml:5: tenants[1].name is the tenantId of tenants[0]",
  ],
  [
    "a tag that stands twice",
    { tenant: "tags: [a, A]" },
    "fleet.yaml:4: tenants[0].tags[1] repeats that of tags[0]",
  ],
  [
    "a stack that is a path",
    { tenant: "stack: ../other" },
    "fleet.yaml:4: tenants[0].stack must be the stack's name, or organization/project/stack: each up to 100 letters, digits and _.-",
  ],
  [
    "a number for a tag",
    { tenant: "tags: [7]" },
    "fleet.yaml:4: tenants[0].tags[0] must be a tag: up to 100 letters, digits and _.-, in quotes if it is a number",
  ],
  [
    "a setting of the provider",
    { tenant: "settings: { 'intune:retryTimeoutSeconds': 0 }" },
    "fleet.yaml:4: tenants[0].settings.intune:retryTimeoutSeconds must be more than 0",
  ],
  [
    "a key the provider does not have",
    { tenant: "settings: { 'intune:retryTimeout': 9 }" },
    "fleet.yaml:4: tenants[0].settings.intune:retryTimeout is not a setting: docs/reliability.md describes the provider's",
  ],
  [
    "the tenant's ID as a setting",
    { tenant: `settings: { tenantId: ${ids.fabrikam} }` },
    "fleet.yaml:4: tenants[0].settings.tenantId is the tenant's own tenantId in every stack: remove it",
  ],
  [
    "a key with and without the project",
    { tenant: "settings: { consent: {}, 'pin-reset:consent': {} }" },
    "fleet.yaml:4: tenants[0].settings.pin-reset:consent is given twice, with the project's name and without",
  ],
  [
    "two ways to prove an application",
    {
      head: `credential: { application: { clientId: ${ids.application}, secret: { variable: A }, managedIdentity: {} } }`,
    },
    "fleet.yaml:1: credential.application must have one of secret, certificate, managedIdentity",
  ],
  [
    "both kinds of credential",
    {
      head: `credential: { environment: true, application: { clientId: ${ids.application}, secret: { variable: A } } }`,
    },
    "fleet.yaml:1: credential must have one of application, environment",
  ],
  [
    "no assignment anywhere",
    { defaults: "{}" },
    "fleet.yaml:1: defaults.settings.assignments assigns the profile to no one, and an unassigned profile does nothing",
  ],
  [
    "another key of a webhook",
    { head: "webhooks: [{ kind: teams, url: https://example.test }]" },
    "fleet.yaml:1: webhooks[0].url must be a mapping with the keys variable",
  ],
])("%s is an issue by its path", async (_, parts, issue) => {
  expect(await issuesOf(fleetOf(parts))).toEqual([issue]);
});

it("a group that a setting excludes is an issue of the tenant that excludes it", async () => {
  const text = fleetOf({ tenant: "settings: { assignments: { excludedGroups: [a] } }" });
  expect(await issuesOf(text)).toEqual([
    "fleet.yaml:4: tenants[0].settings.assignments.excludedGroups[0] is also under assignments.groups: keep one of the two",
  ]);
});

it("a plain name among groups is an issue of itself, and not of the mapping that it stands for", async () => {
  expect(await issuesOf(fleetOf({ defaults: "{ assignments: { groups: [A, ' '] } }" }))).toEqual([
    "fleet.yaml:1: defaults.settings.assignments.groups[1] must be a group's display name or object ID",
  ]);
});

it("a folder without a project is an issue of `project`", async () => {
  expect(await issuesOf(fleetOf({ head: "project: elsewhere" }))).toEqual([
    "fleet.yaml:1: project must be the folder of Pulumi.yaml: there is none that can be read",
  ]);
});

it("a file that is not there, and a named pipe, are said at once", async () => {
  await expect(readFleet("/nowhere/fleet.yaml")).rejects.toMatchObject({ code: "unreadableFleetFile" });
  const file = `${await writeFleet("")}.pipe`;
  execFileSync("mkfifo", [file]);
  await expect(readFleet(file)).rejects.toMatchObject({
    code: "unreadableFleetFile",
    message: expect.stringContaining("it is no regular file"),
  });
});
