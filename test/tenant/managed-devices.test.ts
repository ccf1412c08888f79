import { describe, expect, it } from "vitest";
import { seeded } from "../../tenant/seed/ids.ts";
import { type Json, signIn } from "./client.ts";
import { serveTenant } from "./served.ts";

let time = Date.UTC(2026, 5, 1);

const served = serveTenant({ now: () => time });

const devices = "deviceManagement/managedDevices";
const { firstPhone, oldPhone, laptop, android, iPhone } = seeded.managedDevices;

async function names(query: string): Promise<(Json | undefined)[]> {
  const list = await served.graph("GET", `/v1.0/${devices}?${query.replaceAll(" ", "%20")}`);
  expect(list.status).toBe(200);
  return (list.body.value ?? []).map((device) => device.deviceName);
}

async function results(id: string): Promise<Json> {
  const device = await served.graph("GET", `/v1.0/${devices}/${id}?$select=id,deviceActionResults`);
  expect(device.status).toBe(200);
  return device.body.deviceActionResults as Json;
}

describe("managed devices", () => {
  it("lists devices of every platform", async () => {
    const list = await served.graph("GET", `/v1.0/${devices}?$select=operatingSystem,osVersion`);
    expect([...new Set(list.body.value?.map((device) => device.operatingSystem))].sort()).toEqual([
      "Android",
      "Windows",
      "Windows 10 Mobile",
      "iOS",
      "macOS",
    ]);
    expect(
      list.body.value?.filter((device) => String(device.osVersion).startsWith("10.0.15254")).length,
    ).toBe(2);
  });

  it("shows deviceType and joinType in beta only", async () => {
    const beta = await served.graph("GET", `/beta/${devices}/${firstPhone}`);
    expect(beta.body).toMatchObject({ deviceType: "windowsPhone", joinType: "azureADJoined" });
    expect(Object.keys((await served.graph("GET", `/v1.0/${devices}/${firstPhone}`)).body)).not.toContain(
      "deviceType",
    );
    expect((await served.graph("GET", `/v1.0/${devices}?$select=deviceType`)).status).toBe(400);
  });

  it("filters by what Intune filters by, and ignores the rest without a word", async () => {
    expect(await names("$filter=deviceName eq 'LAPTOP-01'")).toEqual(["LAPTOP-01"]);
    expect(
      await names("$filter=startswith(deviceName,'phone') and operatingSystem eq 'Windows 10 Mobile'"),
    ).toEqual(["PHONE-01", "PHONE-02", "PHONE-OLD"]);
    expect((await names("$filter=deviceEnrollmentType eq 'userEnrollment'")).length).toBe(7);
    expect(await names("$filter=startswith(deviceName,'MAC') or startswith(userDisplayName,'Mia')")).toEqual([
      "MAC-01",
    ]);
  });

  it("stops at $top, and gives a link to more where its own page ends", async () => {
    expect((await served.graph("GET", `/v1.0/${devices}?$top=2`)).body["@odata.nextLink"]).toBeUndefined();
    served.tenant.state.settings.pageSize = 3;
    const pages: number[] = [];
    let next: unknown = `/v1.0/${devices}?$select=id`;
    while (next !== undefined) {
      const page = await served.graph("GET", String(next).replace(served.tenant.origin, ""));
      pages.push(page.body.value?.length ?? 0);
      expect(Object.keys(page.body.value?.[0] ?? {})).toEqual(["id"]);
      next = page.body["@odata.nextLink"];
    }
    expect(pages).toEqual([3, 3, 1]);
  });

  it("answers 404 for a device that is not there", async () => {
    expect((await served.graph("GET", `/v1.0/${devices}/none`)).status).toBe(404);
    expect((await served.graph("POST", `/v1.0/${devices}/none/resetPasscode`)).status).toBe(404);
  });
});

describe("resetPasscode", () => {
  it("answers 204, is pending, then active, then done with a passcode that shows for seven days", async () => {
    const asked = await served.graph("POST", `/v1.0/${devices}/${firstPhone}/resetPasscode`);
    expect([asked.status, asked.body]).toEqual([204, ""]);
    expect((await results(firstPhone))[0]).toMatchObject({
      "@odata.type": "#microsoft.graph.resetPasscodeActionResult",
      actionName: "resetPasscode",
      actionState: "pending",
      errorCode: 0,
      passcode: null,
      startDateTime: new Date(time).toISOString().replace(".000Z", "Z"),
    });
    time += served.tenant.state.settings.passcodeDelayMilliseconds / 2;
    expect((await results(firstPhone))[0]?.actionState).toBe("active");
    time += served.tenant.state.settings.passcodeDelayMilliseconds / 2;
    expect((await results(firstPhone))[0]).toMatchObject({
      actionState: "done",
      passcode: expect.stringMatching(/^\d{6}$/),
    });
    time += 7 * 24 * 60 * 60 * 1000;
    await served.signInAgain();
    expect((await results(firstPhone))[0]).toMatchObject({ actionState: "done", passcode: null });
  });

  it.each([
    ["a Windows PC", laptop, "notSupported"],
    ["a phone before the Creators Update", oldPhone, "notSupported"],
    ["an iPhone", iPhone, "notSupported"],
    ["an Android device", android, "done"],
  ])("ends on %s as Intune's table says", async (_device, id, outcome) => {
    await served.graph("POST", `/v1.0/${devices}/${id}/resetPasscode`);
    time += served.tenant.state.settings.passcodeDelayMilliseconds;
    expect((await results(id))[0]?.actionState).toBe(outcome);
  });

  it("keeps earlier results, and shows none of them in a list", async () => {
    await served.graph("POST", `/v1.0/${devices}/${firstPhone}/resetPasscode`);
    await served.graph("POST", `/v1.0/${devices}/${firstPhone}/resetPasscode`);
    expect((await results(firstPhone)).length).toBe(2);
    const list = await served.graph("GET", `/v1.0/${devices}?$select=deviceActionResults`);
    expect(list.body.value?.every((device) => device.deviceActionResults?.length === 0)).toBe(true);
  });

  it("is carried out although a gateway answers 504, and shows after a while only", async () => {
    const match = { method: "POST", path: "resetPasscode$" };
    served.tenant.faults.add({ match, effect: { kind: "status", status: 504, when: "after" } });
    served.tenant.faults.add({ match, effect: { kind: "lag", reads: 1 } });
    const answer = await served.graph("POST", `/v1.0/${devices}/${firstPhone}/resetPasscode`);
    expect([answer.status, answer.body.error?.code]).toEqual([504, "GatewayTimeout"]);
    expect(await results(firstPhone)).toEqual([]);
    expect(await results(firstPhone)).toHaveLength(1);
  });

  it("needs the permission for privileged operations, and says so", async () => {
    served.tenant.setPermissions(["DeviceManagementManagedDevices.Read.All"]);
    const refused = await (await signIn(served.tenant))(
      "POST",
      `/v1.0/${devices}/${firstPhone}/resetPasscode`,
    );
    expect([refused.status, refused.body.error?.code]).toEqual([403, "Forbidden"]);
    expect(refused.body.error?.message).toContain("DeviceManagementManagedDevices.PrivilegedOperations.All");
  });
});
