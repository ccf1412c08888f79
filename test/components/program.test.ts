import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { permittedCalls } from "../../graph/permissions.ts";
import { type Engine, resolved, startEngine } from "./engine.ts";
import { directoryObjects, getClientConfig, getDirectoryObjects, tenantId } from "./entra.ts";

const appRoleIds = Object.fromEntries(
  permittedCalls.map(({ application }) => [application, `role ${application}`]),
);

let engine: Engine;

beforeEach(async () => {
  vi.resetModules();
  vi.stubEnv("ARM_ENVIRONMENT", undefined);
  engine = await startEngine(({ token, inputs }) => {
    switch (token) {
      case getClientConfig:
        return { tenantId };
      case getDirectoryObjects:
        return directoryObjects(inputs, {
          group: (displayName) => ({ status: "found", ids: [`id of ${displayName}`], displayName }),
          servicePrincipal: () => ({ status: "found", id: "directory-object-id", appRoleIds }),
        });
      default:
        return {};
    }
  });
});

function configure(assignments: unknown, others: Record<string, unknown> = {}): void {
  const config = Object.entries({ assignments, ...others });
  pulumi.runtime.setAllConfig(
    Object.fromEntries(config.map(([key, value]) => [`pin-reset:${key}`, JSON.stringify(value)])),
  );
}

const connection = (subject: string) => ({ issuer: "https://login.microsoftonline.com/t/v2.0", subject });

/** What is registered of a type, by its name in the stack. */
function namesOf(type: string): string[] {
  return engine.resources.filter((each) => each.type === type).map(({ name }) => name);
}

describe("the program", () => {
  it("looks everything up, registers the stack's resources, and gives its outputs", async () => {
    configure({ groups: ["Windows devices"], excludedGroups: ["Kiosks"] });
    const { default: outputs } = await import("../../index.ts");
    await engine.settled();
    expect(Object.keys(outputs).sort()).toEqual([
      "assignedTo",
      "links",
      "omaUri",
      "profileId",
      "servicePrincipalIds",
      "settingsDigest",
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

  it("registers the parts in Azure that the settings switch on, sharing a resource group", async () => {
    const place = { resourceGroup: "rg-pin-reset", location: "West Europe" };
    configure(
      { allUsers: true },
      {
        passcodeVault: { ...place, name: "kv-pin-reset", writers: ["Helpdesk"] },
        pipelineIdentity: {
          ...place,
          github: { repository: "c/p", deploy: { environment: "production" }, drift: { branch: "main" } },
        },
      },
    );
    const { default: outputs } = await import("../../index.ts");
    await engine.settled();
    expect(await resolved(pulumi.output(outputs.passcodeVault))).toEqual({
      name: "kv-pin-reset",
      uri: "https://kv-pin-reset.vault.azure.net/",
    });
    expect(await resolved(pulumi.output(outputs.pipelineIdentity))).toEqual({
      drift: { clientId: "pin-reset-drift-client-id" },
      deploy: { clientId: "pin-reset-deploy-client-id" },
    });
    expect(namesOf("azure-native:resources:ResourceGroup")).toEqual(["pin-reset-rg-pin-reset"]);
    expect(namesOf("azure-native:authorization:RoleAssignment").sort()).toEqual([
      "pin-reset-deploy-reader-rg-pin-reset",
      "pin-reset-drift-reader-rg-pin-reset",
      "pin-reset-passcode-writer-id of Helpdesk",
    ]);
    expect(namesOf("azuread:index/appRoleAssignment:AppRoleAssignment")).toContain(
      "pin-reset-drift-Group.Read.All",
    );
  });

  it.each([
    ["passcodeVault", { name: "kv-pin-reset", writers: ["Helpdesk"] }, "keyvault:Vault"],
    [
      "pipelineIdentity",
      { azurePipelines: { deploy: connection("deploy"), drift: connection("drift") } },
      "managedidentity:UserAssignedIdentity",
    ],
  ])("registers %s alone where the settings switch on no other part", async (part, settings, own) => {
    configure(
      { allUsers: true },
      { [part]: { resourceGroup: "rg-one", location: "westeurope", ...settings } },
    );
    const { default: outputs } = await import("../../index.ts");
    await engine.settled();
    const parts = ["passcodeVault", "pipelineIdentity"];
    expect(Object.keys(outputs).filter((each) => parts.includes(each))).toEqual([part]);
    const types = new Set(engine.resources.map(({ type }) => type));
    const others = ["azure-native:resources:ResourceGroup", "azure-native:authorization:RoleAssignment"];
    const credential = "azure-native:managedidentity:FederatedIdentityCredential";
    expect([...types].filter((type) => type.startsWith("azure-native:")).sort()).toEqual(
      [...others, `azure-native:${own}`, ...(part === "pipelineIdentity" ? [credential] : [])].sort(),
    );
  });

  it("asks for nothing and registers nothing where the settings are wrong", async () => {
    configure({ groups: [] });
    await expect(import("../../index.ts")).rejects.toThrow(
      "pin-reset:assignments assigns the profile to no one",
    );
    expect(engine.calls).toEqual([]);
    expect(engine.resources).toEqual([]);
  });
});
