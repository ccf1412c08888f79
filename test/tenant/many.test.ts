import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startTenants, type Tenants } from "../../tenant/many.ts";
import type { Tenant } from "../../tenant/server.ts";
import { askForToken, send } from "./client.ts";

let tenants: Tenants;
let first: Tenant;
let second: Tenant;

beforeAll(async () => {
  tenants = await startTenants({ count: 3 });
  first = tenants.get("tenant-0001");
  second = tenants.get(1);
});
beforeEach(() => {
  first.reset();
  second.reset();
  tenants.home.reset();
});
afterAll(() => tenants.close());

async function tokenOf(tenant: Tenant): Promise<string> {
  const answer = await askForToken(tenant);
  expect(answer.body).toMatchObject({ token_type: "Bearer" });
  return String(answer.body.access_token);
}

function ask(token: string, path: string) {
  return send(tenants.home, "GET", path, { headers: { authorization: `Bearer ${token}` } });
}

describe("many tenants of one server", () => {
  it("gives each tenant ids of its own, the same at each start", () => {
    expect(tenants.list.map(({ name }) => name)).toEqual(["tenant-0001", "tenant-0002", "tenant-0003"]);
    expect(first.state.tenantId).toBe("3b7a2d54-0001-4f0c-9a61-2c1e7d90b6aa");
    const own = [tenants.home, first, second].map(({ ids }) => [
      ids.tenantId,
      ids.subscriptionId,
      ids.domain,
      ids.keyVault,
      ...Object.values(ids.groups),
      ...Object.values(ids.principals),
      ...Object.values(ids.managedDevices),
    ]);
    expect(new Set(own.flat()).size).toBe(own.flat().length);
    expect(second.state.groups.all().map(({ id }) => id)).toEqual(Object.values(second.ids.groups));
    expect(second.ids.clientId).toBe(first.ids.clientId);
  });

  it("signs one application in to each, and serves each by the token alone", async () => {
    for (const tenant of [first, second]) {
      const { body } = await ask(await tokenOf(tenant), "/v1.0/organization");
      expect(body.value?.[0]).toMatchObject({ id: tenant.state.tenantId });
    }
    const byDomain = await askForToken(first, {}, "tenant-0002.example");
    const { body } = await ask(String(byDomain.body.access_token), "/v1.0/organization");
    expect(body.value?.[0]).toMatchObject({ id: second.state.tenantId, displayName: "tenant-0002" });
  });

  it("keeps what one tenant is asked for out of the others' state and logs", async () => {
    await second.asAdministrator("PATCH", `/v1.0/groups/${second.ids.groups.kiosks}`, {
      displayName: "Renamed",
    });
    second.setPermissions(["Group.Read.All"]);
    const path = "/v1.0/groups?$select=displayName";
    expect((await ask(await tokenOf(first), path)).status).toBe(200);
    expect(second.requests.list()).toEqual([]);
    expect(first.requests.graph()).toHaveLength(1);
    expect(first.requests.list()).toHaveLength(2);
    expect((await ask(await tokenOf(second), "/v1.0/organization")).status).toBe(403);
    expect((await ask(await tokenOf(first), "/v1.0/organization")).status).toBe(200);
  });
});
