import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lossesIn } from "../../docs/pipelines/github/losses.ts";
import { seeded } from "../../tenant/seed/ids.ts";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import {
  audiences,
  issuers,
  officer,
  passcodeVault,
  pipelineIdentity,
  reader,
  subnetId,
  subscription,
  user,
  vaultId,
} from "./azure-settings.ts";
import { plannedCommands, type } from "./documented.ts";
import { createStack, type Stack } from "./stack.ts";
import { configure, plannedSteps, succeed } from "./support.ts";

const { groups, tenantId } = seeded;

let tenant: Tenant;
let stack: Stack;

beforeAll(async () => {
  tenant = await startTenant();
  stack = await createStack({ env: tenant.env });
});

afterAll(async () => {
  await stack.close();
  await tenant.close();
});

function settings(parts: Record<string, unknown>): Promise<void> {
  return configure(stack, { "pin-reset:assignments": { groups: ["Windows devices"] }, ...parts });
}

const both = () =>
  settings({ "pin-reset:passcodeVault": passcodeVault, "pin-reset:pipelineIdentity": pipelineIdentity });

const up = () => succeed(stack, "up", "--yes", "--skip-preview");

const sorted = (found: ReturnType<typeof bodies>) => found.sort(([one], [other]) => one.localeCompare(other));

const asked = () => tenant.requests.list({ userAgent: "pulumi-azure-native", path: "^/subscriptions/" });

/** What was asked of Azure, but for reads: `METHOD path STATUS`, the path from the subscription on. */
const writes = () =>
  asked()
    .filter(({ method }) => method !== "GET")
    .map(({ method, target, status }) => `${method} ${pathOf(target)} ${status}`);

/** The bodies of the PUTs to paths like one, each with its path from the subscription on. */
const bodies = (at: RegExp) =>
  asked()
    .filter(({ method, target }) => method === "PUT" && at.test(pathOf(target)))
    .map(({ target, body }): [string, unknown] => [pathOf(target), body]);

const pathOf = (target: string) => target.split("?", 1)[0]?.replace(subscription, "") ?? "";

function identity(name: string): { principalId: string; clientId: string } {
  const found = tenant.state.servicePrincipals.all().find(({ displayName }) => displayName === name);
  return { principalId: String(found?.id), clientId: String(found?.appId) };
}

/** The Graph permissions of an identity. */
const permissionsOf = (principalId: string) =>
  tenant.state.appRoleAssignments
    .all()
    .filter((assignment) => assignment.principalId === principalId)
    .map(({ appRoleId, resourceId }) => {
      const roles = tenant.state.servicePrincipals.get(resourceId)?.appRoles;
      return roles?.find(({ id }) => id === appRoleId)?.value;
    })
    .sort();

const rights = () =>
  tenant.state.armResources
    .all()
    .filter(({ type }) => type === "Microsoft.Authorization/roleAssignments")
    .map(({ properties }) => [properties.scope, properties.roleDefinitionId, properties.principalId])
    .filter(([scope]) => scope !== subscription);

describe("a stack with a vault and pipeline identities", () => {
  it("goes up, by just the requests that its settings mean", async () => {
    await both();
    await up();

    expect(asked().filter(({ status }) => status >= 400 && status !== 404)).toEqual([]);
    expect(sorted(bodies(/^\/resourceGroups\/[^/]+$/))).toEqual([
      ["/resourceGroups/rg-pin-reset", { location: "westeurope" }],
      ["/resourceGroups/rg-pipelines", { location: "westeurope" }],
    ]);
    expect(bodies(/\/vaults\/kv-pin-reset$/)).toEqual([
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
    expect(sorted(bodies(/\/userAssignedIdentities\/[^/]+$/))).toEqual([
      [`${identities}/pin-reset-deploy`, { location: "westeurope" }],
      [`${identities}/pin-reset-drift`, { location: "westeurope" }],
    ]);
    const trust = (at: string, issuer: string, subject: string) => [
      `${identities}/${at}`,
      { properties: { issuer, subject, audiences } },
    ];
    expect(sorted(bodies(/\/federatedIdentityCredentials\//))).toEqual([
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
    const assigned = bodies(/\/roleAssignments\//).map(([, body]) => body);
    expect(assigned).toHaveLength(6);
    expect(assigned).toEqual(
      expect.arrayContaining([
        { properties: { principalId: groups.helpdesk, principalType: "Group", roleDefinitionId: officer } },
        { properties: { principalId: groups.kiosks, principalType: "Group", roleDefinitionId: user } },
        ...["pin-reset-drift", "pin-reset-deploy"].map((name) => ({
          properties: {
            principalId: identity(name).principalId,
            principalType: "ServicePrincipal",
            roleDefinitionId: reader,
          },
        })),
      ]),
    );
  });

  it("makes two identities that trust just their own jobs", () => {
    const [drift, deploy] = [identity("pin-reset-drift"), identity("pin-reset-deploy")];
    const trust = (clientId: string) => tenant.state.appCredentials.get(clientId);
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
      const printed = await type(stack, command);
      for (const name of ["pin-reset-drift", "pin-reset-deploy"])
        expect(printed).toContain(identity(name).clientId);
    }
  });

  it("gives groups the vault, and the identities nothing but to read", () => {
    const [drift, deploy] = [identity("pin-reset-drift"), identity("pin-reset-deploy")];
    const places = ["rg-pin-reset", "rg-pipelines"].map((name) => `${subscription}/resourceGroups/${name}`);
    const reading = [drift, deploy].flatMap(({ principalId }) =>
      places.map((place) => [place, reader, principalId]),
    );
    expect(rights()).toHaveLength(6);
    expect(rights()).toEqual(
      expect.arrayContaining([
        [vaultId, officer, groups.helpdesk],
        [vaultId, user, groups.kiosks],
        ...reading,
      ]),
    );
  });

  it("previews empty, and writes nothing", async () => {
    tenant.requests.clear();
    expect((await stack.run(["preview", "--expect-no-changes"])).code).toBe(0);
    expect(asked().length).toBeGreaterThan(0);
    expect(writes()).toEqual([]);
  });

  it("is looked at without a secret by a job that is trusted, and by no other", async () => {
    const previewIn = (branch: string) =>
      stack.run(["preview", "--expect-no-changes"], {
        ...tenant.jobs.github({ repository: "contoso/pin-reset", branch }),
        ARM_CLIENT_ID: identity("pin-reset-drift").clientId,
        ARM_CLIENT_SECRET: "",
      });
    const trusted = await previewIn("main");
    expect(trusted, trusted.stdout).toMatchObject({ code: 0 });
    const other = await previewIn("dev");
    expect(other.code).not.toBe(0);
    expect(other.stdout).toContain("AADSTS700213");
  });

  it("shows what was changed by hand, and brings it back", async () => {
    const [vault] = tenant.state.armResources.all().filter(({ name }) => name === "kv-pin-reset");
    tenant.state.armResources.change(vault?.id ?? "", {
      properties: { ...vault?.properties, publicNetworkAccess: "Disabled" },
    });
    const { code, steps } = await plannedSteps(stack);
    expect(code).toBe(7);
    expect(steps["pin-reset-passcodes"]).toMatchObject({
      op: "update",
      detailedDiff: { "properties.publicNetworkAccess": { kind: "update" } },
    });
    await up();
    expect(tenant.state.armResources.get(vault?.id ?? "")?.properties.publicNetworkAccess).toBe("Enabled");
  });

  it("changes what its settings change, and nothing else", async () => {
    tenant.requests.clear();
    await settings({
      "pin-reset:passcodeVault": {
        ...passcodeVault,
        readers: [groups.kiosks, "Everyone"],
        allowedIpRanges: ["203.0.113.7", "198.51.100.0/24"],
      },
      "pin-reset:pipelineIdentity": {
        ...pipelineIdentity,
        github: { ...pipelineIdentity.github, drift: { branch: "release" } },
      },
    });
    await up();

    const drift =
      "/resourceGroups/rg-pipelines/providers/Microsoft.ManagedIdentity/userAssignedIdentities/pin-reset-drift";
    expect(writes().sort()).toEqual([
      "PUT /resourceGroups/rg-pin-reset/providers/Microsoft.KeyVault/vaults/kv-pin-reset 200",
      expect.stringMatching(
        /^PUT .*\/vaults\/kv-pin-reset\/providers\/Microsoft.Authorization\/roleAssignments\/[\da-f-]{36} 201$/,
      ),
      `PUT ${drift}/federatedIdentityCredentials/github 200`,
    ]);
    expect(rights()).toContainEqual([vaultId, user, groups.everyone]);
    expect(bodies(/\/federatedIdentityCredentials\//)).toMatchObject([
      [expect.anything(), { properties: { subject: "repo:contoso/pin-reset:ref:refs/heads/release" } }],
    ]);
    expect((await stack.run(["preview", "--expect-no-changes"])).code).toBe(0);
  });

  it("never loses the vault or an identity to a setting that is taken out, or to a destroy", async () => {
    const kept = () => tenant.state.armResources.all().map(({ name }) => name);
    const before = kept();
    await settings({});
    // What a pull request's comment says first.
    const { stdout, stderr } = await stack.run(["preview", "--diff", "--color", "never"]);
    const [losses] = lossesIn(stdout + stderr);
    for (const name of ["passcodes", "drift", "deploy"]) expect(losses).toContain(`\`pin-reset-${name}\``);
    const refused = async (...command: string[]) => {
      const run = await stack.run([...command, "--non-interactive", "--color", "never"]);
      expect(run.code).not.toBe(0);
      expect(run.stdout + run.stderr).toMatch(/cannot be deleted|protected/);
    };
    await refused("destroy", "--yes");
    expect(kept()).toEqual(before);
    // Without a preview before it, what depends on them may go, and the next update makes it again.
    await refused("up", "--yes", "--skip-preview");
    expect(kept()).toEqual(
      expect.arrayContaining([
        "kv-pin-reset",
        "pin-reset-drift",
        "pin-reset-deploy",
        "rg-pin-reset",
        "rg-pipelines",
      ]),
    );
    await both();
    await up();
    expect((await stack.run(["preview", "--expect-no-changes"])).code).toBe(0);
  });

  it("is destroyed once it is unprotected, and the vault's name stays taken", async () => {
    tenant.requests.clear();
    await succeed(stack, "state", "unprotect", "--all", "--yes");
    const run = await stack.run(["destroy", "--yes", "--skip-preview"]);
    expect(run, run.stdout).toMatchObject({ code: 0 });
    expect(asked().filter(({ status }) => status >= 400 && status !== 404)).toEqual([]);
    expect(tenant.state.armResources.all().map(({ properties }) => properties.scope)).toEqual([subscription]);
    expect(identity("pin-reset-drift").clientId).toBe("undefined");

    await both();
    const again = await stack.run(["up", "--yes", "--skip-preview"]);
    expect(again.code).not.toBe(0);
    expect(again.stdout).toContain("A vault with the same name already exists in deleted state");
  });
});
