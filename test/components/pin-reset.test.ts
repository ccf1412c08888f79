import * as pulumi from "@pulumi/pulumi";
import { beforeEach, expect, it, vi } from "vitest";
import type { LookedUpArgs } from "../../components/arguments.ts";
import { PinReset } from "../../components/pin-reset.ts";
import { WindowsCustomConfiguration } from "../../intune/sdk.ts";
import { parseSettings } from "../../settings.ts";
import { type Engine, resolved, startEngine } from "./engine.ts";

const tenantId = "3b7a2d54-6c1e-4f0a-9d43-2f1b8c5e7a90";

const lookedUp: LookedUpArgs["lookedUp"] = {
  directory: {
    tenantId,
    directoryObjectId: "directory-object-id",
    targets: [{ type: "group", groupId: "g1", groupName: "Windows devices" }],
    membershipRules: new Map(),
    vaultGroups: { writers: [], readers: [] },
    graph: undefined,
  },
  existing: { grants: {} },
};

let engine: Engine;
let pinReset: PinReset;

beforeEach(async () => {
  vi.stubEnv("ARM_ENVIRONMENT", undefined);
  engine = await startEngine();
  pulumi.runtime.setAllConfig({});
  const settings = parseSettings({ "pin-reset:assignments": '{"groups": ["Windows devices"]}' });
  pinReset = new PinReset("pin-reset", {
    consent: settings.consent,
    profile: settings.profile,
    assignments: settings.assignments,
    lookedUp,
  });
  await engine.settled();
});

it("registers both principals, both grants, the profile and its assignments, each under its component", () => {
  const registered = engine.resources.map(({ type, name }) => `${type.split(":").at(-1)} ${name}`);
  expect(registered.sort()).toEqual([
    "DeviceConfigurationAssignments pin-reset-assignments",
    "PinRecoveryProfile pin-reset",
    "PinReset pin-reset",
    "PinResetConsent pin-reset",
    "ProfileAssignments pin-reset",
    "ServicePrincipal pin-reset-client",
    "ServicePrincipal pin-reset-service",
    "ServicePrincipalDelegatedPermissionGrant pin-reset-client-on-service",
    "ServicePrincipalDelegatedPermissionGrant pin-reset-service-on-directory",
    "WindowsCustomConfiguration pin-reset-profile",
  ]);
});

it("retains every service principal on delete", () => {
  const principals = engine.resources.filter(({ type }) => type.endsWith(":ServicePrincipal"));
  expect(principals.map(({ retainOnDelete }) => retainOnDelete)).toEqual([true, true]);
});

it("assigns the profile only after the consent", () => {
  const { dependencies } = engine.resource(
    "intune:index:DeviceConfigurationAssignments",
    "pin-reset-assignments",
  );
  expect(dependencies).toEqual(
    expect.arrayContaining([
      expect.stringContaining("pin-reset-client-on-service"),
      expect.stringContaining("pin-reset-service-on-directory"),
      expect.stringContaining("pin-reset-profile"),
    ]),
  );
});

it("builds the OMA-URI from the tenant found, and gives the profile's ID and targets", async () => {
  expect(await resolved(pinReset.omaUri)).toBe(
    `./Device/Vendor/MSFT/PassportForWork/${tenantId}/Policies/EnablePinRecovery`,
  );
  expect(await resolved(pinReset.profileId)).toBe("pin-reset-profile-id");
  expect(await resolved(pinReset.assignedTo)).toEqual([
    { type: "group", groupId: "g1", groupName: "Windows devices" },
  ]);
});

it("gives the object IDs of both principals, and the portal's page of each", async () => {
  expect(await resolved(pinReset.servicePrincipalIds)).toEqual({
    service: "pin-reset-service-object-id",
    client: "pin-reset-client-object-id",
  });
  const links = await resolved(pinReset.links);
  expect(links.service).toMatch(
    /^https:\/\/entra\.microsoft\.com\/.*pin-reset-service-object-id\/appId\/b8456c59/,
  );
  expect(links.client).toMatch(
    /^https:\/\/entra\.microsoft\.com\/.*pin-reset-client-object-id\/appId\/9115dd05/,
  );
  expect(links.profiles).toMatch(/^https:\/\/intune\.microsoft\.com\//);
});

it("keeps secret what its arguments have marked so, in its outputs too", async () => {
  const args = {
    tenantId: pulumi.secret(tenantId),
    assignments: { groups: [pulumi.secret("Windows devices")] },
  };
  const secretive = new PinReset("secretive", { ...args, lookedUp });
  expect(await pulumi.isSecret(secretive.assignedTo)).toBe(true);
  expect(await pulumi.isSecret(secretive.omaUri)).toBe(true);
  expect(await pulumi.isSecret(secretive.profileId)).toBe(false);
  expect(await pulumi.isSecret(pinReset.assignedTo)).toBe(false);
});

it("passes protect and dependsOn on to its resources, and has the aliases that it is given beside its own", async () => {
  const before = new WindowsCustomConfiguration("before", { displayName: "Before", omaSettings: [] });
  const options = { protect: true, dependsOn: before, aliases: [{ name: "former" }] };
  const args = { assignments: { allUsers: true } };
  const guarded = new PinReset("guarded", { ...args, lookedUp }, options);
  await resolved(guarded.assignedTo);
  await engine.settled();
  const own = engine.resources.filter(({ name }) => name.startsWith("guarded"));
  expect(own).toHaveLength(10);
  expect(own.filter((each) => !each.protect)).toEqual([]);
  for (const type of ["servicePrincipal:ServicePrincipal", "WindowsCustomConfiguration"]) {
    const made = own.filter((each) => each.type.endsWith(type));
    expect(made.length).toBeGreaterThan(0);
    for (const { dependencies } of made) {
      expect(dependencies).toEqual(expect.arrayContaining([expect.stringContaining("::before")]));
    }
  }
  expect(engine.resource("intune:index:PinReset", "guarded").aliases).toEqual([
    "former",
    "pin-reset:index:PinReset",
  ]);
});
