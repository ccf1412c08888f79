import { describe, expect, it } from "vitest";
import { seeded } from "../../tenant/seed/ids.ts";
import {
  audiences,
  issuers,
  officer,
  reader,
  subnetId,
  subscription,
  user,
  vaultId,
} from "./azure-settings.ts";
import { startAzureStack } from "./azure-stack.ts";
import { plannedCommands, type } from "./documented.ts";

const { groups, tenantId } = seeded;
const azure = startAzureStack();

/** The Graph permissions of an identity. */
const permissionsOf = (principalId: string) =>
  azure.tenant.state.appRoleAssignments
    .all()
    .filter((assignment) => assignment.principalId === principalId)
    .map(({ appRoleId, resourceId }) => {
      const roles = azure.tenant.state.servicePrincipals.get(resourceId)?.appRoles;
      return roles?.find(({ id }) => id === appRoleId)?.value;
    })
    .sort();

describe("a stack with a vault and pipeline identities", () => {
  it("goes up, by just the requests that its settings mean", async () => {
    await azure.both();
    await azure.up();

    expect(azure.asked().filter(({ status }) => status >= 400 && status !== 404)).toEqual([]);
    expect(azure.bodies(/^\/resourceGroups\/[^/]+$/)).toEqual([
      ["/resourceGroups/rg-pin-reset", { location: "westeurope" }],
      ["/resourceGroups/rg-pipelines", { location: "westeurope" }],
    ]);
    expect(azure.bodies(/\/vaults\/kv-pin-reset$/)).toEqual([
      [
        "/resourceGroups/rg-pin-reset/providers/Microsoft.KeyVault/vaults/kv-pin-reset",
        {
          location: "westeurope",
          properties: {
            tenantId,
            sku: { family: "A", name: "standard" },
            accessPolicies: [],
            enableRbacAuthorization: true,
            enableSoftDelete: true,
            enablePurgeProtection: true,
            softDeleteRetentionInDays: 90,
            enabledForDeployment: false,
            enabledForDiskEncryption: false,
            enabledForTemplateDeployment: false,
            publicNetworkAccess: "Enabled",
            networkAcls: {
              bypass: "None",
              defaultAction: "Deny",
              ipRules: [{ value: "203.0.113.7/32" }],
              virtualNetworkRules: [{ id: subnetId.toLowerCase() }],
            },
          },
        },
      ],
    ]);
  });

  it("makes identities, credentials and role assignments of just these properties", () => {
    const identities =
      "/resourceGroups/rg-pipelines/providers/Microsoft.ManagedIdentity/userAssignedIdentities";
    expect(azure.bodies(/\/userAssignedIdentities\/[^/]+$/)).toEqual([
      [`${identities}/pin-reset-deploy`, { location: "westeurope" }],
      [`${identities}/pin-reset-drift`, { location: "westeurope" }],
    ]);
    const trust = (at: string, issuer: string, subject: string) => [
      `${identities}/${at}`,
      { properties: { issuer, subject, audiences } },
    ];
    expect(azure.bodies(/\/federatedIdentityCredentials\//)).toEqual([
      trust(
        "pin-reset-deploy/federatedIdentityCredentials/azure-pipelines",
        issuers.pipelines,
        "sc://contoso/Endpoints/pin-reset-deploy",
      ),
      trust(
        "pin-reset-deploy/federatedIdentityCredentials/github",
        issuers.github,
        "repo:contoso/pin-reset:environment:production",
      ),
      trust(
        "pin-reset-drift/federatedIdentityCredentials/azure-pipelines",
        issuers.pipelines,
        "sc://contoso/Endpoints/pin-reset-drift",
      ),
      trust(
        "pin-reset-drift/federatedIdentityCredentials/github",
        issuers.github,
        "repo:contoso/pin-reset:ref:refs/heads/main",
      ),
    ]);
    const assigned = azure.bodies(/\/roleAssignments\//).map(([, body]) => body);
    expect(assigned).toHaveLength(6);
    expect(assigned).toEqual(
      expect.arrayContaining([
        { properties: { principalId: groups.helpdesk, principalType: "Group", roleDefinitionId: officer } },
        { properties: { principalId: groups.kiosks, principalType: "Group", roleDefinitionId: user } },
        ...["pin-reset-drift", "pin-reset-deploy"].map((name) => ({
          properties: {
            principalId: azure.identity(name).principalId,
            principalType: "ServicePrincipal",
            roleDefinitionId: reader,
          },
        })),
      ]),
    );
  });

  it("makes two identities that trust just their own jobs", () => {
    const [drift, deploy] = [azure.identity("pin-reset-drift"), azure.identity("pin-reset-deploy")];
    const trust = (clientId: string) => azure.tenant.state.appCredentials.get(clientId);
    expect(trust(drift.clientId)).toEqual({
      id: drift.clientId,
      secrets: [],
      certificates: [],
      federatedCredentials: [
        { issuer: issuers.github, subject: "repo:contoso/pin-reset:ref:refs/heads/main", audiences },
        { issuer: issuers.pipelines, subject: "sc://contoso/Endpoints/pin-reset-drift", audiences },
      ],
    });
    expect(trust(deploy.clientId)?.federatedCredentials).toEqual([
      { issuer: issuers.github, subject: "repo:contoso/pin-reset:environment:production", audiences },
      { issuer: issuers.pipelines, subject: "sc://contoso/Endpoints/pin-reset-deploy", audiences },
    ]);
    const write = /ReadWrite|PrivilegedOperations/;
    expect(permissionsOf(drift.principalId)).toContain("DeviceManagementConfiguration.Read.All");
    expect(permissionsOf(drift.principalId).filter((name) => write.test(String(name)))).toEqual([]);
    expect(permissionsOf(deploy.principalId)).toContain("DeviceManagementConfiguration.ReadWrite.All");
  });

  it("prints the client IDs as docs/pipelines says", async () => {
    const pages = ["docs/pipelines/github/README.md", "docs/pipelines/azure/README.md"];
    const commands = pages
      .flatMap(plannedCommands)
      .filter(({ command }) => command.includes("pipelineIdentity"));
    expect(commands).toHaveLength(pages.length);
    for (const command of commands) {
      const printed = await type(azure.stack, command);
      for (const name of ["pin-reset-drift", "pin-reset-deploy"]) {
        expect(printed).toContain(azure.identity(name).clientId);
      }
    }
  });

  it("gives groups the vault, and the identities nothing but to read", () => {
    const [drift, deploy] = [azure.identity("pin-reset-drift"), azure.identity("pin-reset-deploy")];
    const places = ["rg-pin-reset", "rg-pipelines"].map((name) => `${subscription}/resourceGroups/${name}`);
    const reading = [drift, deploy].flatMap(({ principalId }) =>
      places.map((place) => [place, reader, principalId]),
    );
    expect(azure.rights()).toHaveLength(6);
    expect(azure.rights()).toEqual(
      expect.arrayContaining([
        [vaultId, officer, groups.helpdesk],
        [vaultId, user, groups.kiosks],
        ...reading,
      ]),
    );
  });

  it("previews empty, and writes nothing", async () => {
    azure.tenant.requests.clear();
    expect((await azure.stack.run(["preview", "--expect-no-changes"])).code).toBe(0);
    expect(azure.asked().length).toBeGreaterThan(0);
    expect(azure.writes()).toEqual([]);
  });

  it("is looked at without a secret by a job that is trusted, and by no other", async () => {
    const previewIn = (branch: string) =>
      azure.stack.run(["preview", "--expect-no-changes"], {
        ...azure.tenant.jobs.github({ repository: "contoso/pin-reset", branch }),
        ARM_CLIENT_ID: azure.identity("pin-reset-drift").clientId,
        ARM_CLIENT_SECRET: "",
      });
    const trusted = await previewIn("main");
    expect(trusted, trusted.stdout).toMatchObject({ code: 0 });
    const other = await previewIn("dev");
    expect(other.code).not.toBe(0);
    expect(other.stdout).toContain("AADSTS700213");
  });
});
