import { describe, expect, it } from "vitest";
import type { PropertyMap } from "../../provider/values.ts";
import { failureOf } from "../provider/support/protocol.ts";
import { makeProfile, profileInputs, serveIntune } from "./support/served.ts";

const served = serveIntune();

async function call(name: string, args: PropertyMap): Promise<PropertyMap> {
  return (await served.plugin.invoke(`intune:index:${name}`, args)).result;
}

const refused = (name: string, args: PropertyMap) => failureOf(call(name, args));

function targets(): string[] {
  return served.tenant.requests
    .list({})
    .map(({ method, target }) => `${method} ${decodeURIComponent(target)}`);
}

describe("getManagedDevice", () => {
  it("finds a device by its name however it is written, and by its ID, without what is not to be told", async () => {
    const byName = await call("getManagedDevice", { deviceName: "phone-01" });
    expect(Object.keys(byName).sort()).toEqual([
      "complianceState",
      "deviceName",
      "id",
      "lastSyncDateTime",
      "operatingSystem",
      "osVersion",
      "serialNumber",
      "userPrincipalName",
    ]);
    expect(byName.deviceName).toBe("PHONE-01");
    expect(await call("getManagedDevice", { id: byName.id ?? "" })).toEqual(byName);
  });

  it("does not take a device for it that Intune gives since it ignores the condition", async () => {
    expect((await refused("getManagedDevice", { deviceName: "PHONE-" })).details).toContain(
      'The tenant has no managed device with the deviceName "PHONE-".',
    );
  });

  it("says which devices there are of one name, and asks for an ID", async () => {
    const [first, second] = served.tenant.state.managedDevices.all();
    served.tenant.state.managedDevices.change(second?.id ?? "", { deviceName: first?.deviceName ?? "" });
    const { details } = await refused("getManagedDevice", { deviceName: first?.deviceName ?? "" });
    expect(details).toContain("2 objects are a managed device");
    expect(details).toContain(first?.id);
    expect(details).toContain(second?.id);
  });

  it.each<[string, PropertyMap]>([
    ["no argument", {}],
    ["more than one argument", { id: "x", deviceName: "y" }],
  ])("refuses %s", async (words, args) => {
    const { details } = await refused("getManagedDevice", args);
    expect(details).toContain(`The look-up of a managed device has ${words}.`);
    expect(details).toContain("Give it id or deviceName");
  });
});

describe("getManagedDevices", () => {
  it("gives all pages of the devices that fit, by name", async () => {
    const all = (await call("getManagedDevices", {})).devices as PropertyMap[];
    expect(all.length).toBe(served.tenant.state.managedDevices.all().length);
    expect(all.map(({ deviceName }) => deviceName)).toEqual(all.map(({ deviceName }) => deviceName).sort());
    const phones = (await call("getManagedDevices", { namePrefix: "phone-" })).devices as PropertyMap[];
    expect(phones.map(({ deviceName }) => deviceName)).toEqual(["PHONE-01", "PHONE-02", "PHONE-OLD"]);
    const user = String(phones[0]?.userPrincipalName);
    const ofUser = (await call("getManagedDevices", { userPrincipalName: user.toUpperCase() }))
      .devices as PropertyMap[];
    expect(new Set(ofUser.map(({ userPrincipalName }) => userPrincipalName))).toEqual(new Set([user]));
    const laptops = (await call("getManagedDevices", { operatingSystem: "Windows" }))
      .devices as PropertyMap[];
    expect(new Set(laptops.map(({ operatingSystem }) => operatingSystem))).toEqual(new Set(["Windows"]));
  });
});

describe("getConfigurationProfile", () => {
  it("finds a custom profile by its name and its ID, and no other kind of configuration", async () => {
    const { id } = await makeProfile(served.plugin, profileInputs(undefined, { displayName: "Recovery" }));
    expect(await call("getConfigurationProfile", { displayName: "recovery" })).toMatchObject({
      id,
      kind: "custom",
    });
    expect(await call("getConfigurationProfile", { id })).toMatchObject({ displayName: "Recovery" });
    const kiosk = await refused("getConfigurationProfile", { displayName: "Kiosk restrictions" });
    expect(kiosk.details).toContain("no custom profile");
    const [restrictions] = served.tenant.state.deviceConfigurations
      .all()
      .filter(({ displayName }) => displayName === "Kiosk restrictions");
    const byId = await refused("getConfigurationProfile", { id: restrictions?.id ?? "" });
    expect(byId.details).toContain("no custom profile");
  });

  it("finds a policy of the settings catalog by its name", async () => {
    served.tenant.seedScenario("settingsCatalog");
    const [policy] = served.tenant.state.configurationPolicies.all();
    expect(
      await call("getConfigurationProfile", { kind: "settingsCatalog", displayName: policy?.name ?? "" }),
    ).toMatchObject({ id: policy?.id, kind: "settingsCatalog" });
  });
});

describe("getAssignmentFilter", () => {
  it("finds a filter by its name and its ID, in one request each", async () => {
    const [filter] = served.tenant.state.assignmentFilters.all();
    const found = await call("getAssignmentFilter", { displayName: filter?.displayName ?? "" });
    expect(found).toMatchObject({ id: filter?.id, rule: filter?.rule, platform: filter?.platform });
    expect(await call("getAssignmentFilter", { id: filter?.id ?? "" })).toEqual(found);
    expect(targets().filter((each) => each.includes("assignmentFilters"))).toHaveLength(2);
  });

  it("says that there is none", async () => {
    const { details } = await refused("getAssignmentFilter", { id: "9a4b5c6d-0000-4a0b-9c1d-2e3f4a5b6c01" });
    expect(details).toContain("The tenant has no assignment filter with the id");
  });
});

const calls: [string, PropertyMap, string][] = [
  ["getManagedDevice", { deviceName: "PHONE-01" }, "DeviceManagementManagedDevices.Read.All"],
  ["getManagedDevices", {}, "DeviceManagementManagedDevices.Read.All"],
  ["getConfigurationProfile", { displayName: "Recovery" }, "DeviceManagementConfiguration.Read.All"],
  [
    "getConfigurationProfile",
    { kind: "settingsCatalog", displayName: "Recovery" },
    "DeviceManagementConfiguration.Read.All",
  ],
  ["getAssignmentFilter", { displayName: "Corporate" }, "DeviceManagementConfiguration.Read.All"],
];

describe("a function that looks up", () => {
  it.each(calls)(
    "names the permission that is missing where Graph refuses %s %j",
    async (name, args, permission) => {
      const effect = { kind: "status", status: 403, code: "Forbidden" } as const;
      served.tenant.faults.add({ match: { path: "/deviceManagement/" }, count: "always", effect });
      const { details } = await refused(name, args);
      expect(details).toContain(`lacks the Microsoft Graph permission ${permission}`);
    },
  );

  it.each(calls)("asks for what it gives alone: %s %j", async (name, args) => {
    await call(name, args).catch(() => undefined);
    const asked = served.requests().map(({ target }) => decodeURIComponent(target));
    expect(asked).not.toEqual([]);
    for (const target of asked) {
      expect(target).toMatch(/[?&]\$select=id,/);
    }
  });

  it("sees on every page that several objects have a name", async () => {
    await makeProfile(served.plugin, profileInputs(undefined, { displayName: "Recovery" }));
    const { managedDevices, deviceConfigurations, assignmentFilters, settings } = served.tenant.state;
    const again = { id: "9a4b5c6d-7e8f-4a0b-9c1d-2e3f4a5b6c02" };
    const [device, filter] = [managedDevices.all()[0], assignmentFilters.all()[0]];
    const profile = deviceConfigurations.all().find(({ displayName }) => displayName === "Recovery");
    if (device === undefined || profile === undefined || filter === undefined) {
      throw new Error("The tenant has not what this test copies.");
    }
    managedDevices.seed({ ...device, ...again });
    deviceConfigurations.seed({ ...profile, ...again });
    assignmentFilters.seed({ ...filter, ...again });
    settings.pageSize = 1;
    for (const [name, args, { id }] of [
      ["getManagedDevice", { deviceName: device.deviceName }, device],
      ["getConfigurationProfile", { displayName: "Recovery" }, profile],
      ["getAssignmentFilter", { displayName: filter.displayName }, filter],
    ] as const) {
      const { details } = await refused(name, args);
      expect(details).toContain("2 objects are a");
      expect(details).toContain(id);
      expect(details).toContain(again.id);
    }
  });

  it("gives the devices of every page, each once", async () => {
    served.tenant.state.settings.pageSize = 2;
    const { devices } = await call("getManagedDevices", {});
    const ids = (devices as PropertyMap[]).map(({ id }) => id);
    expect(ids.sort()).toEqual(
      served.tenant.state.managedDevices
        .all()
        .map(({ id }) => id)
        .sort(),
    );
    expect(served.requests().length).toBeGreaterThan(1);
  });
});
