import { setTimeout } from "node:timers/promises";
import { Provider } from "@pulumi/azuread/provider.js";
import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
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
