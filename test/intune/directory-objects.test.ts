import { describe, expect, it } from "vitest";
import type { PropertyMap } from "../../provider/values.ts";
import { pinResetApps, seeded } from "../../tenant/seed/ids.ts";
import { serveIntune } from "./support/served.ts";

const served = serveIntune();
const { groups, principals } = seeded;
const [service, client] = [pinResetApps.service.id, pinResetApps.client.id];
const graphAppId = "00000003-0000-0000-c000-000000000000";
const unknownId = "11111111-2222-4333-8444-555555555555";

async function ask(args: PropertyMap): Promise<PropertyMap & Record<string, PropertyMap[]>> {
  const { result, issues } = await served.plugin.invoke("intune:index:getDirectoryObjects", args);
  expect(issues).toEqual([]);
  return result as PropertyMap & Record<string, PropertyMap[]>;
}

const refuse = (path: string, status: number, code = "Authorization_RequestDenied") =>
  served.tenant.faults.add({ match: { path }, count: "always", effect: { kind: "status", status, code } });

/** The grant of the tenant, once its consent links were clicked, with what a test changes. */
function consent(change: Record<string, unknown> = {}): string {
  served.tenant.consent();
  const [{ id = "" } = {}] = served.tenant.state.oauth2PermissionGrants.all();
  served.tenant.state.oauth2PermissionGrants.change(id, change);
  return id;
}

describe("getDirectoryObjects", () => {
  it("reads everything in one round trip, each path once, and says to which tenant it is signed in", async () => {
    const id = consent({ scope: " user_impersonation  openid " });
    const result = await ask({
      groups: ["windows DEVICES", groups.kiosks.toUpperCase(), "Windows devices"],
      servicePrincipals: [{ appId: service }, { appId: graphAppId, appRoles: true }],
      delegatedPermissionGrants: [{ clientAppId: client, resourceAppId: service }],
      groupMemberTypes: [groups.windowsDevices, groups.everyone],
    });
    const windows = { status: "found", ids: [groups.windowsDevices], displayName: "Windows devices" };
    expect(result).toEqual({
      tenantId: seeded.tenantId,
      groups: [windows, { status: "found", ids: [groups.kiosks], displayName: "Kiosks" }, windows],
      servicePrincipals: [
        { status: "found", id: principals.pinResetService },
        {
          status: "found",
          id: principals.microsoftGraph,
          appRoleIds: expect.objectContaining({ "Group.Read.All": expect.stringMatching(/^[\da-f-]{36}$/) }),
        },
      ],
      delegatedPermissionGrants: [
        {
          status: "found",
          id,
          clientObjectId: principals.pinResetClient,
          resourceObjectId: principals.pinResetService,
          scopes: ["user_impersonation", "openid"],
        },
      ],
      groupMemberTypes: [
        { status: "found", types: ["device"] },
        { status: "found", types: ["user"] },
      ],
    });
    expect(served.roundTrips()).toEqual(["POST /v1.0/$batch"]);
    expect(served.requests()).toHaveLength(8);
  });

  it("signs in where nothing is asked, and sends no request", async () => {
    const empty = { groups: [], servicePrincipals: [], delegatedPermissionGrants: [], groupMemberTypes: [] };
    expect(await ask({})).toEqual({ tenantId: seeded.tenantId, ...empty });
    expect(served.roundTrips()).toEqual([]);
  });

  it("takes a second batch for more than fits into one, beside the first", async () => {
    const names = Array.from({ length: 21 }, (_, index) => `Group ${index}`);
    expect((await ask({ groups: names })).groups).toEqual(names.map(() => ({ status: "missing" })));
    expect(served.roundTrips()).toHaveLength(2);
  });

  it("tells a missing group, principal and grant, and one of one user alone, from those that are there", async () => {
    consent({ consentType: "Principal" });
    const result = await ask({
      groups: ['Nobody\'s & 100 % "so"', unknownId],
      servicePrincipals: [{ appId: unknownId }],
      delegatedPermissionGrants: [
        { clientAppId: client, resourceAppId: service },
        { clientAppId: unknownId, resourceAppId: service },
        { clientAppId: client, resourceAppId: unknownId },
      ],
      groupMemberTypes: [unknownId],
    });
    const {
      groups: found = [],
      servicePrincipals,
      delegatedPermissionGrants = [],
      groupMemberTypes,
    } = result;
    const missing = expect.objectContaining({ status: "missing" });
    expect(found).toEqual([{ status: "missing" }, missing]);
    expect([servicePrincipals, groupMemberTypes]).toEqual([[missing], [missing]]);
    expect(delegatedPermissionGrants).toEqual([missing, missing, missing]);
    expect(found[1]?.error).toMatchObject({ code: "notFound" });
  });

  it("finds a group whose name has quotes and signs of a URL", async () => {
    const displayName = "O'Brien's & Söhne + 100 % #1?";
    served.tenant.state.groups.change(groups.kiosks, { displayName });
    expect((await ask({ groups: [displayName.toUpperCase()] })).groups).toEqual([
      { status: "found", ids: [groups.kiosks], displayName },
    ]);
  });

  it("gives the ids of all groups that have the name, page by page, and of no other", async () => {
    served.tenant.state.settings.pageSize = 1;
    const [pilots] = (await ask({ groups: ["PILOTS"] })).groups ?? [];
    expect(pilots).toMatchObject({ status: "ambiguous" });
    expect(new Set(Object(pilots?.ids))).toEqual(new Set([groups.firstPilots, groups.secondPilots]));
  });

  it("gives the rule of a dynamic group", async () => {
    const membershipRule = '(device.model -eq "Kiosk")';
    served.tenant.state.groups.change(groups.kiosks, { membershipRule });
    expect((await ask({ groups: ["Kiosks"] })).groups).toMatchObject([{ membershipRule }]);
  });

  it("tells what may not be read and what fails in Graph's own words, each by itself", async () => {
    refuse("/groups\\?", 403);
    refuse("/servicePrincipals", 400, "Request_BadRequest");
    const result = await ask({
      groups: ["Kiosks", groups.kiosks],
      servicePrincipals: [{ appId: service }],
      delegatedPermissionGrants: [{ clientAppId: client, resourceAppId: service }],
    });
    expect(result.groups).toEqual([
      {
        status: "forbidden",
        error: {
          code: "forbidden",
          message: expect.stringContaining("403 Authorization_RequestDenied"),
          hint: expect.stringContaining("lacks the Microsoft Graph permission Group.Read.All"),
        },
      },
      { status: "found", ids: [groups.kiosks], displayName: "Kiosks" },
    ]);
    const failed = expect.objectContaining({
      status: "failed",
      error: expect.objectContaining({ message: expect.stringContaining("400 Request_BadRequest") }),
    });
    expect([result.servicePrincipals, result.delegatedPermissionGrants]).toEqual([[failed], [failed]]);
  });

  it("names the permission to read grants where that one is missing", async () => {
    consent();
    served.tenant.setPermissions(["Application.Read.All"]);
    const { delegatedPermissionGrants } = await ask({
      delegatedPermissionGrants: [{ clientAppId: client, resourceAppId: service }],
    });
    expect(delegatedPermissionGrants).toMatchObject([
      { status: "forbidden", error: { hint: expect.stringContaining("Directory.Read.All") } },
    ]);
  });

  it("says why it could not sign in, with what to do, and gives no results", async () => {
    const plugin = await served.anotherPlugin({ clientSecret: "wrong" });
    const { result } = await plugin.invoke("intune:index:getDirectoryObjects", { groups: ["Kiosks"] });
    expect(result).toMatchObject({
      signInError: {
        code: "rejected",
        message: expect.stringContaining("AADSTS7000215"),
        hint: expect.stringContaining("clientSecret (ARM_CLIENT_SECRET)"),
      },
      groups: [],
    });
    expect(result).not.toHaveProperty("tenantId");
    expect(JSON.stringify(result)).not.toContain('"wrong"');
  });

  it("repeats a sign-in that fails for a moment", async () => {
    const plugin = await served.anotherPlugin();
    served.tenant.faults.add({
      match: { path: "/oauth2/v2.0/token" },
      effect: { kind: "status", status: 503, retryAfter: 0 },
    });
    const { result } = await plugin.invoke("intune:index:getDirectoryObjects", { groups: ["Kiosks"] });
    expect(result).toMatchObject({ tenantId: seeded.tenantId, groups: [{ status: "found" }] });
  });

  it("refuses what is no GUID where one belongs, by its path", async () => {
    const { issues } = await served.plugin.invoke("intune:index:getDirectoryObjects", {
      servicePrincipals: [{ appId: "x')/owners?" }],
      groupMemberTypes: ["../users"],
    });
    expect(issues.map(({ property }) => property)).toEqual([
      "servicePrincipals[0].appId",
      "groupMemberTypes[0]",
    ]);
  });
});
