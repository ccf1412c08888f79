import { readFileSync } from "node:fs";
import tls from "node:tls";
import { decodeJwt, SignJWT } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { signingKey } from "../../tenant/entra/tokens/keys.ts";
import { seeded } from "../../tenant/seed/ids.ts";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import { askForToken, firstKey, send } from "./client.ts";

let tenant: Tenant;
let time = Date.now();
const trustedBefore = tls.getCACertificates("default");

beforeAll(async () => {
  tenant = await startTenant({ now: () => time });
  tls.setDefaultCACertificates([...trustedBefore, readFileSync(tenant.caFile, "utf8")]);
});
beforeEach(() => {
  time = Date.now();
  tenant.reset();
});
afterAll(async () => {
  tls.setDefaultCACertificates(trustedBefore);
  await tenant.close();
});

const clientId = seeded.clientId;
const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

function errorCode(answer: { body: { [member: string]: unknown } }): unknown {
  return (answer.body.error_codes as number[] | undefined)?.[0];
}

/** What an assertion is answered with in the place of a secret: its error code, or undefined with a token. */
async function codeForAssertion(assertion: string): Promise<unknown> {
  const form = { client_secret: "", client_assertion: assertion, client_assertion_type: assertionType };
  return errorCode(await askForToken(tenant, form));
}

describe("discovery", () => {
  it("finds the tenant by instance discovery too", async () => {
    const discovery = await send(tenant, "GET", "/common/discovery/instance?api-version=1.1");
    expect(discovery.body.metadata?.[0]?.aliases).toEqual([tenant.host]);
    const configuration = await send(
      tenant,
      "GET",
      `/${tenant.state.tenantId}/v2.0/.well-known/openid-configuration`,
    );
    expect(configuration.body.issuer).toBe(`${tenant.origin}/${tenant.state.tenantId}/v2.0`);
    const key = await firstKey(tenant, configuration.body.jwks_uri);
    expect(key).toMatchObject({ kty: "RSA", alg: "RS256" });
    expect(Object.keys(key)).not.toContain("d");
  });
});

describe("the environment document", () => {
  it("names this origin as login and as Graph, in the shape of Azure's own", async () => {
    const document = await send(tenant, "GET", "/metadata/endpoints?api-version=2022-09-01");
    expect(document.body).toMatchObject({
      name: "EmbeddedTenant",
      authentication: { loginEndpoint: tenant.origin, identityProvider: "AAD" },
      microsoftGraphResourceId: `${tenant.origin}/`,
      resourceManager: `${tenant.origin}/`,
    });
  });
});

describe("the token endpoint", () => {
  it.each([
    ["a wrong secret", { client_secret: "wrong" }, undefined, 401, "invalid_client", 7000215],
    [
      "an unknown app",
      { client_id: "11111111-2222-4333-8444-555555555555" },
      undefined,
      400,
      "unauthorized_client",
      700016,
    ],
    ["an unknown tenant", {}, "other.example", 400, "invalid_request", 90002],
    ["another grant type", { grant_type: "password" }, undefined, 400, "unsupported_grant_type", 70003],
    ["a scope that is not all", { scope: "User.Read" }, undefined, 400, "invalid_scope", 1002012],
    [
      "another resource",
      { scope: "https://vault.azure.net/.default" },
      undefined,
      400,
      "invalid_resource",
      500011,
    ],
    [
      "an assertion that is no token",
      { client_assertion: "x", client_assertion_type: assertionType },
      undefined,
      401,
      "invalid_client",
      50027,
    ],
  ])("refuses %s in Entra's own words", async (_what, form, otherTenant, status, error, code) => {
    const refused = await askForToken(tenant, form, otherTenant);
    expect([refused.status, refused.body.error, errorCode(refused)]).toEqual([status, error, code]);
    expect(refused.body.error_description).toMatch(
      new RegExp(`^AADSTS${code}: .* Trace ID: .* Correlation ID: .* Timestamp: `),
    );
  });

  it("refuses a request without a secret or an assertion, and one without a client", async () => {
    const post = (body: string) =>
      send(tenant, "POST", `/${tenant.state.tenantId}/oauth2/v2.0/token`, { body });
    const withoutProof = await post(
      `grant_type=client_credentials&client_id=${clientId}&scope=${tenant.origin}/.default`,
    );
    expect(errorCode(withoutProof)).toBe(7000216);
    expect(errorCode(await post("grant_type=client_credentials"))).toBe(900144);
  });

  it("refuses a disabled app", async () => {
    tenant.state.servicePrincipals.change(seeded.principals.deployer, { accountEnabled: false });
    expect(errorCode(await askForToken(tenant))).toBe(7000112);
  });

  it("says of an unknown tenant's openid configuration what its token endpoint says", async () => {
    const refused = await send(tenant, "GET", "/other.example/v2.0/.well-known/openid-configuration");
    expect([refused.status, errorCode(refused)]).toEqual([400, 90002]);
  });

  it("answers the older endpoint, and the tenant's domain as its name", async () => {
    const body = new URLSearchParams({
      grant_type: "client_credentials",
      client_id: clientId,
      client_secret: tenant.env.ARM_CLIENT_SECRET ?? "",
      resource: `${tenant.origin}/`,
    });
    const answer = await send(tenant, "POST", `/${seeded.domain}/oauth2/token`, { body: body.toString() });
    expect(decodeJwt(String(answer.body.access_token))).toMatchObject({
      aud: tenant.origin,
      appid: clientId,
      oid: seeded.principals.deployer,
      tid: tenant.state.tenantId,
    });
  });
});

describe("client assertions", () => {
  async function assertion(claims: { aud?: string; sub?: string; exp?: number }): Promise<string> {
    const key = await signingKey("entra");
    return new SignJWT({})
      .setProtectedHeader({ alg: "RS256", x5t: "unregistered" })
      .setJti("1")
      .setIssuer(clientId)
      .setSubject(claims.sub ?? clientId)
      .setAudience(claims.aud ?? `${tenant.origin}/${tenant.state.tenantId}/oauth2/v2.0/token`)
      .setExpirationTime(claims.exp ?? Math.floor(time / 1000) + 60)
      .sign(key.privateKey);
  }

  it("refuses a certificate that is not registered", async () => {
    expect(await codeForAssertion(await assertion({}))).toBe(700027);
  });

  it("refuses a token of an issuer, a subject or an audience that the app does not trust", async () => {
    const job = await tenant.credentials.oidcToken();
    const token = job.ARM_OIDC_TOKEN ?? "";
    expect(await codeForAssertion(token)).toBeUndefined();
    const [trusted] = tenant.state.appCredentials.get(clientId)?.federatedCredentials ?? [];
    const trust = (change: object): void => {
      const changed = { issuer: "", subject: "", audiences: [], ...trusted, ...change };
      tenant.state.appCredentials.change(clientId, { federatedCredentials: [changed] });
    };
    trust({ issuer: "https://other.example" });
    expect(await codeForAssertion(token)).toBe(700211);
    trust({ subject: "repo:other/other:ref:refs/heads/main" });
    expect(await codeForAssertion(token)).toBe(700213);
    trust({ audiences: ["other"] });
    expect(await codeForAssertion(token)).toBe(700212);
  });

  it("refuses a token of another issuer that is expired or was tampered with", async () => {
    const { ARM_OIDC_TOKEN: token = "" } = await tenant.credentials.oidcToken();
    const [header = "", payload = "", signature = ""] = token.split(".");
    const tampered = `${header}.${payload}.${[...signature].reverse().join("")}`;
    expect(await codeForAssertion(tampered)).toBe(5000611);
    time += 10 * 60 * 1000;
    expect(await codeForAssertion(token)).toBe(700024);
  });

  it("gives no identity token to a job that does not show its own", async () => {
    expect((await send(tenant, "GET", "/_actions/idtoken")).status).toBe(401);
    const { SYSTEM_OIDCREQUESTURI: uri = "", SYSTEM_ACCESSTOKEN: token } = tenant.credentials.pipelines();
    const path = uri.replace(tenant.origin, "");
    expect((await send(tenant, "POST", `${path}?api-version=7.1`)).status).toBe(401);
    const headers = { authorization: `Bearer ${token}` };
    expect(
      (await send(tenant, "POST", `${path}?api-version=7.1&serviceConnectionId=other`, { headers })).status,
    ).toBe(400);
  });

  it("publishes each pipeline host's keys under its issuer", async () => {
    for (const host of ["github", "pipelines"]) {
      const document = await send(tenant, "GET", `/_issuers/${host}/.well-known/openid-configuration`);
      expect(await firstKey(tenant, document.body.jwks_uri)).toMatchObject({ kid: `${host}-1` });
    }
  });
});

describe("managed identity", () => {
  it.each([
    ["a wrong header of App Service", "/msi/token", { "x-identity-header": "wrong" }, 401],
    ["no Metadata header", "/metadata/identity/oauth2/token", {}, 400],
    [
      "another resource",
      "/metadata/identity/oauth2/token?resource=https://vault.azure.net",
      { metadata: "true" },
      400,
    ],
    [
      "an unknown identity",
      "/metadata/identity/oauth2/token?client_id=x&resource=00000003-0000-0000-c000-000000000000",
      { metadata: "true" },
      400,
    ],
    ["another address", "/", {}, 404],
  ])("refuses %s", async (_what, path, headers, status) => {
    const { AZURE_POD_IDENTITY_AUTHORITY_HOST: origin } = tenant.credentials.imds();
    expect((await fetch(`${origin}${path}`, { headers })).status).toBe(status);
  });
});

describe("Graph's check of the token", () => {
  async function statusWith(authorization: string | undefined): Promise<unknown[]> {
    const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
    const answer = await send(tenant, "GET", "/v1.0/organization", { headers });
    return [answer.status, answer.body.error?.code, answer.body.error?.message];
  }

  it("refuses none, one that is none, an expired and a revoked one", async () => {
    expect(await statusWith(undefined)).toEqual([
      401,
      "InvalidAuthenticationToken",
      "Access token is empty.",
    ]);
    expect((await statusWith("Bearer x"))[0]).toBe(401);
    const token = `Bearer ${(await askForToken(tenant)).body.access_token}`;
    expect((await statusWith(token))[0]).toBe(200);
    time += 2 * 60 * 60 * 1000;
    expect(await statusWith(token)).toEqual([
      401,
      "InvalidAuthenticationToken",
      "Lifetime validation failed, the token is expired.",
    ]);
    const other = `Bearer ${(await askForToken(tenant)).body.access_token}`;
    tenant.revokeTokens();
    expect(await statusWith(other)).toEqual([
      401,
      "InvalidAuthenticationToken",
      "Access token has been revoked.",
    ]);
  });

  it("refuses a good token for something else", async () => {
    const key = await signingKey("entra");
    const token = await new SignJWT({ uti: "1" })
      .setProtectedHeader({ alg: "RS256" })
      .setIssuer(`${tenant.origin}/${tenant.state.tenantId}/`)
      .setAudience("https://vault.azure.net")
      .setExpirationTime(Math.floor(time / 1000) + 60)
      .sign(key.privateKey);
    expect((await statusWith(`Bearer ${token}`))[2]).toBe(
      "Access token validation failure. Invalid audience.",
    );
  });

  it("gives out tokens that live as long as the settings say", async () => {
    tenant.state.settings.tokenLifetimeSeconds = 60;
    const answer = await askForToken(tenant);
    expect(answer.body.expires_in).toBe(60);
    const { iat = 0, exp = 0 } = decodeJwt(String(answer.body.access_token));
    expect(exp - iat).toBe(60);
  });
});
