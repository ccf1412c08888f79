import { readFileSync } from "node:fs";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { connectToTenant, listTenants } from "../../tenant/control/client.ts";
import { startTenants, type Tenants } from "../../tenant/many.ts";
import type { Tenant } from "../../tenant/server.ts";
import { type Answer, askForToken, send, signIn } from "./client.ts";

let tenants: Tenants;
let first: Tenant;
let second: Tenant;

beforeAll(async () => {
  tenants = await startTenants({ list: [{}, { consent: "none" }] });
  first = tenants.get(0);
  second = tenants.get(1);
});
beforeEach(() => {
  first.reset();
  second.reset();
});
afterAll(() => tenants.close());

async function rolesOf(tenant: Tenant): Promise<unknown> {
  const { body } = await askForToken(tenant);
  return decodeJwt(String(body.access_token)).roles;
}

describe("a tenant without consent to the application", () => {
  it("refuses the sign-in as Entra does where the service principal is missing", async () => {
    const refused = await askForToken(second);
    expect([refused.status, refused.body.error, refused.body.error_codes]).toEqual([
      401,
      "invalid_client",
      [7000229],
    ]);
    expect(refused.body.error_description).toContain(
      `The client application ${second.ids.clientId} is missing service principal in the tenant ${second.state.tenantId}.`,
    );
    const unknown = await askForToken(second, { client_id: "11111111-2222-4333-8444-555555555555" });
    expect(unknown.body.error_codes).toEqual([700016]);
  });

  it("signs the application in once an administrator consented, and no more once that is withdrawn", async () => {
    second.giveAdminConsent(["Group.Read.All"]);
    expect(await rolesOf(second)).toEqual(["Group.Read.All"]);
    second.withdrawAdminConsent();
    expect((await askForToken(second)).body.error_codes).toEqual([7000229]);
    second.giveAdminConsent();
    expect(await rolesOf(second)).toEqual(await rolesOf(first));
  });

  it("shows the application as one of another tenant", async () => {
    const graph = await signIn(first);
    const { body } = await graph("GET", `/v1.0/servicePrincipals(appId='${first.ids.clientId}')`);
    expect(body.appOwnerOrganizationId).toBe(tenants.home.state.tenantId);
    expect(first.state.applications.all()).toEqual([]);
    expect(tenants.home.state.applications.all()).toMatchObject([{ signInAudience: "AzureADMultipleOrgs" }]);
  });
});

describe("the admin consent endpoint", () => {
  const redirect = "http://localhost:1234/done?from=test";

  function visit(method: string, query: Record<string, string> = {}, body = ""): Promise<Answer> {
    const all = {
      client_id: second.ids.clientId,
      scope: "https://graph.microsoft.com/.default",
      redirect_uri: redirect,
      state: "12 345",
      ...query,
    };
    return send(second, method, `/${second.state.tenantId}/v2.0/adminconsent?${new URLSearchParams(all)}`, {
      body,
    });
  }

  it("asks an administrator with a page, and grants nothing by being looked at", async () => {
    const page = await visit("GET");
    expect([page.status, page.headers["content-type"]]).toEqual([200, "text/html; charset=utf-8"]);
    expect(page.body).toContain("DeviceManagementConfiguration.ReadWrite.All");
    expect((await askForToken(second)).status).toBe(401);
  });

  it("grants what the application asks for, and says so where the browser goes next", async () => {
    const answer = await visit("POST", {}, "decision=accept");
    const { origin, searchParams } = new URL(answer.headers.location ?? "");
    expect([answer.status, origin]).toEqual([302, "http://localhost:1234"]);
    expect(Object.fromEntries(searchParams)).toEqual({
      from: "test",
      admin_consent: "True",
      tenant: second.state.tenantId,
      scope: "https://graph.microsoft.com/.default",
      state: "12 345",
    });
    expect(await rolesOf(second)).toEqual(await rolesOf(first));
  });

  it("ends on a page of its own where the application has no address", async () => {
    const redirectUri = `${tenants.origin}/common/oauth2/nativeclient`;
    const answer = await visit("POST", { redirect_uri: redirectUri }, "decision=accept");
    const { pathname, search } = new URL(answer.headers.location ?? "");
    const page = await send(second, "GET", `${pathname}${search}`);
    expect([page.status, page.body]).toEqual([200, expect.stringContaining("You can close this page.")]);
  });

  it("grants nothing where the administrator declines, and says that as Entra does", async () => {
    const answer = await visit("POST", {}, "decision=cancel");
    expect(Object.fromEntries(new URL(answer.headers.location ?? "").searchParams)).toMatchObject({
      admin_consent: "True",
      error: "consent_required",
      error_description: expect.stringMatching(/^AADSTS65004: /),
      tenant: second.state.tenantId,
      state: "12 345",
    });
    expect((await askForToken(second)).status).toBe(401);
  });

  it.each([
    ["an unknown application", { client_id: "11111111-2222-4333-8444-555555555555" }, 700016],
    ["no application", { client_id: "" }, 900144],
    ["a redirect to somewhere else", { redirect_uri: "https://elsewhere.example/done" }, 50011],
    ["a redirect that is no address", { redirect_uri: "done" }, 50011],
    ["single permissions", { scope: "https://graph.microsoft.com/Group.Read.All" }, 70011],
  ])("refuses %s and sends the browser nowhere", async (_what, query, code) => {
    const refused = await visit("POST", query, "decision=accept");
    expect([refused.headers.location, refused.body.error_codes]).toEqual([undefined, [code]]);
    expect((await askForToken(second)).status).toBe(401);
  });
});

describe("the control endpoint of many tenants", () => {
  it("lists the tenants, works on each by its ID or domain, and is closed to those without the key", async () => {
    const access = {
      origin: tenants.origin,
      controlKey: tenants.controlKey,
      ca: readFileSync(tenants.caFile, "utf8"),
    };
    expect(await listTenants(access)).toEqual(tenants.list);
    await expect(listTenants({ ...access, controlKey: "x" })).rejects.toThrow("x-tenant-control-key");
    const control = connectToTenant({ ...access, tenant: second.state.tenantId });
    expect((await control.state()).tenantId).toBe(second.state.tenantId);
    await control.giveAdminConsent(["Group.Read.All"]);
    expect(await rolesOf(second)).toEqual(["Group.Read.All"]);
    await control.withdrawAdminConsent();
    await connectToTenant({ ...access, tenant: "tenant-0001.example" }).setSettings({ pageSize: 1 });
    expect([first.state.settings.pageSize, second.state.settings.pageSize]).toEqual([1, undefined]);
    expect(await control.requests({ method: "POST" })).toHaveLength(1);
    expect((await connectToTenant(access).state()).tenantId).toBe(tenants.home.state.tenantId);
    const stranger = connectToTenant({ ...access, tenant: second.state.tenantId, controlKey: "x" });
    await expect(stranger.state()).rejects.toThrow("x-tenant-control-key");
    const missing = connectToTenant({ ...access, tenant: "tenant-0009.example" });
    await expect(missing.state()).rejects.toThrow("404");
  });
});
