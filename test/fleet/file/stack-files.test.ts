import { expect, it } from "vitest";
import { fleetOf, ids, issuesOf, read } from "./support.ts";

const stackFile = (config: string) => ({ "Pulumi.contoso.yaml": `encryptionsalt: v1:x\nconfig:\n${config}` });

async function settingsWith(parts: Parameters<typeof fleetOf>[0], config: string) {
  const { tenants } = await read(fleetOf(parts), stackFile(config));
  return tenants[0]?.settings;
}

it("a stack's file is over the defaults and under the tenant's own settings, key by key", async () => {
  const parts = {
    defaults:
      "{ assignments: { groups: [A], excludedGroups: [X] }, profile: { displayName: D, scope: user } }",
    tenant: "settings: { profile: { displayName: T } }",
  };
  const config = [
    "  pin-reset:assignments: { groups: [S] }",
    "  pin-reset:profile: { displayName: S, description: S }",
    "  azuread:environment: public",
  ].join("\n");
  expect(await settingsWith(parts, config)).toEqual({
    "pin-reset:assignments": { groups: ["S"], excludedGroups: ["X"] },
    "pin-reset:profile": { displayName: "T", scope: "user", description: "S" },
    "azuread:environment": "public",
    "pin-reset:tenantId": ids.contoso,
  });
});

it("what is encrypted in a stack's file stays there, and is not replaced by a default", async () => {
  const config =
    "  pin-reset:profile: { displayName: { secure: v1:abc } }\n  intune:clientSecret: { secure: v1:def }";
  const settings = await settingsWith(
    { defaults: "{ assignments: { groups: [A] }, profile: { scope: user } }" },
    config,
  );
  expect(Object.keys(settings ?? {})).toEqual(["pin-reset:assignments", "pin-reset:tenantId"]);
});

it("a setting of the tenant that is encrypted in the stack's file is an issue, since one would hide the other", async () => {
  const text = fleetOf({ tenant: "settings: { profile: { scope: user } }" });
  const files = stackFile("  pin-reset:profile: { displayName: { secure: v1:abc } }");
  expect(await issuesOf(text, files)).toEqual([
    "fleet.yaml:4: tenants[0].settings.profile is encrypted in the stack's file: set it in one of the two",
  ]);
});

it("a wrong setting in a stack's file is said with that file's line", async () => {
  const files = stackFile("  pin-reset:assignments:\n    groups: [A]\n    allDevices: 3");
  expect(await issuesOf(fleetOf(), files)).toEqual([
    "Pulumi.contoso.yaml:5: config.pin-reset:assignments.allDevices must be true, false, or a mapping with the key filter",
  ]);
});

it("a stack's file of another tenant is refused, or a run would change the one and report the other", async () => {
  expect(await issuesOf(fleetOf(), stackFile(`  pin-reset:tenantId: ${ids.fabrikam}`))).toEqual([
    "Pulumi.contoso.yaml:3: config.pin-reset:tenantId is not the tenant's ID in the fleet's file",
  ]);
});

it("a setting that `pulumi config set` kept as text is merged as what it says", async () => {
  expect(await settingsWith({}, `  pin-reset:assignments: '{"excludedGroups":["X"]}'`)).toMatchObject({
    "pin-reset:assignments": { groups: ["A"], excludedGroups: ["X"] },
  });
});

it("the project's own name and folder of stacks count", async () => {
  const { tenants } = await read(fleetOf(), {
    "Pulumi.yaml": "name: other\nconfig:\n  other:assignments: { default: { allUsers: true } }\n",
  });
  expect(Object.keys(tenants[0]?.settings ?? {})).toEqual(["other:assignments", "other:tenantId"]);
});

it("a stack of an organization has the file of its own name", async () => {
  const { tenants } = await read(
    fleetOf({ tenant: "stack: acme/pin-reset/contoso" }),
    stackFile("  pin-reset:profile: { displayName: S }"),
  );
  expect(tenants[0]).toMatchObject({
    stack: "acme/pin-reset/contoso",
    settings: { "pin-reset:profile": { displayName: "S" } },
  });
});
