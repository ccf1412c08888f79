import type { RoleAssignmentArgs } from "@pulumi/azure-native/authorization/roleAssignment.js";
import type { VaultArgs } from "@pulumi/azure-native/keyvault/vault.js";
import { beforeEach, describe, expect, it } from "vitest";
import { PasscodeVault } from "../../../components/azure/passcode-vault.ts";
import { ResourceGroups } from "../../../lookups/resource-groups.ts";
import { subscription } from "../azure.ts";
import { type Engine, resolved, startEngine } from "../engine.ts";

const vaultType = "azure-native:keyvault:Vault";
const roleType = "azure-native:authorization:RoleAssignment";
const tenantId = "3b7a2d54-6c1e-4f0a-9d43-2f1b8c5e7a90";
const writer = "6f1c0a52-7d3e-4b8a-9c41-0e2d5f6a7b8c";
const reader = "0b1d4e6f-1a2b-4c3d-8e4f-5a6b7c8d9e0f";
const vaultId = `${subscription}/resourceGroups/rg-pin-reset/providers/Microsoft.KeyVault/vaults/kv-pin-reset`;

let engine: Engine;

beforeEach(async () => {
  engine = await startEngine();
});

async function vault(args: Partial<ConstructorParameters<typeof PasscodeVault>[1]> = {}) {
  const component = new PasscodeVault("pin-reset", {
    name: "kv-pin-reset",
    group: new ResourceGroups("pin-reset", []).at({ resourceGroup: "rg-pin-reset", location: "westeurope" }),
    location: "westeurope",
    tenantId,
    groups: { writers: [writer], readers: [reader] },
    softDeleteRetentionInDays: 90,
    allowedIpRanges: [],
    allowedSubnetIds: [],
    publicNetworkAccess: true,
    protect: true,
    ...args,
  });
  await engine.settled();
  return component;
}

function networkOf() {
  const properties = engine.resource(vaultType, "pin-reset-passcodes").inputs.properties;
  const { networkAcls, publicNetworkAccess } = properties as Record<string, unknown>;
  return { networkAcls, publicNetworkAccess };
}

describe("the vault", () => {
  it("is open to the roles of Azure alone, and keeps what is deleted and purged", async () => {
    await vault();
    const wanted = {
      vaultName: "kv-pin-reset",
      resourceGroupName: "rg-pin-reset",
      location: "westeurope",
      properties: {
        tenantId,
        sku: { family: "A", name: "standard" },
        enableRbacAuthorization: true,
        enableSoftDelete: true,
        softDeleteRetentionInDays: 90,
        enablePurgeProtection: true,
        publicNetworkAccess: "Enabled",
        networkAcls: { bypass: "None", defaultAction: "Allow", ipRules: [], virtualNetworkRules: [] },
      },
    } satisfies VaultArgs;
    // The SDK's own defaults: none of Azure's services may take a secret out.
    const closed = {
      enabledForDeployment: false,
      enabledForDiskEncryption: false,
      enabledForTemplateDeployment: false,
    };
    expect(engine.resource(vaultType, "pin-reset-passcodes").inputs).toEqual({
      ...wanted,
      properties: { ...wanted.properties, ...closed },
    });
  });

  it("is closed to all but the addresses and subnets that the settings allow", async () => {
    await vault({ allowedIpRanges: ["203.0.113.0/24"], allowedSubnetIds: ["/subscriptions/s/subnets/a"] });
    expect(networkOf()).toEqual({
      publicNetworkAccess: "Enabled",
      networkAcls: {
        bypass: "None",
        defaultAction: "Deny",
        ipRules: [{ value: "203.0.113.0/24" }],
        virtualNetworkRules: [{ id: "/subscriptions/s/subnets/a" }],
      },
    });
  });

  it.each([{ allowedIpRanges: ["203.0.113.0/24"] }, { allowedSubnetIds: ["/subscriptions/s/subnets/a"] }])(
    "is closed to others where the settings allow no more than %j",
    async (allowed) => {
      await vault(allowed);
      expect(networkOf().networkAcls).toMatchObject({ defaultAction: "Deny" });
    },
  );

  it("is closed to the internet where the settings say so", async () => {
    await vault({ publicNetworkAccess: false });
    expect(networkOf()).toEqual({
      publicNetworkAccess: "Disabled",
      networkAcls: { bypass: "None", defaultAction: "Deny", ipRules: [], virtualNetworkRules: [] },
    });
  });

  it("keeps what is deleted for as long as the settings say", async () => {
    await vault({ softDeleteRetentionInDays: 7 });
    const { properties } = engine.resource(vaultType, "pin-reset-passcodes").inputs;
    expect(properties).toMatchObject({ softDeleteRetentionInDays: 7 });
  });
});

describe("the roles on the vault", () => {
  const roles = {
    writer: { id: writer, role: "b86a8fe4-44ce-4948-aee5-eccb2c155cd7" },
    reader: { id: reader, role: "4633458b-17de-408a-b874-0445c86b69e6" },
  };

  it.each(Object.entries(roles))("are a %s's by group, on this vault alone", async (kind, { id, role }) => {
    await vault();
    const { inputs } = engine.resource(roleType, `pin-reset-passcode-${kind}-${id}`);
    const { roleAssignmentName, ...others } = inputs;
    expect(others).toEqual({
      scope: vaultId,
      principalId: id,
      principalType: "Group",
      roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
    } satisfies RoleAssignmentArgs);
    expect(roleAssignmentName).toMatch(/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/);
  });

  it("have names that are their own, and the same in every run", async () => {
    const names = () =>
      engine.resources
        .filter(({ type }) => type === roleType)
        .map(({ inputs }) => inputs.roleAssignmentName)
        .sort();
    await vault();
    const first = names();
    expect(new Set(first).size).toBe(2);
    engine = await startEngine();
    await vault();
    expect(names()).toEqual(first);
  });

  it("are nobody's but those groups'", async () => {
    await vault({ groups: { writers: [writer, reader], readers: [] } });
    const assigned = engine.resources.filter(({ type }) => type === roleType).map(({ name }) => name);
    expect(assigned.sort()).toEqual([
      `pin-reset-passcode-writer-${reader}`,
      `pin-reset-passcode-writer-${writer}`,
    ]);
  });
});

it("gives the vault's name and address, and is a component of its own type", async () => {
  const component = await vault();
  expect(await resolved(component.vault)).toEqual({
    name: "kv-pin-reset",
    uri: "https://kv-pin-reset.vault.azure.net/",
  });
  const { parent } = engine.resource(vaultType, "pin-reset-passcodes");
  expect(parent).toMatch(/::pin-reset:index:PasscodeVault::pin-reset$/);
});

it("registers no secret of any kind", async () => {
  await vault();
  expect(engine.resources.map(({ type }) => type).sort()).toEqual([
    roleType,
    roleType,
    vaultType,
    "azure-native:resources:ResourceGroup",
    "pin-reset:index:PasscodeVault",
  ]);
});

it.each([true, false])("protects the vault as the settings say: %s", async (protect) => {
  await vault({ protect });
  expect(engine.resource(vaultType, "pin-reset-passcodes").protect).toBe(protect);
});
