import { describe, expect, it } from "vitest";
import { pipelinePermissions } from "../../domain/pipeline-runs.ts";
import { permittedCalls } from "../../graph/permissions.ts";
import type { ServicePrincipalResult } from "../../intune/sdk.ts";
import { type Answers, issueOf, lookUp, questionsOf, windowsId } from "../components/entra.ts";

const assignments = { allUsers: true };
const kiosksId = "0b1d4e6f-1a2b-4c3d-8e4f-5a6b7c8d9e0f";
const graphAppId = "00000003-0000-0000-c000-000000000000";
const place = { resourceGroup: "rg-pin-reset", location: "westeurope" };

describe("the groups of the vault", () => {
  const vault = { name: "kv-pin-reset", ...place };

  it("are found by name or object ID", async () => {
    const passcodeVault = { ...vault, writers: ["windows devices"], readers: [kiosksId.toUpperCase()] };
    const { found } = await lookUp({ assignments, passcodeVault });
    expect((await found).vaultGroups).toEqual({ writers: [windowsId], readers: [kiosksId] });
  });

  it("are nobody where there is no vault", async () => {
    const { found } = await lookUp({ assignments });
    expect((await found).vaultGroups).toEqual({ writers: [], readers: [] });
  });

  it("that the directory does not have, or has twice, are issues by their place", async () => {
    const message = await issueOf({
      assignments,
      passcodeVault: { ...vault, writers: ["Nobody"], readers: ["Pilot"] },
    });
    expect(message).toContain("2 issues");
    expect(message).toContain(
      'pin-reset:passcodeVault.writers[0] names the group "Nobody", which the directory does not have',
    );
    expect(message).toContain('pulumi config rm --path "pin-reset:passcodeVault.writers[0]"');
    expect(message).toContain(
      'pin-reset:passcodeVault.readers[0] names the group "Pilot", but 2 groups have that display name',
    );
  });

  it("that are a writer by name and a reader by object ID are an issue", async () => {
    const passcodeVault = { ...vault, writers: ["Kiosks"], readers: [kiosksId] };
    expect(await issueOf({ assignments, passcodeVault })).toContain(
      "pin-reset:passcodeVault.readers[0] is the same group as pin-reset:passcodeVault.writers[0]",
    );
  });
});

describe("the permissions of the pipelines' identities", () => {
  const pipelineIdentity = {
    ...place,
    github: { repository: "contoso/pin-reset", deploy: { branch: "main" }, drift: { branch: "drift" } },
  };
  const settings = { assignments, consent: { serviceScopes: [] }, pipelineIdentity };
  const appRoleIds = Object.fromEntries(
    permittedCalls.map(({ application }) => [application, `role ${application}`]),
  );
  const answering = (roles: Record<string, string>): Answers => ({
    servicePrincipal: () => ({ status: "found", id: "graph-object-id", appRoleIds: roles }),
  });
  const graph = answering(appRoleIds);

  async function permissions(run: "drift" | "deploy", profile = {}, identity = {}) {
    const pipelineIdentity = { ...settings.pipelineIdentity, ...identity };
    const { found } = await lookUp({ ...settings, profile, pipelineIdentity }, graph);
    return (await found).graph?.roles[run];
  }

  it.each(["drift", "deploy"] as const)("of %s are those of its calls, by the roles' names", async (run) => {
    const wanted = pipelinePermissions(
      run,
      { encryptedSettings: false, onboarding: true, readiness: false },
      permittedCalls,
    );
    expect(await permissions(run)).toEqual(
      wanted.map((permission) => ({ permission, id: `role ${permission}` })),
    );
  });

  it("of drift never let a pull request's code write profiles, unless that is asked for and needed", async () => {
    const named = async (driftReadsEncryptedValues: boolean, profile = {}) =>
      (await permissions("drift", profile, { driftReadsEncryptedValues }))?.map(
        ({ permission }) => permission,
      );
    const write = "DeviceManagementConfiguration.ReadWrite.All";
    const encrypted = { webSignInAllowedUrls: ["login.contoso.com"] };
    expect(await named(false, encrypted)).not.toContain(write);
    expect(await named(true)).not.toContain(write);
    expect(await named(true, encrypted)).toContain(write);
  });

  it("of deploy leave every application and grant alone once the onboarding is over", async () => {
    const deploy = async (onboarding: boolean) =>
      (await permissions("deploy", {}, { onboarding }))?.map(({ permission }) => permission);
    const over = ["Application.ReadWrite.All", "DelegatedPermissionGrant.ReadWrite.All"];
    expect(await deploy(true)).toEqual(expect.arrayContaining(over));
    expect((await deploy(false))?.filter((name) => /ReadWrite/.test(name))).toEqual([
      "DeviceManagementConfiguration.ReadWrite.All",
    ]);
  });

  it("are roles on Microsoft Graph's own principal, which is looked up once", async () => {
    const { engine, found } = await lookUp(settings, graph);
    expect((await found).graph?.objectId).toBe("graph-object-id");
    expect(questionsOf(engine)).toMatchObject([
      { servicePrincipals: [{ appId: graphAppId, appRoles: true }] },
    ]);
  });

  it("are not asked for where there are no identities", async () => {
    const { engine, found } = await lookUp({ assignments, consent: { serviceScopes: [] } });
    expect((await found).graph).toBeUndefined();
    expect(questionsOf(engine)).toMatchObject([{ servicePrincipals: [] }]);
  });

  it("that Microsoft Graph does not have are one issue", async () => {
    const { "Group.Read.All": _, "Directory.Read.All": __, ...others } = appRoleIds;
    const message = await issueOf(settings, answering(others));
    expect(message).toContain("1 issue;");
    expect(message).toContain(
      "pin-reset:pipelineIdentity needs Microsoft Graph's service principal, which in this tenant lacks the application permissions Directory.Read.All, Group.Read.All",
    );
    expect(message).toContain('pulumi config rm --path "pin-reset:pipelineIdentity"');
  });

  it.each<[ServicePrincipalResult["status"], string, string]>([
    ["forbidden", "may not read", "Application.Read.All"],
    ["failed", "could not be looked up", "Check the connection to Microsoft Graph"],
    ["missing", "could not be looked up", "Check the connection to Microsoft Graph"],
  ])("that cannot be looked up (%s) are an issue with what to do", async (status, said, hint) => {
    const error = { code: "c", message: "Graph's words" };
    const message = await issueOf(settings, { servicePrincipal: () => ({ status, error }) });
    expect(message).toContain("pin-reset:pipelineIdentity needs Microsoft Graph's service principal, which");
    expect(message).toContain(`${said}: Graph's words`);
    expect(message).toContain(hint);
  });
});
