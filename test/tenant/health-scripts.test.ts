import { describe, expect, it } from "vitest";
import { seeded } from "../../tenant/seed/ids.ts";
import type { Answer } from "./client.ts";
import { serveTenant } from "./served.ts";

const served = serveTenant();
const collection = "/beta/deviceManagement/deviceHealthScripts";
const content = Buffer.from("exit 0").toString("base64");
const body = {
  displayName: "PIN reset readiness",
  publisher: "Contoso",
  runAsAccount: "user",
  detectionScriptContent: content,
  remediationScriptContent: "",
};
const daily = {
  "@odata.type": "#microsoft.graph.deviceHealthScriptDailySchedule",
  interval: 1,
  time: "06:00:00",
  useUtc: false,
};
const target = {
  "@odata.type": "#microsoft.graph.groupAssignmentTarget",
  groupId: seeded.groups.windowsDevices,
};
const { laptop, firstPhone, oldPhone } = seeded.managedDevices;

async function signInWith(...permissions: string[]): Promise<void> {
  served.tenant.setPermissions(permissions);
  await served.signInAgain();
}

async function created(): Promise<string> {
  await signInWith("DeviceManagementScripts.ReadWrite.All");
  const made = await served.graph("POST", collection, body);
  expect(made.status).toBe(201);
  return `${collection}/${made.body.id}`;
}

const idOf = (path: string): string => path.split("/").at(-1) ?? "";
const messageOf = (answer: Answer): string => String(answer.body.error?.message);

describe("a script package", () => {
  it("is made, read, listed without its scripts, patched and deleted, in beta alone", async () => {
    const path = await created();
    const read = await served.graph("GET", path);
    expect(read.body).toMatchObject({
      ...body,
      description: null,
      roleScopeTagIds: ["0"],
      runAs32Bit: false,
      enforceSignatureCheck: false,
      isGlobalScript: false,
      deviceHealthScriptType: "deviceHealthScript",
      version: "1",
    });
    const list = await served.graph("GET", `${collection}?$expand=assignments`);
    expect(list.body.value?.[0]).toMatchObject({ detectionScriptContent: null, assignments: [] });
    const patched = await served.graph("PATCH", path, { displayName: "Renamed" });
    expect([patched.status, patched.body.displayName, patched.body.publisher]).toEqual([
      200,
      "Renamed",
      "Contoso",
    ]);
    expect((await served.graph("GET", path.replace("beta", "v1.0"))).status).toBe(400);
    expect((await served.graph("DELETE", path)).status).toBe(204);
    expect((await served.graph("GET", path)).status).toBe(404);
  });

  it.each([
    ["no name", { displayName: undefined }],
    ["no publisher", { publisher: undefined }],
    ["no detection script", { detectionScriptContent: undefined }],
    ["a script that is no base64", { detectionScriptContent: "exit 0" }],
    ["an account that is not there", { runAsAccount: "administrator" }],
    ["an unknown member", { colour: "red" }],
    ["a scope tag that does not exist", { roleScopeTagIds: ["99"] }],
  ])("is not made with %s", async (_what, wrong) => {
    await signInWith("DeviceManagementScripts.ReadWrite.All");
    expect((await served.graph("POST", collection, { ...body, ...wrong })).status).toBe(400);
  });

  it("is assigned whole, without a body in return; that it remediates is not read back", async () => {
    const path = await created();
    const assignment = { target, runRemediationScript: true, runSchedule: daily };
    const answer = await served.graph("POST", `${path}/assign`, {
      deviceHealthScriptAssignments: [assignment],
    });
    expect([answer.status, answer.body]).toEqual([204, ""]);
    const read = await served.graph("GET", `${path}/assignments`);
    expect(read.body.value).toMatchObject([{ target, runRemediationScript: false, runSchedule: daily }]);
    await served.graph("POST", `${path}/assign`, { deviceHealthScriptAssignments: [] });
    expect((await served.graph("GET", `${path}?$expand=assignments`)).body.assignments).toEqual([]);
  });

  it.each([
    ["the member of another collection", { assignments: [{ target }] }],
    [
      "a schedule without a type",
      { deviceHealthScriptAssignments: [{ target, runSchedule: { interval: 1 } }] },
    ],
    [
      "a schedule with what is of another",
      {
        deviceHealthScriptAssignments: [
          {
            target,
            runSchedule: { ...daily, "@odata.type": "#microsoft.graph.deviceHealthScriptHourlySchedule" },
          },
        ],
      },
    ],
    ["a target without a type", { deviceHealthScriptAssignments: [{ target: { groupId: target.groupId } }] }],
  ])("is not assigned with %s", async (_what, wrong) => {
    const path = await created();
    expect((await served.graph("POST", `${path}/assign`, wrong)).status).toBe(400);
  });

  it("needs the permissions for scripts; the older ones are enough only where the tenant is set to accept them", async () => {
    await created();
    await signInWith("DeviceManagementScripts.Read.All");
    expect((await served.graph("GET", collection)).status).toBe(200);
    expect((await served.graph("POST", collection, body)).status).toBe(403);
    await signInWith("DeviceManagementConfiguration.ReadWrite.All");
    const refused = await served.graph("GET", collection);
    expect(refused.status).toBe(403);
    expect(messageOf(refused)).toContain("DeviceManagementScripts.Read.All");
    served.tenant.state.settings.scriptsByConfigurationPermissions = true;
    expect((await served.graph("GET", collection)).status).toBe(200);
    expect((await served.graph("POST", collection, body)).status).toBe(201);
  });

  it("can need approval", async () => {
    const path = await created();
    served.tenant.state.settings.approvals = { kinds: ["scripts"] };
    for (const [method, suffix, sent] of [
      ["PATCH", "", {}],
      ["DELETE", ""],
      ["POST", "/assign", { deviceHealthScriptAssignments: [] }],
    ] as const) {
      const refused = await served.graph(method, `${path}${suffix}`, sent);
      expect(messageOf(refused)).toContain("is required to request approval");
    }
    expect(messageOf(await served.graph("POST", collection, body))).toContain("is required");
  });
});

describe("what devices report of a script package", () => {
  const output = "DestructiveAndNonDestructive";
  const reports = [
    { managedDeviceId: laptop, output, detectionState: "success" as const, at: "2026-06-02T06:00:41Z" },
    { managedDeviceId: firstPhone, output: "DestructiveOnly", detectionState: "fail" as const },
    { managedDeviceId: oldPhone, output: "", detectionState: "pending" as const },
  ];

  it("is listed with the device, of which just what is selected shows, and is counted", async () => {
    const path = await created();
    served.tenant.seedRunStates({ scriptId: idOf(path), reports });
    const states = await served.graph(
      "GET",
      `${path}/deviceRunStates?$expand=managedDevice($select=id,deviceName)&$top=2`,
    );
    expect(states.body.value).toHaveLength(2);
    expect(states.body.value?.[0]).toMatchObject({
      id: `${idOf(path)}:${laptop}`,
      detectionState: "success",
      preRemediationDetectionScriptOutput: output,
    });
    expect(states.body.value?.[0]?.managedDevice).toEqual({ id: laptop, deviceName: "LAPTOP-01" });
    const plain = await served.graph("GET", `${path}/deviceRunStates`);
    expect(Object.keys(plain.body.value?.[0] ?? {})).not.toContain("managedDevice");
    expect((await served.graph("GET", `${path}/runSummary`)).body).toMatchObject({
      noIssueDetectedDeviceCount: 1,
      issueDetectedDeviceCount: 1,
      detectionScriptPendingDeviceCount: 1,
      detectionScriptErrorDeviceCount: 0,
      lastScriptRunDateTime: "2026-06-02T06:00:41Z",
    });
  });

  it.each(["managedDevice($select=colour)", "managedDevice($top=1)", "colours"])(
    "does not expand %s",
    async (expand) => {
      const path = await created();
      served.tenant.seedRunStates({ scriptId: idOf(path), reports });
      expect((await served.graph("GET", `${path}/deviceRunStates?$expand=${expand}`)).status).toBe(400);
    },
  );

  it("is deleted with the script package, and is listed for no other", async () => {
    const path = await created();
    const other = await created();
    served.tenant.seedRunStates({ scriptId: idOf(path), reports });
    expect((await served.graph("GET", `${other}/deviceRunStates`)).body.value).toEqual([]);
    await served.graph("DELETE", path);
    expect(served.tenant.state.deviceHealthScriptStates.all()).toEqual([]);
    expect(() => served.tenant.seedRunStates({ scriptId: idOf(path), reports })).toThrow("no script package");
  });
});
