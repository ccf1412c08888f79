import { readFileSync } from "node:fs";
import { AzurePipelinesCredential, ClientAssertionCredential } from "@azure/identity";
import { decodeJwt } from "jose";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { connectToTenant } from "../../tenant/control/client.ts";
import { setApplicationPermissions } from "../../tenant/seed/apps.ts";
import { seeded } from "../../tenant/seed/ids.ts";
import { type Answer, askForToken, send } from "./client.ts";
import { serveSignIns } from "./identity.ts";

const served = serveSignIns();

const group = `/subscriptions/${seeded.subscriptionId}/resourceGroups/rg`;
const identity = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/drift`;
const credential = (name: string) => `${identity}/federatedIdentityCredentials/${name}`;
const audiences = ["api://AzureADTokenExchange"];
const organizationId = "0f3d9c6e-5a1b-4c7d-8e2f-6b4a1d9c7e05";
const github = {
  issuer: "https://token.actions.githubusercontent.com",
  subject: "repo:contoso/pin-reset:environment:production",
  audiences,
};
const pipelines = {
  issuer: `https://vstoken.dev.azure.com/${organizationId}`,
  subject: "sc://contoso/Endpoints/pin-reset",
  audiences,
};

let bearer: string;
let clientId: string;
let principalId: string;
beforeEach(async () => {
  const { tenant } = served;
  tenant.reset();
  const { body } = await askForToken(tenant, { scope: `https://management.${tenant.host}/.default` });
  bearer = String(body.access_token);
  await ask("PUT", group, { location: "westeurope" }, "2024-03-01");
  const made = await ask("PUT", identity, { location: "West Europe", tags: { team: "clients" } });
  clientId = String(made.body.properties?.clientId);
  principalId = String(made.body.properties?.principalId);
});

function ask(method: string, path: string, body?: unknown, version = "2023-01-31"): Promise<Answer> {
  return send(served.tenant, method, `${path}?api-version=${version}`, {
    headers: { authorization: `Bearer ${bearer}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

const trust = (name: string, properties: unknown) => ask("PUT", credential(name), { properties });

/** A job's token, exchanged for one of the identity. */
function signInByGithub(job: Parameters<typeof served.tenant.jobs.github>[0]) {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: token } =
    served.tenant.jobs.github(job);
  const assertion = async () => {
    const response = await fetch(`${url}&audience=${audiences[0]}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    return String(Object(await response.json()).value);
  };
  return new ClientAssertionCredential(seeded.tenantId, clientId, assertion, served.authority);
}

describe("a user-assigned identity", () => {
  it("is a resource, and a principal of the directory", async () => {
    expect((await ask("GET", identity)).body).toMatchObject({
      id: identity.replace("resourceGroups", "resourcegroups"),
      location: "westeurope",
      tags: { team: "clients" },
      properties: { tenantId: seeded.tenantId },
    });
    const principal = await served.tenant.asAdministrator("GET", `/v1.0/servicePrincipals/${principalId}`);
    expect(principal.body).toMatchObject({
      appId: clientId,
      displayName: "drift",
      servicePrincipalType: "ManagedIdentity",
    });
  });

  it("keeps its ids when it is written again", async () => {
    const again = await ask("PUT", identity, { location: "westeurope" });
    expect(again).toMatchObject({ status: 200, body: { tags: {}, properties: { clientId, principalId } } });
  });

  it("takes its principal and the roles of that with it", async () => {
    const { state } = served.tenant;
    const resourceId = seeded.principals.microsoftGraph;
    const appRoleId = state.servicePrincipals.get(resourceId)?.appRoles[0]?.id;
    const path = `/v1.0/servicePrincipals/${principalId}/appRoleAssignments`;
    const assigned = await served.tenant.asAdministrator("POST", path, {
      principalId,
      resourceId,
      appRoleId,
    });
    expect(assigned.status).toBe(201);
    expect((await ask("DELETE", identity)).status).toBe(200);
    expect((await ask("DELETE", identity)).status).toBe(204);
    expect(state.servicePrincipals.get(principalId)).toBeUndefined();
    expect(state.appCredentials.get(clientId)).toBeUndefined();
    expect(state.appRoleAssignments.all().filter((kept) => kept.principalId === principalId)).toEqual([]);
  });
});

describe("a federated credential", () => {
  it("lets just the jobs that it names sign in as the identity", async () => {
    expect((await trust("github", github)).status).toBe(201);
    setApplicationPermissions(served.tenant.state, clientId, ["Organization.Read.All"]);
    const repository = "contoso/pin-reset";
    expect(await served.rolesFrom(signInByGithub({ repository, environment: "production" }))).toEqual([
      "Organization.Read.All",
    ]);
    for (const other of [
      { repository, environment: "test" },
      { repository, branch: "main" },
      { repository: "contoso/other", environment: "production" },
    ]) {
      await expect(served.rolesFrom(signInByGithub(other))).rejects.toThrow("AADSTS700213");
    }
  });

  it("lets a job of Azure Pipelines sign in by its service connection", async () => {
    await trust("azure-pipelines", pipelines);
    const job = served.tenant.jobs.pipelines({
      organizationId,
      organization: "contoso",
      project: "Endpoints",
      serviceConnection: "pin-reset",
    });
    vi.stubEnv("SYSTEM_OIDCREQUESTURI", job.SYSTEM_OIDCREQUESTURI);
    const signedIn = new AzurePipelinesCredential(
      seeded.tenantId,
      clientId,
      String(job.ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID),
      String(job.SYSTEM_ACCESSTOKEN),
      served.authority,
    );
    const token = await signedIn.getToken(`${served.tenant.origin}/.default`);
    expect(decodeJwt(token.token)).toMatchObject({ oid: principalId, appid: clientId });
  });

  it("is trusted no more when it is gone", async () => {
    await trust("github", github);
    expect((await ask("DELETE", credential("github"))).status).toBe(200);
    expect((await ask("DELETE", credential("github"))).status).toBe(204);
    const job = { repository: "contoso/pin-reset", environment: "production" };
    await expect(served.rolesFrom(signInByGithub(job))).rejects.toThrow("AADSTS700211");
  });

  it("is refused while another of the same identity is written", async () => {
    const control = connectToTenant({
      origin: served.tenant.origin,
      controlKey: served.tenant.controlKey,
      ca: readFileSync(served.tenant.caFile, "utf8"),
    });
    await control.setSettings({ credentialWriteMilliseconds: 300 });
    const answers = await Promise.all([trust("github", github), trust("azure-pipelines", pipelines)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(answers.find(({ status }) => status === 409)?.body.error?.code).toBe(
      "ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity",
    );
  });

  it("is the only one of its issuer and subject, and may be written again", async () => {
    await trust("github", github);
    expect((await trust("github", { ...github, subject: "repo:contoso/other" })).status).toBe(200);
    await trust("github", github);
    expect((await trust("second", github)).body.error?.code).toBe("Conflict");
    const { state } = served.tenant;
    expect(state.appCredentials.get(clientId)?.federatedCredentials).toEqual([github]);
  });

  it.each([
    ["two audiences", "github", { ...github, audiences: ["a", "b"] }, "InvalidRequestContent"],
    ["no subject", "github", { ...github, subject: "" }, "InvalidRequestContent"],
    ["an issuer without TLS", "github", { ...github, issuer: "http://x.example" }, "InvalidRequestContent"],
    ["a name of two letters", "gh", github, "InvalidResourceName"],
  ])("is refused with %s", async (_, name, properties, code) => {
    const answer = await trust(name, properties);
    expect([answer.status, answer.body.error?.code]).toEqual([400, code]);
  });

  it("needs its identity", async () => {
    const path = credential("github").replace("/drift/", "/none/");
    const answer = await ask("PUT", path, { properties: github });
    expect([answer.status, answer.body.error?.code]).toEqual([404, "ResourceNotFound"]);
  });
});
