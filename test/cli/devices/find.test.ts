import { describe, expect, it } from "vitest";
import type { Device } from "../../../cli/devices/device.ts";
import { findDevices } from "../../../cli/devices/find.ts";
import type { Graph } from "../../../graph/client.ts";
import { seeded } from "../../../tenant/seed/ids.ts";
import { ignoringFilters } from "../support/ignoring.ts";
import { addPhones, serveCompanion } from "../support/tenant.ts";

const served = serveCompanion();
const { signal } = new AbortController();
const { firstPhone, secondPhone } = seeded.managedDevices;

type Query = Parameters<typeof findDevices>[1];

/** The one device that a query means; what says so is raised where there are several. */
async function find(query: Query, graph: Graph = served.graph): Promise<Device> {
  const { devices, several } = await findDevices(graph, query, signal);
  const [device, ...others] = devices;
  if (device === undefined || others.length > 0) {
    throw several();
  }
  return device;
}

describe("findDevices", () => {
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
    expect(await find(query, ignoringFilters(served.graph))).toMatchObject({ id: secondPhone });
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
        new RegExp(
          `^2 managed devices.*\n.*${firstPhone}.*sam@.*SN000001, last check-in 20\\S+Z\n.*mia@.*COPY0, last check-in 20\\S+Z$`,
        ),
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

  it.each([
    ["quotes", '"PHONE-01"'],
    ["curly quotes", "“PHONE-01”"],
    ["low and single quotes", "‚PHONE-01‘"],
    ["blanks that do not break", "\u00a0PHONE-01\u00a0"],
    ["characters that are not seen", "\u200bPHONE-01\ufeff"],
    ["quotes around a serial number", "“SN000001”"],
    ["quotes around an id", `'${firstPhone}'`],
  ])("finds a device by what was pasted with %s", async (_what, device) => {
    expect(await find({ device })).toMatchObject({ id: firstPhone });
  });

  it.each([
    ["a curly apostrophe", "Mia’s iPhone", "Mia's iPhone"],
    ["a straight apostrophe", "Mia's iPhone", "Mia’s iPhone"],
    ["a blank that does not break", "Mia\u00a0s iPhone", "Mia s iPhone"],
    ["quotes that are its own", '"kiosk"', '"kiosk"'],
  ])("finds a device that was typed with %s", async (_what, typed, deviceName) => {
    const { iPhone } = seeded.managedDevices;
    served.tenant.state.managedDevices.change(iPhone, { deviceName });
    expect(await find({ device: typed })).toMatchObject({ id: iPhone });
  });

  it("takes two devices for one another only where a person would, and then for neither", async () => {
    addPhones(served.tenant, [{ deviceName: "Mia’s iPhone" }]);
    await expect(find({ device: "Mia's iPhone" })).rejects.toThrow("2 managed devices");
  });

  it("takes a user's sign-in name for that user's device, unless a device is named so", async () => {
    served.tenant.state.managedDevices.remove(seeded.managedDevices.android);
    expect(await find({ device: "sam@contoso.example" })).toMatchObject({ id: firstPhone });
    expect(await find({ user: "“Sam@contoso.example”" })).toMatchObject({ id: firstPhone });
    addPhones(served.tenant, [{ deviceName: "sam@contoso.example", userPrincipalName: null }]);
    expect(await find({ device: "sam@contoso.example" })).toMatchObject({ serialNumber: "COPY0" });
  });

  it.each<[string, Query, string]>([
    ["of the device", { device: "PHNE-01" }, "Did you mean PHONE-01?"],
    ["of the device, without its hyphen", { device: "phone02" }, "Did you mean PHONE-02?"],
    ["of the user", { user: "sm@contoso.example" }, "Did you mean sam@contoso.example?"],
    ["of the user, as DEVICE", { device: "mia@contso.example" }, "Did you mean mia@contoso.example?"],
  ])("asks whether the name %s is meant that is nearest", async (_what, query, question) => {
    await expect(find(query)).rejects.toMatchObject({
      code: "noDevice",
      hint: expect.stringContaining(question),
    });
  });

  it("suggests nothing that is not near, nothing for an id, and does not read the devices for it", async () => {
    await expect(find({ device: "ROUTER-99" })).rejects.toMatchObject({
      hint: expect.not.stringContaining("Did you mean"),
    });
    served.tenant.requests.clear();
    await expect(find({ device: firstPhone.replace("d3", "d4") })).rejects.toThrow("No managed device");
    expect(
      served.tenant.requests.single().some(({ target }) => target.includes("select=id,deviceName,userP")),
    ).toBe(false);
  });

  it("compares with so many devices of a large tenant and no more, and says so", async () => {
    addPhones(
      served.tenant,
      Array.from({ length: 5100 }, (_, index) => ({ deviceName: `KIOSK-${index}`, userPrincipalName: null })),
    );
    await expect(find({ device: "PHNE-01" })).rejects.toMatchObject({
      hint: expect.stringContaining("Did you mean PHONE-01? Compared with the first 5000 devices only."),
    });
  });

  it("says that there is no such device also where the names cannot be read", async () => {
    served.tenant.faults.add({
      match: { path: "userPrincipalName$" },
      count: "always",
      effect: { kind: "status", status: 403 },
    });
    await expect(find({ device: "PHNE-01" })).rejects.toMatchObject({ code: "noDevice" });
  });
});
