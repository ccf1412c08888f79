import * as pulumi from "@pulumi/pulumi";
import { beforeEach, expect, it, vi } from "vitest";
import { PinReset } from "../../components/pin-reset.ts";
import { parseSettings } from "../../settings.ts";
import { type Engine, resolved, startEngine } from "./engine.ts";

const tenantId = "3b7a2d54-6c1e-4f0a-9d43-2f1b8c5e7a90";

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
    lookedUp: {
      directory: {
        tenantId,
        directoryObjectId: "directory-object-id",
        targets: [{ type: "group", groupId: "g1", groupName: "Windows devices" }],
        membershipRules: new Map(),
        vaultGroups: { writers: [], readers: [] },
        graph: undefined,
      },
      existing: { grants: {} },
    },
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
