import { beforeEach, describe, expect, it } from "vitest";
import { plantRoleAssignment } from "../../tenant/azure/assigned.ts";
import { seeded } from "../../tenant/seed/ids.ts";
import { type Answer, askForToken, send } from "./client.ts";
import { serveTenant } from "./served.ts";

const served = serveTenant();

const subscription = `/subscriptions/${seeded.subscriptionId}`;
const group = `${subscription}/resourceGroups/rg`;
const vault = `${group}/providers/Microsoft.KeyVault/vaults/kv-passcodes`;
const identity = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/drift`;
const versions = [
  [/roleAssignments/i, "2022-04-01"],
  [/Microsoft.KeyVault/i, "2024-11-01"],
  [/Microsoft.ManagedIdentity/i, "2023-01-31"],
] as const;

let bearer: string;
beforeEach(async () => {
  bearer = await tokenFor(`https://management.${served.tenant.host}`);
  await ask("PUT", group, { location: "West Europe" });
});

async function tokenFor(resource: string, form: Record<string, string> = {}): Promise<string> {
  const { body } = await askForToken(served.tenant, { scope: `${resource}/.default`, ...form });
  return String(body.access_token);
}

function ask(method: string, path: string, body?: unknown, token = bearer): Promise<Answer> {
  const version = versions.find(([type]) => type.test(path))?.[1] ?? "2024-03-01";
  return send(served.tenant, method, `${path}?api-version=${version}`, {
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

const codeOf = ({ status, body }: Answer) => [status, body.error?.code];

const vaultBody = (more: Record<string, unknown> = {}) => ({
  location: "westeurope",
  properties: { tenantId: seeded.tenantId, sku: { family: "A", name: "standard" }, ...more },
});

describe("Azure Resource Manager", () => {
  it("is where the environment document says, for tokens of its own audience", async () => {
    const { body } = await send(served.tenant, "GET", "/metadata/endpoints?api-version=2022-09-01");
    expect(body.resourceManager).toBe(`${served.tenant.origin}/`);
    expect(body.authentication?.audiences?.[0]).toBe(`https://management.${served.tenant.host}`);
  });

  it("takes no token for Graph, and Graph none for it", async () => {
    const answer = await ask("GET", group, undefined, await tokenFor(served.tenant.origin));
    expect(codeOf(answer)).toEqual([401, "AuthenticationFailed"]);
    expect(answer.headers["www-authenticate"]).toContain(`${served.tenant.origin}/${seeded.tenantId}`);
    const graph = await send(served.tenant, "GET", "/v1.0/organization", {
      headers: { authorization: `Bearer ${bearer}` },
    });
    expect(graph.status).toBe(401);
  });

  it("keeps what it was asked in the log, with the body", async () => {
    const [entry] = served.tenant.requests.list({ path: "^/subscriptions/" });
    expect(entry).toMatchObject({ method: "PUT", status: 201, body: { location: "West Europe" } });
  });

  it.each([
    ["no api-version", `${group}`, 400, "MissingApiVersionParameter"],
    ["another api-version", `${group}?api-version=2010-01-01`, 400, "NoRegisteredProviderFound"],
    [
      "another subscription",
      `/subscriptions/x/resourceGroups/rg?api-version=2024-03-01`,
      404,
      "SubscriptionNotFound",
    ],
    ["another type", `${group}/providers/A.B/c/d?api-version=2024-03-01`, 404, "InvalidResourceType"],
    [
      "another group",
      `${subscription}/resourceGroups/no?api-version=2024-03-01`,
      404,
      "ResourceGroupNotFound",
    ],
  ])("refuses %s", async (_, target, status, code) => {
    const headers = { authorization: `Bearer ${bearer}` };
    expect(codeOf(await send(served.tenant, "GET", target, { headers }))).toEqual([status, code]);
  });

  const contributor = "b24988ac-6180-42a0-ab88-20f7382dd24c";
  const reader = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
  const granter = "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9";
  it.each([
    ["no role", undefined, [403, 403, 403]],
    ["Reader", reader, [200, 403, 403]],
    ["Contributor", contributor, [200, 201, 403]],
    ["User Access Administrator", granter, [200, 403, 201]],
  ])(
    "lets who has %s through a group read, write and grant just as that says",
    async (_, roleId, statuses) => {
      const { state } = served.tenant;
      const [owner] = state.armResources.all();
      state.armResources.remove(owner?.id ?? "");
      state.groups.change(seeded.groups.helpdesk, { memberIds: [seeded.principals.deployer] });
      if (roleId !== undefined) {
        const principal = { principalId: seeded.groups.everyone, principalType: "Group" };
        plantRoleAssignment(state, { scope: group, name: seeded.tenantId, roleId, ...principal });
      }
      const roleDefinitionId = `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${reader}`;
      const granted = `${group}/providers/Microsoft.Authorization/roleAssignments/${seeded.subscriptionId}`;
      const answers = [
        await ask("GET", group),
        await ask("PUT", identity, { location: "westeurope" }),
        await ask("PUT", granted, { properties: { roleDefinitionId, principalId: seeded.users.sam } }),
      ];
      expect(answers.map(({ status }) => status)).toEqual(statuses);
      const refused = answers.filter(({ status }) => status === 403).map(({ body }) => body.error?.code);
      expect(new Set(refused)).toEqual(new Set(["AuthorizationFailed"]));
    },
  );
});

describe("a resource group", () => {
  it("is made in a location, as Azure names that, and cannot move", async () => {
    expect((await ask("GET", group)).body).toMatchObject({ id: group, name: "rg", location: "westeurope" });
    expect((await ask("PUT", group, { location: "westeurope" })).status).toBe(200);
    expect(codeOf(await ask("PUT", group, { location: "northeurope" }))).toEqual([
      409,
      "InvalidResourceGroupLocation",
    ]);
  });

  it("goes with all that is in it, and says where to ask whether that is done", async () => {
    await ask("PUT", identity, { location: "westeurope" });
    await ask("PUT", vault, vaultBody());
    const answer = await ask("DELETE", group);
    expect(answer.status).toBe(202);
    const end = String(answer.headers.location).replace(served.tenant.origin, "");
    const headers = { authorization: `Bearer ${bearer}` };
    expect((await send(served.tenant, "GET", end, { headers })).status).toBe(200);
    expect(codeOf(await ask("GET", identity))).toEqual([404, "ResourceNotFound"]);
    expect(served.tenant.state.deletedVaults.get("kv-passcodes")).toBeDefined();
  });
});

describe("a vault", () => {
  it("is shown as Key Vault shows it", async () => {
    const networkAcls = {
      ipRules: [{ value: "203.0.113.7" }, { value: "198.51.100.0/24" }],
      virtualNetworkRules: [
        { id: `${subscription}/resourceGroups/N/providers/Microsoft.Network/virtualNetworks/V/subnets/S` },
      ],
    };
    const made = await ask("PUT", vault, vaultBody({ networkAcls, enablePurgeProtection: true }));
    expect(made).toMatchObject({
      status: 201,
      body: { properties: { provisioningState: "RegisteringDns" } },
    });
    const { body } = await ask("GET", vault);
    expect(body).toMatchObject({
      id: vault,
      type: "Microsoft.KeyVault/vaults",
      properties: {
        provisioningState: "Succeeded",
        softDeleteRetentionInDays: 90,
        vaultUri: `https://kv-passcodes.vault.${served.tenant.host}/`,
        networkAcls: {
          bypass: "AzureServices",
          defaultAction: "Allow",
          ipRules: [{ value: "203.0.113.7/32" }, { value: "198.51.100.0/24" }],
          virtualNetworkRules: [{ id: networkAcls.virtualNetworkRules[0]?.id.toLowerCase() }],
        },
      },
    });
  });

  it("keeps its name when it is deleted, and comes back only by recovery", async () => {
    await ask("PUT", vault, vaultBody({ enablePurgeProtection: true, softDeleteRetentionInDays: 30 }));
    expect((await ask("DELETE", vault)).status).toBe(200);
    expect((await ask("DELETE", vault)).status).toBe(204);
    expect(codeOf(await ask("PUT", vault, vaultBody()))).toEqual([409, "ConflictError"]);
    const recovered = await ask("PUT", vault, vaultBody({ createMode: "recover" }));
    expect(recovered.status).toBe(201);
    expect((await ask("GET", vault)).body.properties).toMatchObject({
      enablePurgeProtection: true,
      softDeleteRetentionInDays: 30,
    });
    expect(codeOf(await ask("PUT", vault, vaultBody({ createMode: "recover" })))).toEqual([
      400,
      "SoftDeletedVaultDoesNotExist",
    ]);
  });

  it("has a name that no other has anywhere", async () => {
    const other = vault.replace("kv-passcodes", seeded.keyVault);
    expect(codeOf(await ask("PUT", other, vaultBody()))).toEqual([409, "VaultAlreadyExists"]);
  });

  it.each([
    ["purge protection switched off", { enablePurgeProtection: false }, "enablePurgeProtection"],
    ["soft delete switched off", { enableSoftDelete: false }, "enableSoftDelete"],
    ["a retention of six days", { softDeleteRetentionInDays: 6 }, "softDeleteRetentionInDays"],
    ["a range that is none", { networkAcls: { ipRules: [{ value: "here" }] } }, "ipRules.0.value"],
    ["a property that there is not", { purge: true }, "properties"],
  ])("refuses %s", async (_, properties, names) => {
    const answer = await ask("PUT", vault, vaultBody(properties));
    expect(codeOf(answer)).toEqual([400, "InvalidRequestContent"]);
    expect(String(answer.body.error?.message)).toContain(names);
  });

  it.each(["kv", "1-vault", "kv--passcodes", "kv-passcodes-"])("cannot be named %s", async (name) => {
    const answer = await ask("PUT", vault.replace("kv-passcodes", name), vaultBody());
    expect(codeOf(answer)).toEqual([400, "VaultNameNotValid"]);
  });

  it("cannot change how long it keeps what is deleted", async () => {
    await ask("PUT", vault, vaultBody({ softDeleteRetentionInDays: 30 }));
    expect((await ask("PUT", vault, vaultBody({ softDeleteRetentionInDays: 30 }))).status).toBe(200);
    expect(codeOf(await ask("PUT", vault, vaultBody({ softDeleteRetentionInDays: 90 })))).toEqual([
      400,
      "BadRequest",
    ]);
  });
});

describe("a role assignment", () => {
  const name = "7d1f4b0c-6e2a-4c8b-9f3d-1a5e7c9b2d04";
  const assignment = `${vault}/providers/Microsoft.Authorization/roleAssignments/${name}`;
  const officer = "b86a8fe4-44ce-4948-aee5-eccb2c155cd7";
  const roleDefinitionId = `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${officer}`;
  const body = (more: Record<string, unknown> = {}) => ({
    properties: { roleDefinitionId, principalId: seeded.groups.helpdesk, principalType: "Group", ...more },
  });

  beforeEach(async () => {
    await ask("PUT", vault, vaultBody({ enableRbacAuthorization: true }));
  });

  it("makes the members of a group writers of a vault's secrets, as long as it is there", async () => {
    expect((await ask("PUT", assignment, body())).status).toBe(201);
    const { state } = served.tenant;
    expect(state.keyVaults.get("kv-passcodes")?.secretsOfficers).toContain(seeded.users.mia);
    expect((await ask("DELETE", assignment)).status).toBe(200);
    expect(state.keyVaults.get("kv-passcodes")?.secretsOfficers).toEqual([]);
    expect((await ask("DELETE", assignment)).status).toBe(204);
  });

  it.each([
    ["a principal that there is not", { principalId: seeded.tenantId }, 400, "PrincipalNotFound"],
    ["a group said to be a user", { principalType: "User" }, 400, "UnmatchedPrincipalType"],
    ["a role by its name", { roleDefinitionId: "Reader" }, 400, "InvalidRoleDefinitionId"],
    ["a property that there is not", { scope: "/" }, 400, "InvalidRequestContent"],
  ])("refuses %s", async (_, properties, status, code) => {
    expect(codeOf(await ask("PUT", assignment, body(properties)))).toEqual([status, code]);
  });

  it("is made once, and stays with its principal", async () => {
    await ask("PUT", assignment, body());
    expect((await ask("PUT", assignment, body({ description: "again" }))).status).toBe(200);
    const other = assignment.replace(/4$/, "5");
    expect(codeOf(await ask("PUT", other, body()))).toEqual([409, "RoleAssignmentExists"]);
    expect(codeOf(await ask("PUT", assignment, body({ principalId: seeded.groups.kiosks })))).toEqual([
      400,
      "RoleAssignmentUpdateNotPermitted",
    ]);
    expect(codeOf(await ask("PUT", `${assignment}x`, body()))).toEqual([400, "InvalidRoleAssignmentId"]);
  });

  it("is for something that there is", async () => {
    const nowhere = assignment.replace("kv-passcodes", "kv-other");
    expect(codeOf(await ask("PUT", nowhere, body()))).toEqual([404, "ResourceNotFound"]);
  });
});
