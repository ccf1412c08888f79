import { readFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { connectToTenant, type TenantControl } from "../../tenant/control/client.ts";
import { seeded } from "../../tenant/seed/ids.ts";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import { send, signIn } from "./client.ts";

let tenant: Tenant;
let control: TenantControl;

beforeAll(async () => {
  tenant = await startTenant();
  const { origin, controlKey } = tenant;
  control = connectToTenant({ origin, controlKey, ca: readFileSync(tenant.caFile, "utf8") });
});
beforeEach(() => tenant.reset());
afterAll(() => tenant.close());

const profile = {
  "@odata.type": "#microsoft.graph.windows10CustomConfiguration",
  displayName: "Made by hand",
  omaSettings: [
    { "@odata.type": "#microsoft.graph.omaSettingBoolean", displayName: "a", omaUri: "./a", value: true },
  ],
};

describe("the control endpoint", () => {
  it("is closed to those without the key", async () => {
    expect((await send(tenant, "GET", "/_tenant/state")).status).toBe(403);
    const stranger = connectToTenant({
      origin: tenant.origin,
      controlKey: "x",
      ca: readFileSync(tenant.caFile, "utf8"),
    });
    await expect(stranger.state()).rejects.toThrow("x-tenant-control-key");
  });

  it("plants a profile and tampers with it, as an administrator in a portal would", async () => {
    const made = await control.asAdministrator(
      "POST",
      "/beta/deviceManagement/deviceConfigurations",
      profile,
    );
    expect(made.status).toBe(201);
    const planted = (await control.state()).deviceConfigurations.find(
      (kept) => kept.displayName === "Made by hand",
    );
    await control.change("deviceConfigurations", planted?.id ?? "", {
      displayName: "Renamed",
      assignments: [],
    });
    const graph = await signIn(tenant);
    const shown = await graph("GET", `/v1.0/deviceManagement/deviceConfigurations/${planted?.id}`);
    expect(shown.body.displayName).toBe("Renamed");
    expect((await control.asAdministrator("GET", "/v1.0/nonsense")).status).toBe(400);
  });

  it("lets an administrator batch, and leaves no trace in the log", async () => {
    await control.addFault({ match: { path: "groups" }, effect: { kind: "status", status: 503 } });
    const requests = [{ id: "a", method: "GET", url: "/groups" }];
    const answer = await control.asAdministrator("POST", "/v1.0/$batch", { requests });
    expect(answer.body).toMatchObject({ responses: [{ id: "a", status: 200 }] });
    expect(await control.requests()).toEqual([]);
  });

  it("puts and removes objects, and shows everything but credentials", async () => {
    await control.put("roleScopeTags", {
      id: "7",
      displayName: "Seven",
      description: null,
      isBuiltIn: false,
    });
    expect((await control.state()).roleScopeTags.map((tag) => tag.id)).toEqual(["0", "1", "7"]);
    await control.remove("roleScopeTags", "7");
    const state = await control.state();
    expect(state.roleScopeTags.length).toBe(2);
    expect(JSON.stringify(state)).not.toContain(tenant.env.ARM_CLIENT_SECRET);
  });

  it("brings faults about, reads the log, and clears both", async () => {
    const graph = await signIn(tenant);
    await control.addFault({
      match: { path: "groups" },
      count: "always",
      effect: { kind: "status", status: 503 },
    });
    expect((await graph("GET", "/v1.0/groups", undefined, { "user-agent": "a/1" })).status).toBe(503);
    const [logged] = await control.requests({ userAgent: "a/" });
    expect(logged).toMatchObject({ target: "/v1.0/groups", status: 503 });
    await control.clearFaults();
    expect((await graph("GET", "/v1.0/groups")).status).toBe(200);
    await control.clearRequests();
    expect(await control.requests()).toEqual([]);
  });

  it("changes permissions and settings, revokes tokens, and makes all what it was", async () => {
    await control.setPermissions(seeded.clientId, ["Group.Read.All"]);
    await control.setSettings({ pageSize: 2 });
    const graph = await signIn(tenant);
    expect((await graph("GET", "/v1.0/users")).status).toBe(403);
    expect((await graph("GET", "/v1.0/groups")).body.value?.length).toBe(2);
    await control.revokeTokens();
    expect((await graph("GET", "/v1.0/groups")).status).toBe(401);
    await control.reset();
    const again = await signIn(tenant);
    expect((await again("GET", "/v1.0/users")).status).toBe(200);
    expect((await again("GET", "/v1.0/groups")).body.value?.length).toBe(7);
  });

  it.each([
    [
      "a permission that Graph does not have",
      () => control.setPermissions(seeded.clientId, ["Fly.All"]),
      "Fly.All",
    ],
    [
      "an app that is not there",
      () => control.setPermissions("11111111-2222-4333-8444-555555555555", []),
      "11111111",
    ],
    ["an object that is not there", () => control.change("groups", "none", {}), "none"],
    [
      "a setting that there is not",
      () => control.setSettings({ tokenLifetimeSeconds: 1.5 }),
      "tokenLifetimeSeconds",
    ],
  ])("says what is wrong with %s", async (_what, act, named) => {
    await expect(act()).rejects.toThrow(named);
  });

  it("says what it has where it is asked for something else", async () => {
    const headers = { "x-tenant-control-key": tenant.controlKey };
    expect((await send(tenant, "GET", "/_tenant/nothing", { headers })).status).toBe(404);
    const refused = await send(tenant, "DELETE", "/_tenant/state/colours/red", { headers });
    expect([refused.status, refused.body.error]).toEqual([
      400,
      expect.stringContaining("deviceConfigurations"),
    ]);
  });

  it("makes it a tenant whose consent links were clicked", async () => {
    await control.consent({ service: ["User.Read", "Directory.Read.All"] });
    const { servicePrincipals, oauth2PermissionGrants } = await control.state();
    const { pinResetClient: client, pinResetService: service, directory } = seeded.principals;
    expect(servicePrincipals.filter(({ id }) => id === client || id === service)).toMatchObject(
      Array(2).fill({ tags: ["WindowsAzureActiveDirectoryIntegratedApp"], accountEnabled: true }),
    );
    expect(
      oauth2PermissionGrants.map(({ clientId, resourceId, consentType, scope }) => [
        clientId,
        resourceId,
        consentType,
        scope,
      ]),
    ).toEqual([
      [client, service, "AllPrincipals", "user_impersonation"],
      [service, directory, "AllPrincipals", "User.Read Directory.Read.All"],
      [client, directory, "AllPrincipals", "User.Read"],
    ]);
  });
});
