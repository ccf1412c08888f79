import { describe, expect, it } from "vitest";
import { findDevice } from "../../../cli/devices/find.ts";
import { seeded } from "../../../tenant/seed/ids.ts";
import { ignoringFilters } from "../support/ignoring.ts";
import { addPhones, serveCompanion } from "../support/tenant.ts";

const served = serveCompanion();
const { signal } = new AbortController();
const { firstPhone, secondPhone } = seeded.managedDevices;

type Query = Parameters<typeof findDevice>[1];

function find(query: Query) {
  return findDevice(served.graph, query, signal);
}

describe("findDevice", () => {
  it.each<[string, Query]>([
    ["name", { device: "PHONE-01" }],
    ["name in another case", { device: "phone-01" }],
    ["id", { device: firstPhone }],
    ["id in another case", { device: firstPhone.toUpperCase() }],
    ["serial number", { device: "SN000001" }],
    ["name and user", { device: "PHONE-01", user: "SAM@contoso.example" }],
  ])("finds a device by its %s", async (_what, query) => {
    expect(await find(query)).toMatchObject({ id: firstPhone, deviceName: "PHONE-01" });
  });

  it("finds the device of a user who has one", async () => {
    served.tenant.state.managedDevices.remove(seeded.managedDevices.android);
    expect(await find({ user: "sam@contoso.example" })).toMatchObject({ id: firstPhone });
  });

  it("takes an apostrophe in a name for what it is", async () => {
    expect(await find({ device: "Mia's iPhone" })).toMatchObject({ id: seeded.managedDevices.iPhone });
  });

  it("reads a condition that Intune ignores for itself: every device is answered, none of them fits", async () => {
    // The tenant ignores serialNumber, as Intune ignores what it does not filter by.
    await expect(find({ device: "SN00000" })).rejects.toMatchObject({
      code: "noDevice",
      ending: "noDevice",
    });
  });

  it.each<[string, Query]>([
    ["name", { device: "PHONE-02" }],
    ["id", { device: secondPhone }],
    ["serial number", { device: "SN000002" }],
    ["name and user", { device: "PHONE-02", user: "mia@contoso.example" }],
  ])("finds the device of a %s where Intune ignores every condition", async (_what, query) => {
    const found = findDevice(ignoringFilters(served.graph), query, signal);
    expect(await found).toMatchObject({ id: secondPhone });
  });

  it("looks through every page for a device that a condition did not narrow down to", async () => {
    addPhones(served.tenant, Array(5).fill({}));
    served.tenant.state.settings.pageSize = 2;
    expect(await find({ device: "COPY4" })).toMatchObject({ serialNumber: "COPY4" });
  });

  it("takes no device for the one of an id, unless it has that id", async () => {
    const unknown = "d3e1b2c4-9a8b-4c7d-8e6f-5a4b3c2d1eff";
    await expect(find({ device: unknown })).rejects.toMatchObject({ code: "noDevice" });
  });

  it("takes a name that is another's serial number for neither", async () => {
    addPhones(served.tenant, [{ deviceName: "SN000002" }]);
    await expect(find({ device: "SN000002" })).rejects.toMatchObject({
      message: expect.stringContaining(secondPhone),
      ending: "noDevice",
    });
  });

  it("takes what nobody knows for nothing to be found by", async () => {
    addPhones(served.tenant, [{ serialNumber: null, deviceName: null }]);
    await expect(find({ device: "" })).rejects.toMatchObject({ code: "noDevice" });
  });

  it("lists those of one name, with what tells them apart", async () => {
    addPhones(served.tenant, [{ deviceName: "PHONE-01", userPrincipalName: "mia@contoso.example" }]);
    await expect(find({ device: "PHONE-01" })).rejects.toMatchObject({
      code: "noDevice",
      message: expect.stringMatching(
        new RegExp(`^2 managed devices.*\n.*${firstPhone}.*sam@.*SN000001\n.*mia@.*COPY0$`),
      ),
      hint: "Give the id of one of them.",
      ending: "noDevice",
    });
    expect(await find({ device: "PHONE-01", user: "mia@contoso.example" })).toMatchObject({
      serialNumber: "COPY0",
    });
  });

  it("lists no more than can be read", async () => {
    addPhones(served.tenant, Array(30).fill({ deviceName: "KIOSK" }));
    await expect(find({ device: "kiosk" })).rejects.toMatchObject({
      message: expect.stringMatching(/^30 managed devices[\s\S]*\n {2}and 10 more$/),
    });
  });

  it("names the permission that is missing", async () => {
    served.tenant.setPermissions(["Directory.Read.All"]);
    await expect(find({ device: firstPhone })).rejects.toMatchObject({
      code: "forbidden",
      message: expect.stringContaining("DeviceManagementManagedDevices.Read.All"),
    });
  });
});
