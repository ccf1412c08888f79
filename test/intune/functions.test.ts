import { describe, expect, it } from "vitest";
import type { IntuneClient } from "../../intune/client.ts";
import { getWindowsCustomConfigurations } from "../../intune/functions/windows-custom-configurations.ts";
import type { CallContext } from "../../provider/resource.ts";
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

describe("getWindowsCustomConfigurations", () => {
  it("lists what sets which OMA-URIs, and no profile of another kind", async () => {
    const { body } = await served.tenant.asAdministrator(
      "POST",
      "/v1.0/deviceManagement/deviceConfigurations",
      {
        "@odata.type": "#microsoft.graph.windows10CustomConfiguration",
        displayName: "One",
        omaSettings: [
          {
            "@odata.type": "#microsoft.graph.omaSettingBoolean",
            displayName: "a",
            omaUri: "./a",
            value: true,
          },
        ],
      },
    );
    const { result } = await served.plugin.invoke("intune:index:getWindowsCustomConfigurations", {});
    const { id } = Object(body);
    expect(result.configurations).toEqual([{ id, displayName: "One", omaUris: ["./a"] }]);
  });

  it("reads on over whatever somebody wrote there", async () => {
    const odd = { "@odata.type": "#microsoft.graph.windows10CustomConfiguration" };
    const value = [
      { ...odd, id: "1", displayName: 7, omaSettings: [{ omaUri: "oma/custom3" }, { omaUri: 7 }, null, "a"] },
      { ...odd, id: "2", displayName: "Two", omaSettings: null },
      { ...odd, displayName: "no id" },
      null,
    ];
    const graph = { read: async () => ({ value }) } as unknown as IntuneClient["graph"];
    const context = {
      client: { graph } as IntuneClient,
      signal: AbortSignal.timeout(1000),
    } as CallContext<IntuneClient>;
    const { result } = await getWindowsCustomConfigurations.call(context, {});
    expect(result.configurations).toEqual([
      { id: "1", displayName: "", omaUris: ["oma/custom3"] },
      { id: "2", displayName: "Two", omaUris: [] },
    ]);
  });
});

it("getGroupMemberTypes tells devices from users, through groups in a group", async () => {
  const types = async (groupId: string) =>
    (await served.plugin.invoke("intune:index:getGroupMemberTypes", { groupId })).result;
  expect(await types(seeded.groups.windowsDevices)).toEqual({ types: ["device"] });
  expect(await types(seeded.groups.everyone)).toEqual({ types: ["user"] });
});
