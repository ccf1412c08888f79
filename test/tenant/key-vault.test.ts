import { ClientSecretCredential } from "@azure/identity";
import { SecretClient } from "@azure/keyvault-secrets";
import { beforeEach, describe, expect, it } from "vitest";
import { localhostStaysHere } from "../../cli/vault/localhost.ts";
import { seeded } from "../../tenant/seed/ids.ts";
import { askForToken, send } from "./client.ts";
import { serveSignIns } from "./identity.ts";

const served = serveSignIns();

beforeEach(() => served.tenant.reset());

const suffix = () => `vault.${served.tenant.host}`;

async function token(resource: string): Promise<string> {
  const { body } = await askForToken(served.tenant, { scope: `${resource}/.default` });
  return String(body.access_token);
}

type Asked = { vault?: string; body?: unknown; type?: string; bearer?: string };

/** Sends a call to a vault, by default with a token for it. */
async function ask(method: string, path: string, asked: Asked = {}) {
  const { vault = seeded.keyVault, body, type = "application/json" } = asked;
  const bearer = asked.bearer ?? (await token(`https://${suffix()}`));
  return send(served.tenant, method, path, {
    headers: { host: `${vault}.${suffix()}`, authorization: `Bearer ${bearer}`, "content-type": type },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

describe("@azure/keyvault-secrets, unchanged", () => {
  function client(serviceVersion?: "7.4"): SecretClient {
    const { tenant } = served;
    const { tenantId } = tenant.state;
    const secret = tenant.env.ARM_CLIENT_SECRET ?? "";
    const credential = new ClientSecretCredential(tenantId, seeded.clientId, secret, served.authority);
    return new SecretClient(`https://${seeded.keyVault}.${suffix()}`, credential, {
      // Only so that the name resolves on every machine.
      additionalPolicies: [localhostStaysHere],
      ...(serviceVersion && { serviceVersion }),
    });
  }

  it.each([undefined, "7.4"] as const)("sets a secret and gets it back, version %s", async (version) => {
    const expiresOn = new Date("2030-01-02T03:04:05Z");
    const set = await client(version).setSecret("phone", "old", { expiresOn, tags: { device: "a" } });
    await client(version).setSecret("phone", "new", { contentType: "text/plain" });

    expect(set.properties.id).toMatch(
      /^https:\/\/contoso-passcodes\.vault\.localhost:\d+\/secrets\/phone\/[0-9a-f]{32}$/,
    );
    expect(set.properties).toMatchObject({ expiresOn, tags: { device: "a" }, enabled: true });
    expect(await client(version).getSecret("phone")).toMatchObject({
      value: "new",
      properties: { contentType: "text/plain" },
    });
    const older = await client(version).getSecret("phone", { version: set.properties.version ?? "" });
    expect(older.value).toBe("old");
  });
});

describe("a vault", () => {
  it("is where the environment document says", async () => {
    const { body } = await send(served.tenant, "GET", "/metadata/endpoints?api-version=2022-09-01");
    expect(body.suffixes?.keyVaultDns).toBe(suffix());
  });

  it("tells who has no token for it where to get one", async () => {
    const answer = await ask("GET", "/secrets/none?api-version=7.4", { bearer: "none" });
    expect(answer.status).toBe(401);
    expect(answer.headers["www-authenticate"]).toBe(
      `Bearer authorization="${served.tenant.origin}/${seeded.tenantId}", resource="https://${suffix()}"`,
    );
  });

  it("takes no token for Graph, and Graph none for it", async () => {
    const bearer = await token(served.tenant.origin);
    expect((await ask("GET", "/secrets/none?api-version=7.4", { bearer })).status).toBe(401);
    const forVault = await token(`https://${suffix()}`);
    const graph = await send(served.tenant, "GET", "/v1.0/organization", {
      headers: { authorization: `Bearer ${forVault}` },
    });
    expect(graph.status).toBe(401);
  });

  it("refuses who does not have the role", async () => {
    served.tenant.state.keyVaults.put({ id: seeded.keyVault, secretsOfficers: [] });
    const answer = await ask("PUT", "/secrets/a?api-version=7.4", { body: { value: "v" } });
    expect(answer.status).toBe(403);
    expect(answer.body.error).toMatchObject({ code: "Forbidden", innererror: { code: "ForbiddenByRbac" } });
    expect(served.tenant.state.keyVaultSecrets.all()).toEqual([]);
  });

  it("that there is not answers nothing, as a name that does not resolve", async () => {
    await expect(ask("GET", "/secrets/none?api-version=7.4", { vault: "other" })).rejects.toThrow(
      /socket hang up/,
    );
  });

  it("keeps the name of a deleted secret", async () => {
    await ask("PUT", "/secrets/a?api-version=7.4", { body: { value: "v" } });
    const [secret] = served.tenant.state.keyVaultSecrets.all();
    served.tenant.state.keyVaultSecrets.change(secret?.id ?? "", { isDeleted: true });
    expect((await ask("GET", "/secrets/a?api-version=7.4")).body.error?.code).toBe("SecretNotFound");
    const answer = await ask("PUT", "/secrets/A?api-version=7.4", { body: { value: "w" } });
    expect(answer).toMatchObject({
      status: 409,
      body: { error: { code: "Conflict", innererror: { code: "ObjectIsDeletedButRecoverable" } } },
    });
  });

  const put = "/secrets/a?api-version=7.4";
  const tags = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`t${index}`, ""]));
  it.each([
    ["no value", put, { contentType: "text/plain" }, "value"],
    ["a property that there is not", put, { value: "v", expires: 1 }, "expires"],
    ["a time that is no number of seconds", put, { value: "v", attributes: { exp: 1.5 } }, "attributes.exp"],
    ["an attribute that there is not", put, { value: "v", attributes: { expires: 1 } }, "attributes"],
    ["sixteen tags", put, { value: "v", tags: tags(16) }, "15 tags"],
    ["a tag of more than 256 characters", put, { value: "v", tags: { a: "x".repeat(257) } }, "tags.a"],
    ["a name with a dot", "/secrets/a.b?api-version=7.4", { value: "v" }, "a.b"],
    ["no api-version", "/secrets/a", { value: "v" }, "api-version must be specified"],
    ["an api-version that there is not", "/secrets/a?api-version=6.0", { value: "v" }, "6.0"],
    ["a path that there is not", "/keys/a?api-version=7.4", { value: "v" }, "/keys/a"],
  ])("refuses %s", async (_, path, body, names) => {
    const answer = await ask("PUT", path, { body });
    expect(answer.status).toBe(400);
    expect(answer.body.error?.code).toBe("BadParameter");
    expect(String(answer.body.error?.message)).toContain(names);
    expect(served.tenant.state.keyVaultSecrets.all()).toEqual([]);
  });

  it("takes fifteen tags", async () => {
    expect((await ask("PUT", put, { body: { value: "v", tags: tags(15) } })).status).toBe(200);
  });

  it.each([
    ["PUT", put, "text/plain", 415],
    ["POST", put, "application/json", 405],
  ])("answers %s with the type %s by %i", async (method, path, type, status) => {
    expect((await ask(method, path, { body: { value: "v" }, type })).status).toBe(status);
  });

  it("leaves no secret in the request log", async () => {
    await ask("PUT", put, { body: { value: "very secret" } });
    expect(served.tenant.requests.list({ path: "^/secrets/a" })).toMatchObject([
      { method: "PUT", status: 200 },
    ]);
    expect(JSON.stringify(served.tenant.requests.list())).not.toContain("very secret");
  });
});
