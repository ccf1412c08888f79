import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { type Engine, resolved, startEngine } from "./engine.ts";

const tenantId = "3b7a2d54-6c1e-4f0a-9d43-2f1b8c5e7a90";

let engine: Engine;

beforeEach(async () => {
  vi.resetModules();
  vi.stubEnv("ARM_ENVIRONMENT", undefined);
  engine = await startEngine(({ token, inputs }) => {
    switch (token) {
      case "azuread:index/getClientConfig:getClientConfig":
        return { tenantId };
      case "azuread:index/getServicePrincipal:getServicePrincipal":
        return { objectId: "directory-object-id" };
      default:
        return { objectId: `id of ${inputs.displayName}`, displayName: inputs.displayName };
    }
  });
});

function configure(assignments: unknown): void {
  pulumi.runtime.setAllConfig({ "pin-reset:assignments": JSON.stringify(assignments) });
}

describe("the program", () => {
  it("looks everything up, registers the stack's resources, and gives its outputs", async () => {
    configure({ groups: ["Windows devices"], excludedGroups: ["Kiosks"] });
    const outputs = await import("../../index.ts");
    await engine.settled();
    expect(Object.keys(outputs).sort()).toEqual([
      "assignedTo",
      "links",
      "omaUri",
      "profileId",
      "servicePrincipalIds",
    ]);
    expect(await resolved(outputs.omaUri)).toContain(tenantId);
    expect(await resolved(outputs.assignedTo)).toEqual([
      { type: "group", groupId: "id of Windows devices", groupName: "Windows devices" },
      { type: "exclusionGroup", groupId: "id of Kiosks", groupName: "Kiosks" },
    ]);
    expect(
      engine.resource("intune:index:DeviceConfigurationAssignments", "pin-reset-assignments").inputs,
    ).toEqual({
      configurationId: "pin-reset-profile-id",
      targets: [
        { type: "group", groupId: "id of Windows devices" },
        { type: "exclusionGroup", groupId: "id of Kiosks" },
      ],
    });
  });

  it("asks for nothing and registers nothing where the settings are at fault", async () => {
    configure({ groups: [] });
    await expect(import("../../index.ts")).rejects.toThrow(
      "pin-reset:assignments gives the profile to nobody",
    );
    expect(engine.calls).toEqual([]);
    expect(engine.resources).toEqual([]);
  });
});
