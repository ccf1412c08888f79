import { readFileSync } from "node:fs";
import tls from "node:tls";
import {
  ClientAssertionCredential,
  ClientCertificateCredential,
  ManagedIdentityCredential,
} from "@azure/identity";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { startTenants, type Tenants } from "../../tenant/many.ts";
import { askForToken, send } from "./client.ts";

const trustedBefore = tls.getCACertificates("default");
let tenants: Tenants;

beforeAll(async () => {
  tenants = await startTenants({ count: 2 });
  tls.setDefaultCACertificates([...trustedBefore, readFileSync(tenants.caFile, "utf8")]);
});
afterAll(async () => {
  tls.setDefaultCACertificates(trustedBefore);
  await tenants.close();
});

const authority = () => ({ authorityHost: tenants.origin, disableInstanceDiscovery: true });

// In a file of its own: MSAL keeps the managed identity that it found first, and its token, for the whole process.
it("@azure/identity, unchanged, signs in to each tenant with one managed identity and no secret", async () => {
  for (const [name, value] of Object.entries(tenants.credentials.managedIdentity())) {
    vi.stubEnv(name, value);
  }
  const { clientId, managedIdentity } = tenants.home.ids;
  const identity = new ManagedIdentityCredential({ clientId: managedIdentity.clientId });
  const getAssertion = async () => (await identity.getToken("api://AzureADTokenExchange/.default")).token;
  expect(decodeJwt(await getAssertion())).toMatchObject({
    iss: `${tenants.origin}/${tenants.home.state.tenantId}/v2.0`,
    sub: managedIdentity.principalId,
    aud: "api://AzureADTokenExchange",
  });
  for (const index of [0, 1]) {
    const { tenantId } = tenants.get(index).state;
    const credential = new ClientAssertionCredential(tenantId, clientId, getAssertion, authority());
    const token = await credential.getToken(`${tenants.origin}/.default`);
    expect(decodeJwt(token.token)).toMatchObject({ tid: tenantId, appid: clientId });
    const answer = await send(tenants.home, "GET", "/v1.0/organization", {
      headers: { authorization: `Bearer ${token.token}` },
    });
    expect(answer.body.value?.[0]).toMatchObject({ id: tenantId });
  }
});

it("a managed identity's token is refused where the application trusts another identity, or none", async () => {
  const plain = tenants.credentials.managedIdentity().AZURE_POD_IDENTITY_AUTHORITY_HOST;
  const ask = async (query: string) => {
    const url = `${plain}/metadata/identity/oauth2/token?api-version=2018-02-01&resource=${query}`;
    return Object(await (await fetch(url, { headers: { metadata: "true" } })).json());
  };
  const { clientId, managedIdentity } = tenants.home.ids;
  const exchange = "api://AzureADTokenExchange";
  const only = await ask(exchange);
  expect(only.client_id).toBe(managedIdentity.clientId);
  expect((await ask(`${exchange}&client_id=${clientId}`)).error).toBe("invalid_request");
  const codeOf = async () => {
    const answer = await askForToken(tenants.get(0), {
      client_secret: "",
      client_assertion: only.access_token,
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    });
    return answer.body.error_codes?.[0];
  };
  expect(await codeOf()).toBeUndefined();
  const trusted = tenants.home.state.appCredentials.get(clientId)?.federatedCredentials ?? [];
  const other = trusted.map((credential) => ({ ...credential, subject: clientId }));
  tenants.home.state.appCredentials.change(clientId, { federatedCredentials: other });
  expect(await codeOf()).toBe(700213);
  tenants.home.state.appCredentials.change(clientId, { federatedCredentials: [] });
  expect(await codeOf()).toBe(700211);
});

it("@azure/identity, unchanged, signs in to each tenant with the application's one certificate", async () => {
  const { ARM_CLIENT_CERTIFICATE_PATH: path = "" } = await tenants.credentials.certificate();
  for (const index of [0, 1]) {
    const { tenantId } = tenants.get(index).state;
    const credential = new ClientCertificateCredential(
      tenantId,
      tenants.home.ids.clientId,
      path,
      authority(),
    );
    const token = await credential.getToken(`${tenants.origin}/.default`);
    expect(decodeJwt(token.token).tid).toBe(tenantId);
  }
});
