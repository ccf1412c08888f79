import { describe, expect, it } from "vitest";
import { seeded } from "../../tenant/seed/ids.ts";
import { serveIntune } from "./support/served.ts";

const served = serveIntune();
const service = "b8456c59-1230-44c7-a4a2-99b085333e84";
const client = "9115dd05-fad5-4f9c-acc7-305d08b1b04e";

describe("getDelegatedPermissionGrant", () => {
  const grant = async () => {
    const apps = { clientAppId: client, resourceAppId: service };
    const { result } = await served.plugin.invoke("intune:index:getDelegatedPermissionGrant", apps);
    return result;
  };

  it("answers the grant for all users with every word of it, in two round trips", async () => {
    served.tenant.consent();
    const [{ id = "" } = {}] = served.tenant.state.oauth2PermissionGrants.all();
    served.tenant.state.oauth2PermissionGrants.change(id, { scope: " user_impersonation  openid " });
    expect(await grant()).toEqual({
      id,
      clientObjectId: seeded.principals.pinResetClient,
      resourceObjectId: seeded.principals.pinResetService,
      scopes: ["user_impersonation", "openid"],
    });
    expect(served.roundTrips()).toHaveLength(2);
  });

  it("answers no id where there is no principal, and none where one user alone consented", async () => {
    expect(await grant()).toEqual({ scopes: [] });
    served.tenant.consent();
    const [{ id = "" } = {}] = served.tenant.state.oauth2PermissionGrants.all();
    served.tenant.state.oauth2PermissionGrants.change(id, { consentType: "Principal" });
    expect(await grant()).toMatchObject({ scopes: [] });
  });
});

it("getGroupMemberTypes tells devices from users, through groups in a group", async () => {
  const types = async (groupId: string) =>
    (await served.plugin.invoke("intune:index:getGroupMemberTypes", { groupId })).result;
  expect(await types(seeded.groups.windowsDevices)).toEqual({ types: ["device"] });
  expect(await types(seeded.groups.everyone)).toEqual({ types: ["user"] });
});
