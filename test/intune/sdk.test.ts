import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { resources } from "../../intune/registry.ts";
import {
  DeviceConfigurationAssignments,
  DeviceHealthScript,
  DeviceHealthScriptAssignments,
  getAssignmentFilterOutput,
  getConfigurationProfileOutput,
  getDirectoryObjectsOutput,
  getManagedDeviceOutput,
  getManagedDevicesOutput,
  getPolicySettingsOutput,
  SettingsCatalogPolicy,
  WindowsCustomConfiguration,
} from "../../intune/sdk.ts";
import { resolved, startEngine } from "../components/engine.ts";

describe("a class of a resource", () => {
  const omaSettings = [{ displayName: "b", omaUri: "./Device/B", type: "Boolean", value: true } as const];

  it.each<[string, () => object]>([
    [
      "WindowsCustomConfiguration",
      () => new WindowsCustomConfiguration("a", { displayName: "a", omaSettings }),
    ],
    ["SettingsCatalogPolicy", () => new SettingsCatalogPolicy("a", { name: "a", settings: [] })],
    [
      "DeviceConfigurationAssignments",
      () => new DeviceConfigurationAssignments("a", { configurationId: "a", targets: [] }),
    ],
    ["DeviceHealthScript", () => new DeviceHealthScript("a", { displayName: "a", detectionScript: "a" })],
    [
      "DeviceHealthScriptAssignments",
      () => new DeviceHealthScriptAssignments("a", { scriptId: "a", assignments: [] }),
    ],
  ])("has an output for each property of the schema, whether it is given or not: %s", async (name, make) => {
    await startEngine();
    const made = make();
    const { inputs, outputs } = resourceOf(name);
    for (const property of [...Object.keys(inputs.shape), ...Object.keys(outputs.shape)]) {
      expect([property, pulumi.Output.isInstance(Reflect.get(made, property))]).toEqual([property, true]);
    }
  });
});

function resourceOf(name: string) {
  const found = resources.find(({ token }) => token === `intune:index:${name}`);
  if (found === undefined) {
    throw new Error(`The provider has no ${name}.`);
  }
  return found;
}

describe("a function that takes outputs", () => {
  it.each([
    ["getAssignmentFilter", getAssignmentFilterOutput],
    ["getConfigurationProfile", getConfigurationProfileOutput],
    ["getDirectoryObjects", getDirectoryObjectsOutput],
    ["getManagedDevice", getManagedDeviceOutput],
    ["getManagedDevices", getManagedDevicesOutput],
    ["getPolicySettings", getPolicySettingsOutput],
  ])("calls %s of the provider", async (name, find) => {
    const { calls } = await startEngine(() => ({ from: name }));
    expect(await resolved<unknown>(find({}))).toEqual({ from: name });
    expect(calls).toEqual([{ token: `intune:index:${name}`, inputs: {} }]);
  });

  it("is not called for what a preview does not know, and its result is unknown", async () => {
    const { calls } = await startEngine(() => ({ id: "a" }), { isPreview: true });
    const found = getManagedDeviceOutput({ deviceName: pulumi.output(pulumi.unknown).apply(String) });
    expect(await isKnown(found)).toBe(false);
    expect(calls).toEqual([]);
  });

  it("gives what is secret where an argument is", async () => {
    await startEngine(() => ({ rule: "a" }));
    const found = getAssignmentFilterOutput({ displayName: pulumi.secret("Corporate") });
    expect(await pulumi.isSecret(found.rule)).toBe(true);
    expect(await pulumi.isSecret(getAssignmentFilterOutput({ displayName: "Corporate" }))).toBe(false);
  });
});

/** The SDK keeps it from its declarations. */
async function isKnown(output: pulumi.Output<unknown>): Promise<unknown> {
  return await Reflect.get(output, "isKnown");
}
