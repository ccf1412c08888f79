import type { RoleAssignmentArgs } from "@pulumi/azure-native/authorization/roleAssignment.js";
import type { FederatedIdentityCredentialArgs } from "@pulumi/azure-native/managedidentity/federatedIdentityCredential.js";
import type { UserAssignedIdentityArgs } from "@pulumi/azure-native/managedidentity/userAssignedIdentity.js";
import type { AppRoleAssignmentArgs } from "@pulumi/azuread/appRoleAssignment.js";
import { beforeEach, describe, expect, it } from "vitest";
import { PipelineIdentity } from "../../../components/azure/pipeline-identity.ts";
import { ResourceGroups } from "../../../lookups/resource-groups.ts";
import { subscription } from "../azure.ts";
import { type Engine, resolved, startEngine } from "../engine.ts";

const identityType = "azure-native:managedidentity:UserAssignedIdentity";
const credentialType = "azure-native:managedidentity:FederatedIdentityCredential";
const azureRoleType = "azure-native:authorization:RoleAssignment";
const graphRoleType = "azuread:index/appRoleAssignment:AppRoleAssignment";
const runs = ["drift", "deploy"] as const;

let engine: Engine;
let component: PipelineIdentity;

beforeEach(async () => {
  engine = await startEngine();
  const groups = new ResourceGroups("pin-reset", []);
  groups.at({ resourceGroup: "rg-vault", location: "westeurope" });
  const group = groups.at({ resourceGroup: "rg-pipelines", location: "westeurope" });
  component = new PipelineIdentity("pin-reset", {
    group,
    stackGroups: groups.all,
    onboarding: true,
    protect: true,
    location: "westeurope",
    github: {
      repository: "contoso/pin-reset",
      deploy: { environment: "production" },
      drift: { branch: "main" },
    },
    azurePipelines: {
      organizationId: "5c1f0e2d-3b4a-4958-8677-96a5b4c3d2e1",
      organization: "contoso",
      project: "Endpoints",
      deploy: { name: "pin-reset-deploy" },
      drift: { name: "pin-reset-drift" },
    },
    graph: {
      objectId: "graph-object-id",
      roles: {
        drift: [{ permission: "Group.Read.All", id: "role-1" }],
        deploy: [
          { permission: "Group.Read.All", id: "role-1" },
          { permission: "Application.ReadWrite.All", id: "role-2" },
        ],
      },
    },
  });
  await engine.settled();
});

it.each(runs)("registers the identity for %s in its group, under the component", (run) => {
  const { inputs, parent } = engine.resource(identityType, `pin-reset-${run}`);
  expect(inputs).toEqual({
    resourceName: `pin-reset-${run}`,
    resourceGroupName: "rg-pipelines",
    location: "westeurope",
  } satisfies UserAssignedIdentityArgs);
  expect(parent).toMatch(/::pin-reset:index:PipelineIdentity::pin-reset$/);
});

describe("the federated credentials", () => {
  const subjects = {
    drift: ["repo:contoso/pin-reset:ref:refs/heads/main", "sc://contoso/Endpoints/pin-reset-drift"],
    deploy: ["repo:contoso/pin-reset:environment:production", "sc://contoso/Endpoints/pin-reset-deploy"],
  };

  it.each(runs)("of %s trust the runs of both services that the settings name, and no others", (run) => {
    const [githubSubject = "", pipelinesSubject = ""] = subjects[run];
    const common = {
      resourceGroupName: "rg-pipelines",
      resourceName: `pin-reset-${run}`,
      audiences: ["api://AzureADTokenExchange"],
    };
    expect(engine.resource(credentialType, `pin-reset-${run}-github`).inputs).toEqual({
      ...common,
      federatedIdentityCredentialResourceName: "github",
      issuer: "https://token.actions.githubusercontent.com",
      subject: githubSubject,
    } satisfies FederatedIdentityCredentialArgs);
    expect(engine.resource(credentialType, `pin-reset-${run}-azure-pipelines`).inputs).toEqual({
      ...common,
      federatedIdentityCredentialResourceName: "azure-pipelines",
      issuer: "https://vstoken.dev.azure.com/5c1f0e2d-3b4a-4958-8677-96a5b4c3d2e1",
      subject: pipelinesSubject,
    } satisfies FederatedIdentityCredentialArgs);
    expect(engine.resources.filter(({ type }) => type === credentialType)).toHaveLength(4);
  });

  it.each(runs)("of %s are written one after the other, since Azure refuses them at the same time", (run) => {
    const { dependencies } = engine.resource(credentialType, `pin-reset-${run}-azure-pipelines`);
    expect(dependencies).toContainEqual(expect.stringMatching(new RegExp(`::pin-reset-${run}-github$`)));
  });
});

describe("the permissions on Microsoft Graph", () => {
  it.each([
    ["drift", "Group.Read.All", "role-1"],
    ["deploy", "Group.Read.All", "role-1"],
    ["deploy", "Application.ReadWrite.All", "role-2"],
  ])("of %s are %s", (run, permission, id) => {
    expect(engine.resource(graphRoleType, `pin-reset-${run}-${permission}`).inputs).toEqual({
      appRoleId: id,
      principalObjectId: `pin-reset-${run}-principal-id`,
      resourceObjectId: "graph-object-id",
    } satisfies AppRoleAssignmentArgs);
  });

  it("are no others", () => {
    expect(engine.resources.filter(({ type }) => type === graphRoleType)).toHaveLength(3);
  });
});

describe("the roles in Azure", () => {
  it.each(runs.flatMap((run) => ["rg-vault", "rg-pipelines"].map((group) => [run, group] as const)))(
    "of %s are a reader's on %s",
    (run, group) => {
      const { inputs } = engine.resource(azureRoleType, `pin-reset-${run}-reader-${group}`);
      const { roleAssignmentName, ...others } = inputs;
      expect(others).toEqual({
        scope: `${subscription}/resourceGroups/${group}`,
        principalId: `pin-reset-${run}-principal-id`,
        principalType: "ServicePrincipal",
        roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7`,
      } satisfies RoleAssignmentArgs);
      expect(roleAssignmentName).toMatch(/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/);
    },
  );

  it("are no others, and each has a name of its own", () => {
    const assigned = engine.resources.filter(({ type }) => type === azureRoleType);
    expect(new Set(assigned.map(({ inputs }) => inputs.roleAssignmentName)).size).toBe(4);
    expect(assigned).toHaveLength(4);
  });
});

it("gives what each run signs in with, and holds no secret", async () => {
  expect(await resolved(component.identities)).toEqual({
    drift: { clientId: "pin-reset-drift-client-id" },
    deploy: { clientId: "pin-reset-deploy-client-id" },
  });
  expect(JSON.stringify(engine.resources)).not.toMatch(/secret|password/i);
});

it.each(runs)("protects the identity for %s, and nothing that is made again as it was", (run) => {
  expect(engine.resource(identityType, `pin-reset-${run}`).protect).toBe(true);
  const others = engine.resources.filter(({ type }) => type !== identityType);
  expect(others.filter(({ protect }) => protect)).toEqual([]);
});
