import { describe, expect, it } from "vitest";
import { seeded } from "../../../tenant/seed/ids.ts";
import type { Tenant } from "../../../tenant/server.ts";
import { runDoctor } from "../support/examine.ts";
import {
  assign,
  group,
  type Onboarded,
  onboard,
  recoveryProfile,
  recoverySetting,
  recoveryUri,
} from "../support/onboarded.ts";
import { serveCompanion } from "../support/tenant.ts";

const served = serveCompanion();
const { groups, managedDevices } = seeded;
const userUri = recoveryUri.replace("./Device/", "./User/");

/** What is planted, the check that warns of it, and what it says. */
type Row = [
  planted: string,
  id: string,
  says: RegExp,
  plant: (tenant: Tenant, made: Onboarded) => Promise<unknown>,
];

async function set(tenant: Tenant, { profile }: Onboarded, change: Record<string, unknown>): Promise<void> {
  await tenant.asAdministrator("PATCH", `/v1.0/deviceManagement/deviceConfigurations/${profile}`, {
    "@odata.type": "#microsoft.graph.windows10CustomConfiguration",
    omaSettings: [recoverySetting(change)],
  });
}

async function another(tenant: Tenant, change: Record<string, unknown>): Promise<void> {
  const body = recoveryProfile(change, "Another");
  await tenant.asAdministrator("POST", "/v1.0/deviceManagement/deviceConfigurations", body);
}

const everybody = (type: string) => ({ "@odata.type": `#microsoft.graph.${type}` });

const warnings: Row[] = [
  [
    "a user group whose people have iOS devices",
    "other-platforms",
    /"Helpdesk".* holds users who also have 1 iOS device: such devices show up.*not applicable/,
    (tenant, { profile }) => assign(tenant, profile, [group(groups.helpdesk)]),
  ],
  [
    "people with iOS, macOS and Android devices in the groups of a group",
    "other-platforms",
    /"Everyone".* 1 iOS device, 1 macOS device, 1 Android device/,
    (tenant, { profile }) => assign(tenant, profile, [group(groups.everyone)]),
  ],
  [
    "an Android device in the group of devices",
    "other-platforms",
    /"Windows devices".* holds 1 Android device/,
    async ({ state }) => {
      const { memberIds = [] } = state.groups.get(groups.windowsDevices) ?? {};
      const android = state.devices.all().find(({ operatingSystem }) => operatingSystem === "Android");
      state.groups.change(groups.windowsDevices, { memberIds: [...memberIds, android?.id ?? ""] });
    },
  ],
  [
    "all users",
    "other-platforms",
    /For all users .* the tenant manages 1 iOS device/,
    (tenant, { profile }) => assign(tenant, profile, [everybody("allLicensedUsersAssignmentTarget")]),
  ],
  [
    "all devices",
    "other-platforms",
    /For all devices .* 1 Android device/,
    (tenant, { profile }) => assign(tenant, profile, [everybody("allDevicesAssignmentTarget")]),
  ],
  [
    "an application for assigned users alone",
    "user-assignment",
    /AADSTS50105/,
    async ({ state }, { service }) =>
      state.servicePrincipals.change(service, { appRoleAssignmentRequired: true }),
  ],
  [
    "an OMA-URI without its scope",
    "node-spelling",
    /leaves the scope out[\s\S]*Write \.\/Device\/Vendor\/MSFT\/PassportForWork/,
    (tenant, made) => set(tenant, made, { omaUri: recoveryUri.replace("./Device/", "./") }),
  ],
  [
    "two profiles that agree",
    "profiles-agree",
    /2 policies set EnablePinRecovery to true/,
    (tenant) => another(tenant, {}),
  ],
  [
    "a profile that says False and is for nobody",
    "profiles-agree",
    /; the one that is false is assigned to no one/,
    (tenant) => another(tenant, { value: false }),
  ],
  [
    "a user's setting for devices alone",
    "policy-scope",
    /is a user's setting/,
    (tenant, made) => set(tenant, made, { omaUri: userUri }),
  ],
  [
    "one group of two that is empty",
    "groups-members",
    /"Kiosks".* is empty\./,
    async (tenant, { profile }) => {
      await assign(tenant, profile, [group(groups.windowsDevices), group(groups.kiosks)]);
      tenant.state.groups.change(groups.kiosks, { memberIds: [] });
    },
  ],
  [
    "a device that nobody manages yet",
    "deployment",
    /No device has reported/,
    async ({ state }) => {
      for (const id of Object.values(managedDevices)) {
        state.managedDevices.remove(id);
      }
    },
  ],
  [
    "no permission to reset passcodes",
    "permissions",
    /lacks DeviceManagementManagedDevices\.PrivilegedOperations\.All, which it takes to reset/,
    async (tenant) =>
      tenant.setPermissions([
        "Directory.ReadWrite.All",
        "DeviceManagementApps.Read.All",
        "DeviceManagementConfiguration.ReadWrite.All",
        "DeviceManagementManagedDevices.Read.All",
      ]),
  ],
];

describe("pin-reset doctor", () => {
  it.each(warnings)("warns of %s, and ends well", async (_planted, id, says, plant) => {
    await plant(served.tenant, await onboard(served.tenant));
    const found = await runDoctor(served.tenant.env);
    expect(found.in("warning")).toEqual([id]);
    expect(found.text(id)).toMatch(says);
    expect([found.in("fault"), found.in("unknown"), found.ending]).toEqual([[], [], "done"]);
  });

  it("counts a warning as a fault when it is strict", async () => {
    await another(served.tenant, {});
    const { profile } = await onboard(served.tenant);
    expect((await runDoctor(served.tenant.env, { strict: true })).ending).toBe("found");
    served.tenant.state.deviceConfigurations.remove(profile);
    await assign(served.tenant, await only(served.tenant), [group(groups.windowsDevices)]);
    expect((await runDoctor(served.tenant.env, { strict: true })).ending).toBe("done");
  });

  it("counts the devices that the policy cannot apply to apart", async () => {
    const { profile } = await onboard(served.tenant);
    await assign(served.tenant, profile, [group(groups.everyone)]);
    expect((await runDoctor(served.tenant.env)).text("deployment")).toMatch(
      /4 devices took .*, 0 pending, 3 devices it cannot apply to \(3 of another platform\)/,
    );
  });

  it("takes the node of the user for a group of users", async () => {
    const made = await onboard(served.tenant);
    await set(served.tenant, made, { omaUri: userUri });
    await assign(served.tenant, made.profile, [group(groups.firstPilots)]);
    served.tenant.state.managedDevices.remove(managedDevices.mac);
    const found = await runDoctor(served.tenant.env);
    expect([found.in("warning"), found.in("fault"), found.ending]).toEqual([[], [], "done"]);
  });
});

async function only({ state }: Tenant): Promise<string> {
  const found = state.deviceConfigurations.all().find(({ displayName }) => displayName === "Another");
  return found?.id ?? "";
}
