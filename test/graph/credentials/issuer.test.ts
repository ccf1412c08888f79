import { afterEach, describe, expect, it } from "vitest";
import { chooseCredential } from "../../../graph/credentials/choose.ts";
import type { AccessTokenSource } from "../../../graph/credentials/source.ts";
import { fullMessage } from "../../../text/explained-error.ts";
import { failureOf } from "../support/connection.ts";
import { type Reply, startServer, type TestServer } from "../support/server.ts";

const tenantId = "3b7a2d54-8f5e-4f0c-9a61-2c1e7d90b6aa";
const settings = { tenantId, clientId: "6a1f0f5e-3a0b-4d52-9d3c-9a4f7c3b1d20", clientSecret: "s3cret" };

const servers: TestServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

/** An issuer whose token endpoint answers `reply`. */
async function issuer(reply: Reply, options: { trusted?: boolean } = {}): Promise<TestServer> {
  const server: TestServer = await startServer(({ url }) => {
    if (!url.endsWith("openid-configuration")) {
      return reply;
    }
    const root = `${server.origin}/${tenantId}`;
    const endpoints = {
      authorization_endpoint: `${root}/authorize`,
      token_endpoint: `${root}/token`,
      jwks_uri: root,
    };
    return { status: 200, body: { issuer: `${root}/v2.0`, ...endpoints } };
  }, options);
  servers.push(server);
  return server;
}

function sourceAt(login: string): AccessTokenSource {
  return chooseCredential(settings, async () => ({ name: "custom", login, graph: login, portal: login }));
}

async function failureAt({ origin }: TestServer): Promise<unknown> {
  return failureOf(sourceAt(origin).getToken());
}

describe("an issuer", () => {
  it("that is busy is worth another attempt, when it says", async () => {
    const error = await failureAt(await issuer({ status: 429, headers: { "retry-after": "17" }, body: {} }));
    expect(error).toMatchObject({
      name: "CredentialError",
      code: "throttled",
      passing: { briefly: false, status: 429, retryAfter: "17" },
    });
  });

  it("that fails is worth another attempt", async () => {
    const server = await issuer({ status: 503, body: "" });
    const error = await failureAt(server);
    expect(error).toMatchObject({ code: "unavailable", passing: { status: 503, retryAfter: undefined } });
    expect(fullMessage(error)).toContain(`${server.host} answered 503`);
  });

  it("that breaks off is worth another attempt", async () => {
    const error = await failureAt(await issuer("cut"));
    expect(error).toMatchObject({ code: "unavailable", passing: { briefly: false } });
  });

  it("that refuses without a description is quoted by its code", async () => {
    const error = await failureAt(await issuer({ status: 400, body: { error: "unauthorized_client" } }));
    expect(error).toMatchObject({ code: "rejected", entraCode: undefined });
    expect(fullMessage(error)).toContain("unauthorized_client\nCheck tenantId (ARM_TENANT_ID)");
  });

  it("that repeats the secret does not make the error show it", async () => {
    const body = { error: "invalid_client", error_description: "AADSTS7000222: s3cret has expired." };
    const error = await failureAt(await issuer({ status: 401, body }));
    expect(error).toMatchObject({ code: "rejected", entraCode: "AADSTS7000222" });
    expect(fullMessage(error)).not.toContain("s3cret");
  });

  it("that answers without a token is an error", async () => {
    expect(await failureAt(await issuer({ status: 200, body: {} }))).toMatchObject({
      name: "CredentialError",
    });
  });

  it("that cannot be reached is worth few attempts, and the error names the settings", async () => {
    const server = await issuer({ status: 200 });
    await server.close();
    servers.splice(0);
    const error = await failureAt(server);
    expect(error).toMatchObject({
      code: "unreachable",
      networkCode: "ECONNREFUSED",
      passing: { briefly: true },
    });
    expect(fullMessage(error)).toContain(
      "environment (ARM_ENVIRONMENT) or metadataHost (ARM_METADATA_HOSTNAME)",
    );
  });

  it("whose certificate is not trusted is not asked again, and the error names NODE_EXTRA_CA_CERTS", async () => {
    const error = await failureAt(await issuer({ status: 200 }, { trusted: false }));
    expect(error).toMatchObject({ code: "untrustedCertificate", passing: undefined });
    expect(fullMessage(error)).toContain("NODE_EXTRA_CA_CERTS");
  });
});
