import { SignJWT } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { microsoftGraphAppId } from "../../tenant/entra/tokens/access-tokens.ts";
import { signingKey } from "../../tenant/entra/tokens/keys.ts";
import { startTenants, type Tenants } from "../../tenant/many.ts";
import type { Tenant } from "../../tenant/server.ts";
import { type Answer, askForToken, send } from "./client.ts";

let tenants: Tenants;
let first: Tenant;
let second: Tenant;

beforeAll(async () => {
  tenants = await startTenants({ count: 3 });
  first = tenants.get("tenant-0001");
  second = tenants.get(1);
});
beforeEach(async () => {
  for (const tenant of [tenants.home, first, second]) {
    tenant.reset();
    await tenant.comeUp();
  }
});
afterAll(() => tenants.close());

async function tokenOf(tenant: Tenant): Promise<string> {
  const answer = await askForToken(tenant);
  expect(answer.body).toMatchObject({ token_type: "Bearer" });
  return String(answer.body.access_token);
}

/** Asks the server; the token alone says for which tenant it is. */
function ask(token: string, path: string): Promise<Answer> {
  return send(tenants.home, "GET", path, { headers: { authorization: `Bearer ${token}` } });
}

describe("many tenants of one server", () => {
  it("have ids of their own, the same at each start", () => {
    expect(tenants.list.map(({ name }) => name)).toEqual(["tenant-0001", "tenant-0002", "tenant-0003"]);
    expect(first.state.tenantId).toBe("3b7a2d54-0001-4f0c-9a61-2c1e7d90b6aa");
    const own = [tenants.home, first, second].flatMap(({ ids }) => [
      ids.tenantId,
      ids.subscriptionId,
      ids.domain,
      ids.keyVault,
      ...Object.values(ids.groups),
      ...Object.values(ids.principals),
      ...Object.values(ids.managedDevices),
    ]);
    expect(new Set(own).size).toBe(own.length);
    expect(second.state.groups.all().map(({ id }) => id)).toEqual(Object.values(second.ids.groups));
    expect(second.ids.clientId).toBe(first.ids.clientId);
  });

  it("have secrets that no command takes for an option, where one is typed as a value", () => {
    expect(tenants.home.env.ARM_CLIENT_SECRET).toMatch(/^[\da-f]{48}$/);
    expect(tenants.controlKey).toMatch(/^[\da-f]{48}$/);
  });

  it("are found by their ID and their domain at sign-in, and by the token alone afterwards", async () => {
    for (const tenant of [first, second]) {
      const { body } = await ask(await tokenOf(tenant), "/v1.0/organization");
      expect(body.value?.[0]).toMatchObject({ id: tenant.state.tenantId });
    }
    const byDomain = await askForToken(first, {}, "tenant-0002.example");
    const { body } = await ask(String(byDomain.body.access_token), "/v1.0/organization");
    expect(body.value?.[0]).toMatchObject({ id: second.state.tenantId, displayName: "tenant-0002" });
    const configuration = await send(
      tenants.home,
      "GET",
      "/tenant-0002.example/v2.0/.well-known/openid-configuration",
    );
    expect(configuration.body.issuer).toBe(`${tenants.origin}/${second.state.tenantId}/v2.0`);
    expect((await askForToken(first, {}, "tenant-0004.example")).body.error_codes).toEqual([90002]);
  });

  it("do not see each other's changes, permissions, faults or requests", async () => {
    const kiosks = (tenant: Tenant) => `/v1.0/groups/${tenant.ids.groups.kiosks}`;
    await second.asAdministrator("PATCH", kiosks(second), { displayName: "Renamed" });
    second.faults.add({ count: "always", effect: { kind: "status", status: 503 } });
    const token = await tokenOf(first);
    expect((await ask(token, kiosks(first))).body.displayName).toBe("Kiosks");
    expect(second.requests.list()).toEqual([]);
    expect([first.requests.list().length, first.requests.graph().length]).toEqual([2, 1]);
    expect((await askForToken(second)).status).toBe(503);
    second.faults.clear();
    second.setPermissions(["Group.Read.All"]);
    expect((await ask(await tokenOf(second), "/v1.0/servicePrincipals")).status).toBe(403);
    expect((await ask(await tokenOf(first), "/v1.0/servicePrincipals")).status).toBe(200);
  });

  it("do not see each other's changes of what all start with", () => {
    const graphOf = (tenant: Tenant) => tenant.state.publishedApps.get(microsoftGraphAppId);
    const original = JSON.stringify(graphOf(first));
    graphOf(second)?.appRoles.splice(0);
    expect([JSON.stringify(graphOf(first)), JSON.stringify(graphOf(second))]).toEqual([original, original]);
    second.state.publishedApps.change(microsoftGraphAppId, { displayName: "Altered" });
    expect([JSON.stringify(graphOf(first)), graphOf(second)?.displayName]).toEqual([original, "Altered"]);
  });

  it("go down one by one", async () => {
    await second.goDown();
    await expect(askForToken(second)).rejects.toThrow(/hang up|ECONNRESET/);
    expect((await askForToken(first)).status).toBe(200);
  });

  it("take as long as each of them is set to", async () => {
    Object.assign(second.state.settings, { latencyMilliseconds: 300 });
    const before = performance.now();
    await askForToken(second);
    expect(performance.now() - before).toBeGreaterThanOrEqual(290);
    second.reset();
    expect(second.state.settings.latencyMilliseconds).toBe(0);
  });
});

describe("a token of one tenant", () => {
  it("is refused where another tenant issued it", async () => {
    const token = await tokenOf(second);
    const [header, , signature] = token.split(".");
    const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
    const altered = Buffer.from(JSON.stringify({ ...claims, tid: first.state.tenantId })).toString(
      "base64url",
    );
    expect((await ask(`${header}.${altered}.${signature}`, "/v1.0/organization")).status).toBe(401);
    const { privateKey, kid } = await signingKey("entra");
    const reissued = await new SignJWT({ ...claims, tid: first.state.tenantId })
      .setProtectedHeader({ alg: "RS256", kid })
      .sign(privateKey);
    expect((await ask(reissued, "/v1.0/organization")).status).toBe(401);
    const renamed = await new SignJWT({
      ...claims,
      tid: first.state.tenantId,
      iss: `${tenants.origin}/${first.state.tenantId}/`,
    })
      .setProtectedHeader({ alg: "RS256", kid })
      .sign(privateKey);
    expect((await ask(renamed, "/v1.0/organization")).status).toBe(401);
  });

  it("opens no other tenant's subscription and no other tenant's vault", async () => {
    const arm = await askForToken(first, { scope: `https://management.${tenants.host}/.default` });
    const path = (tenant: Tenant) =>
      `/subscriptions/${tenant.state.subscriptionId}/resourceGroups/none?api-version=2024-03-01`;
    const codeOf = async (tenant: Tenant) =>
      (await ask(String(arm.body.access_token), path(tenant))).body.error?.code;
    expect(await codeOf(second)).toBe("SubscriptionNotFound");
    expect(await codeOf(first)).not.toBe("SubscriptionNotFound");
    const vault = `${second.ids.keyVault}.vault.${tenants.host}`;
    const challenge = await send(first, "GET", "/secrets/a?api-version=7.4", { headers: { host: vault } });
    expect(challenge.headers["www-authenticate"]).toContain(`/${second.state.tenantId}"`);
    const keyVault = await askForToken(first, { scope: `https://vault.${tenants.host}/.default` });
    const headers = { host: vault, authorization: `Bearer ${keyVault.body.access_token}` };
    await expect(send(first, "GET", "/secrets/a?api-version=7.4", { headers })).rejects.toThrow();
  });
});

describe("what is started", () => {
  it("has the names, permissions and settings that the list gives", async () => {
    const listed = await startTenants({
      start: { settings: { latencyMilliseconds: 5 } },
      list: [{ name: "fabrikam", consent: ["Group.Read.All"] }, { settings: { pageSize: 2 } }],
    });
    try {
      expect(listed.list.map(({ name, domain }) => [name, domain])).toEqual([
        ["fabrikam", "fabrikam.example"],
        ["tenant-0002", "tenant-0002.example"],
      ]);
      expect(listed.get("fabrikam").state.settings).toMatchObject({ latencyMilliseconds: 5 });
      expect(listed.get(1).state.settings).toMatchObject({ latencyMilliseconds: 5, pageSize: 2 });
      expect(listed.get("fabrikam").state.appRoleAssignments.all()).toHaveLength(1);
      expect(() => listed.get(2)).toThrow("There is no tenant 2; there are 2");
    } finally {
      await listed.close();
    }
  });

  it("is refused where a name is no name, or another's, or where there are too many", async () => {
    await expect(startTenants({ list: [{ name: "A b" }] })).rejects.toThrow("'A b'");
    await expect(startTenants({ list: [{ name: "a" }, { name: "a" }] })).rejects.toThrow("'a'");
    await expect(startTenants({ count: 10_000 })).rejects.toThrow("9999");
  });

  it("is in a fleet.yaml, with each tenant in one of three rings and no secret", () => {
    const text = tenants.fleetFile({ project: ".." });
    expect(text).not.toContain(tenants.env.ARM_CLIENT_SECRET);
    const file = parse(text);
    expect(file).toMatchObject({
      project: "..",
      credential: {
        application: { clientId: first.ids.clientId, secret: { variable: "FLEET_CLIENT_SECRET" } },
      },
      defaults: { settings: { assignments: { groups: ["Windows devices"] } } },
    });
    expect(file.tenants).toEqual(
      tenants.list.map(({ name, tenantId }, index) => ({
        name,
        tenantId,
        ring: ["canary", "early", "broad"][index],
      })),
    );
    expect(tenants.env.FLEET_CLIENT_SECRET).toBe(first.env.ARM_CLIENT_SECRET);
    expect(Object.keys(tenants.env)).not.toContain("ARM_TENANT_ID");
  });
});
