import {
  AzurePipelinesCredential,
  ClientAssertionCredential,
  ClientCertificateCredential,
  ClientSecretCredential,
  ManagedIdentityCredential,
} from "@azure/identity";
import { describe, expect, it, vi } from "vitest";
import { seeded } from "../../tenant/seed/ids.ts";
import { serveSignIns } from "./identity.ts";

const served = serveSignIns();

describe("@azure/identity, unchanged", () => {
  it("signs in with a secret", async () => {
    const credential = new ClientSecretCredential(
      served.tenant.state.tenantId,
      seeded.clientId,
      served.tenant.env.ARM_CLIENT_SECRET ?? "",
      served.authority,
    );
    expect(await served.rolesFrom(credential)).toContain("DeviceManagementConfiguration.ReadWrite.All");
  });

  it("signs in with a registered certificate", async () => {
    const { ARM_CLIENT_CERTIFICATE_PATH: path = "" } = await served.tenant.credentials.certificate();
    const credential = new ClientCertificateCredential(
      served.tenant.state.tenantId,
      seeded.clientId,
      path,
      served.authority,
    );
    expect(await served.rolesFrom(credential)).toContain("Directory.Read.All");
  });

  it("signs in with a token of GitHub Actions", async () => {
    const job = served.tenant.credentials.github();
    const getAssertion = async (): Promise<string> => {
      const url = `${job.ACTIONS_ID_TOKEN_REQUEST_URL}&audience=api://AzureADTokenExchange`;
      const answer = await fetch(url, {
        headers: { authorization: `Bearer ${job.ACTIONS_ID_TOKEN_REQUEST_TOKEN}` },
      });
      return String(Reflect.get(Object(await answer.json()), "value"));
    };
    const credential = new ClientAssertionCredential(
      served.tenant.state.tenantId,
      seeded.clientId,
      getAssertion,
      served.authority,
    );
    expect(await served.rolesFrom(credential)).toContain("Directory.Read.All");
  });

  it("signs in as a service connection of Azure Pipelines", async () => {
    const job = served.tenant.credentials.pipelines();
    vi.stubEnv("SYSTEM_OIDCREQUESTURI", job.SYSTEM_OIDCREQUESTURI);
    const connection = job.ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID ?? "";
    const credential = new AzurePipelinesCredential(
      served.tenant.state.tenantId,
      seeded.clientId,
      connection,
      job.SYSTEM_ACCESSTOKEN ?? "",
      served.authority,
    );
    expect(await served.rolesFrom(credential)).toContain("Directory.Read.All");
  });

  it("signs in with the managed identity of App Service", async () => {
    for (const [name, value] of Object.entries(served.tenant.credentials.appService())) {
      vi.stubEnv(name, value);
    }
    const credential = new ManagedIdentityCredential({ clientId: seeded.clientId });
    expect(await served.rolesFrom(credential)).toContain("Directory.Read.All");
  });
});
