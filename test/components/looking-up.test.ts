import { setTimeout } from "node:timers/promises";
import { Provider } from "@pulumi/azuread/provider.js";
import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { PinReset } from "../../components/pin-reset.ts";
import { WindowsCustomConfiguration } from "../../intune/sdk.ts";
import { type Engine, resolved, startEngine } from "./engine.ts";
import { directoryObjects, getClientConfig, getDirectoryObjects, tenantId } from "./entra.ts";

const args = { assignments: { allUsers: true } };

let engine: Engine;

beforeEach(async () => {
  vi.stubEnv("ARM_ENVIRONMENT", undefined);
  engine = await startEngine(({ token, inputs }) => {
    switch (token) {
      case getClientConfig:
        return { tenantId };
      case getDirectoryObjects:
        return directoryObjects(inputs, {
          group: () => ({ status: "missing" }),
          servicePrincipal: () => ({ status: "found", id: "directory-object-id" }),
        });
      default:
        return {};
    }
  });
  pulumi.runtime.setAllConfig({});
});

afterEach(() => engine.settled());

it("nothing is looked up before what the component depends on is there", async () => {
  const gate = Promise.withResolvers<string>();
  const before = new WindowsCustomConfiguration("before", { displayName: gate.promise, omaSettings: [] });
  const { profileId } = new PinReset("after", args, { dependsOn: before });
  await setTimeout(50);
  expect(engine.calls).toEqual([]);
  gate.resolve("Before");
  expect(await resolved(profileId)).toBe("after-profile-id");
  expect(engine.calls.map(({ token }) => token)).toContain(getDirectoryObjects);
});

it("the cloud of the environment is not that of providers which the component has from its parent", async () => {
  vi.stubEnv("ARM_ENVIRONMENT", "china");
  const provider = new Provider("azuread", { tenantId, environment: "public" });
  const parent = new pulumi.ComponentResource("test:index:Tenant", "tenant", {}, { providers: [provider] });
  const { profileId } = new PinReset("of-tenant", args, { parent });
  expect(await resolved(profileId)).toBe("of-tenant-profile-id");
});

describe("in a preview whose providers have settings that are not known yet", () => {
  /** The engine gives nothing in place of what such a provider would. */
  const without = (...tokens: string[]) =>
    startEngine(
      ({ token, inputs }) => {
        switch (tokens.includes(token) ? "" : token) {
          case getClientConfig:
            return { tenantId };
          case getDirectoryObjects:
            return directoryObjects(inputs);
          default:
            return {};
        }
      },
      { isPreview: true },
    );

  it.each([
    ["both", [getClientConfig, getDirectoryObjects]],
    ["azuread", [getClientConfig]],
    ["intune", [getDirectoryObjects]],
  ])("registers every resource, with what the tenant would say unknown: %s", async (_which, tokens) => {
    engine = await without(...tokens);
    new PinReset("later", { tenantId, assignments: { groups: ["Windows devices"] } });
    await engine.settled();
    expect(engine.resources.map(({ type, name }) => `${type.split(":").at(-1)} ${name}`)).toEqual(
      expect.arrayContaining([
        "ServicePrincipalDelegatedPermissionGrant later-service-on-directory",
        "WindowsCustomConfiguration later-profile",
        "DeviceConfigurationAssignments later-assignments",
      ]),
    );
    const { inputs } = engine.resource("intune:index:DeviceConfigurationAssignments", "later-assignments");
    expect(inputs.targets).toEqual(pulumi.unknown);
  });
});
