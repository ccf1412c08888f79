import { describe, expect, it } from "vitest";
import type { PropertyMap } from "../../provider/values.ts";
import { seeded } from "../../tenant/seed/ids.ts";
import { failureOf } from "../provider/support/protocol.ts";
import { serveAzureNative, urns } from "./support/azure-native.ts";
import { check, create } from "./support/served.ts";

const served = serveAzureNative();

const subscription = `/subscriptions/${seeded.subscriptionId}`;
const groupId = `${subscription}/resourceGroups/rg`;
const vaultId = `${groupId}/providers/Microsoft.KeyVault/vaults/kv-a`;
const identityId = `${groupId}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/drift`;

const group = { resourceGroupName: "rg", location: "West Europe" };
const vault = (properties: PropertyMap = {}) => ({
  vaultName: "kv-a",
  resourceGroupName: "rg",
  location: "westeurope",
  properties: { tenantId: seeded.tenantId, sku: { family: "A", name: "standard" }, ...properties },
});
const identity = { resourceName: "drift", resourceGroupName: "rg", location: "westeurope" };
const credential = (name = "github", subject = "repo:contoso/pin-reset:environment:production") => ({
  federatedIdentityCredentialResourceName: name,
  resourceGroupName: "rg",
  resourceName: "drift",
  issuer: "https://token.actions.githubusercontent.com",
  subject,
  audiences: ["api://AzureADTokenExchange"],
});
const assignment = (more: PropertyMap = {}) => ({
  scope: vaultId,
  roleAssignmentName: "7d1f4b0c-6e2a-4c8b-9f3d-1a5e7c9b2d04",
  roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/b86a8fe4-44ce-4948-aee5-eccb2c155cd7`,
  principalId: seeded.groups.helpdesk,
  principalType: "Group",
  ...more,
});

const createAll = async () => ({
  group: await create(served.plugin, urns.group, group),
  vault: await create(
    served.plugin,
    urns.vault,
    vault({ networkAcls: { ipRules: [{ value: "203.0.113.7" }] } }),
  ),
  assignment: await create(served.plugin, urns.assignment, assignment()),
  identity: await create(served.plugin, urns.identity, identity),
  credential: await create(served.plugin, urns.credential, credential()),
});

describe("every resource", () => {
  it("is made, with the ids and outputs of Azure, and shows no difference afterwards", async () => {
    const made = await createAll();
    expect(Object.values(made).map(({ id }) => id)).toEqual([
      groupId,
      vaultId,
      `${vaultId}/providers/Microsoft.Authorization/roleAssignments/${assignment().roleAssignmentName}`,
      identityId.replace("resourceGroups", "resourcegroups"),
      `${identityId.replace("resourceGroups", "resourcegroups")}/federatedIdentityCredentials/github`,
    ]);
    expect(made.group.properties).toMatchObject({
      name: "rg",
      location: "westeurope",
      azureApiVersion: "2024-03-01",
    });
    expect(made.vault.properties).toMatchObject({
      name: "kv-a",
      type: "Microsoft.KeyVault/vaults",
      properties: {
        provisioningState: "Succeeded",
        vaultUri: `https://kv-a.vault.${served.tenant.host}/`,
        networkAcls: { ipRules: [{ value: "203.0.113.7/32" }] },
      },
    });
    expect(made.assignment.properties).toMatchObject({
      principalType: "Group",
      createdBy: seeded.principals.deployer,
    });
    const { principalId } = made.identity.properties;
    expect(served.tenant.state.servicePrincipals.get(String(principalId))?.appId).toBe(
      made.identity.properties.clientId,
    );
    for (const [name, kept] of Object.entries(made)) {
      const urn = urns[name as keyof typeof urns];
      expect(await served.plugin.read(urn, kept.id, kept)).toEqual(kept);
    }
  });

  it("is imported by its id", async () => {
    const made = await createAll();
    const imported = await served.plugin.read(urns.vault, vaultId);
    expect(imported?.inputs).toMatchObject({
      vaultName: "kv-a",
      resourceGroupName: "rg",
      properties: { tenantId: seeded.tenantId, networkAcls: { ipRules: [{ value: "203.0.113.7/32" }] } },
    });
    expect(imported?.inputs.properties).not.toHaveProperty("vaultUri");
    const others = [
      [urns.assignment, made.assignment],
      [urns.credential, made.credential],
      [urns.identity, made.identity],
    ] as const;
    for (const [urn, { id, inputs, properties }] of others) {
      const read = await served.plugin.read(urn, id);
      expect(read?.inputs).toMatchObject(inputs);
      expect(read?.properties).toMatchObject(properties);
    }
  });

  it("says the form of an id that is none", async () => {
    await create(served.plugin, urns.group, group);
    const error = await failureOf(served.plugin.read(urns.vault, groupId));
    expect(error.details).toContain("/providers/Microsoft.KeyVault/vaults/{vaultName}");
  });

  it("is not made where there is one already", async () => {
    await create(served.plugin, urns.group, group);
    const error = await failureOf(create(served.plugin, urns.group, group));
    expect(error.details).toContain(`cannot create already existing resource '${groupId}'`);
  });

  it("goes, with what is in it, and is found gone", async () => {
    const made = await createAll();
    await served.plugin.delete(urns.credential, made.credential.id, made.credential);
    await served.plugin.delete(urns.group, made.group.id, made.group);
    expect(await served.plugin.read(urns.vault, vaultId, made.vault)).toBeUndefined();
    await served.plugin.delete(urns.vault, vaultId, made.vault);
    expect(served.calls().slice(-2)).toEqual([`GET ${vaultId} 404`, `DELETE ${vaultId} 204`]);
    expect(served.waits).toEqual([0]);
  });

  it.each([
    ["group", { ...group, resourcegroup: "x" }, "resourcegroup"],
    ["vault", vault({ purgeProtection: true }), "properties.purgeProtection"],
    [
      "vault",
      vault({ networkAcls: { ipRules: [{ cidr: "203.0.113.7" }] } }),
      "properties.networkAcls.ipRules[0].cidr",
    ],
    ["assignment", assignment({ role: "Reader" }), "role"],
    ["identity", { resourceGroupName: "rg", location: "westeurope" }, "resourceName"],
    ["credential", { ...credential(), audience: "a" }, "audience"],
  ] as const)("takes no other input than the published package's: %s", async (name, inputs, property) => {
    const { issues } = await served.plugin.check(urns[name], inputs);
    expect(issues.map((issue) => issue.property)).toContain(property);
  });
});

describe("a change", () => {
  it("sends the whole vault, and leaves access policies of others as they are", async () => {
    const made = await createAll();
    const policy = {
      tenantId: seeded.tenantId,
      objectId: seeded.users.mia,
      permissions: { secrets: ["get"] },
    };
    const properties = { ...served.tenant.state.armResources.get(vaultId.toLowerCase())?.properties };
    served.tenant.state.armResources.change(vaultId.toLowerCase(), {
      properties: { ...properties, accessPolicies: [policy] },
    });
    served.tenant.requests.clear();
    const news = await check(served.plugin, urns.vault, vault({ publicNetworkAccess: "Disabled" }));
    await served.plugin.update(urns.vault, vaultId, news, made.vault);
    const [put] = served.tenant.requests.list({ method: "PUT" });
    expect(put?.body).toEqual({
      location: "westeurope",
      properties: {
        tenantId: seeded.tenantId,
        sku: { family: "A", name: "standard" },
        publicNetworkAccess: "Disabled",
        accessPolicies: [policy],
      },
    });
  });

  it("that someone made by hand shows by its path, what Azure spells otherwise does not", async () => {
    const made = await createAll();
    const properties = { ...served.tenant.state.armResources.get(vaultId.toLowerCase())?.properties };
    served.tenant.state.armResources.change(vaultId.toLowerCase(), {
      properties: { ...properties, enabledForDeployment: true },
    });
    const read = await served.plugin.read(urns.vault, vaultId, made.vault);
    expect(read?.inputs.properties).toEqual({
      ...Object(made.vault.inputs.properties),
      enabledForDeployment: true,
    });
  });

  it.each([
    ["vault", vault(), { location: "northeurope" }, ["location"]],
    [
      "assignment",
      assignment(),
      { principalId: seeded.groups.kiosks, scope: groupId },
      ["principalId", "scope"],
    ],
    ["assignment", assignment(), { description: "on call" }, []],
    ["credential", credential(), { subject: "repo:contoso/other" }, []],
    ["credential", credential(), { resourceName: "deploy" }, ["resourceName"]],
  ] as const)("of a %s replaces it only where Azure has to: %#", async (name, olds, change, replaces) => {
    const before = await check(served.plugin, urns[name], olds);
    const after = await check(served.plugin, urns[name], { ...olds, ...change });
    const found = await served.plugin.diff(urns[name], before, after);
    expect([...found.replaces].sort()).toEqual(replaces);
  });
});

describe("what Azure refuses", () => {
  it("is said with its status, code and message", async () => {
    await create(served.plugin, urns.group, group);
    await create(served.plugin, urns.vault, vault());
    const wrong = assignment({ principalType: "User" });
    const error = await failureOf(create(served.plugin, urns.assignment, wrong));
    expect(error.details).toContain('Status=400 Code="UnmatchedPrincipalType" Message="The PrincipalId');
  });

  it("only because it writes another credential is tried again, as long after as the published plugin does", async () => {
    await create(served.plugin, urns.group, group);
    await create(served.plugin, urns.identity, identity);
    served.tenant.faults.add({
      match: { method: "PUT", path: "/federatedIdentityCredentials/" },
      count: 2,
      effect: {
        kind: "status",
        status: 409,
        code: "ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity",
      },
    });
    await create(served.plugin, urns.credential, credential());
    expect(served.waits).toEqual([20_000, 60_000]);
  });

  it("for too many requests is tried again when Azure says, and a few times only", async () => {
    served.tenant.faults.add({
      match: { path: "^/subscriptions/" },
      count: "always",
      effect: { kind: "status", status: 429, retryAfter: 3 },
    });
    const error = await failureOf(create(served.plugin, urns.group, group));
    expect(error.details).toContain("Status=429");
    expect(served.waits).toEqual([3000, 3000, 3000]);
  });
});

describe("signing in", () => {
  it("is done by the token of a trusted job too, without a secret", async () => {
    const plugin = await served.another({
      ...served.tenant.env,
      ARM_CLIENT_SECRET: "",
      ...served.tenant.credentials.github(),
    });
    expect((await create(plugin, urns.group, group)).id).toBe(groupId);
  });

  it.each([
    ["ARM_SUBSCRIPTION_ID", "ARM_SUBSCRIPTION_ID (azure-native:subscriptionId)"],
    ["ARM_TENANT_ID", "ARM_TENANT_ID (azure-native:tenantId)"],
    ["ARM_CLIENT_SECRET", "ARM_USE_OIDC=true"],
  ])("without %s names it", async (variable, named) => {
    const plugin = await served.another({ ...served.tenant.env, [variable]: "" });
    expect((await failureOf(create(plugin, urns.group, group))).details).toContain(named);
  });

  it("to a cloud that there is not names the setting", async () => {
    const plugin = await served.another({ ...served.tenant.env, ARM_METADATA_HOSTNAME: "localhost:1" });
    const failure = await failureOf(create(plugin, urns.group, group));
    expect(failure.details).toContain("ARM_METADATA_HOSTNAME");
  });
});
