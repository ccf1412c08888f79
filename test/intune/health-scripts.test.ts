import { describe, expect, it } from "vitest";
import type { PropertyMap } from "../../provider/values.ts";
import { seeded } from "../../tenant/seed/ids.ts";
import { failureOf, initFailureOf, urnOf } from "../provider/support/protocol.ts";
import { checked, serveIntune } from "./support/served.ts";

const served = serveIntune({ replicationDelays: [0.01, 0.01, 0.01, 0.01] });
const scriptUrn = urnOf("intune:index:DeviceHealthScript");
const assignmentsUrn = urnOf("intune:index:DeviceHealthScriptAssignments");
const scripts = "/beta/deviceManagement/deviceHealthScripts";

const daily = { type: "daily", interval: 1, time: "10:00", useUtc: false };
const toWindows = { target: { type: "group", groupId: seeded.groups.windowsDevices }, schedule: daily };
const notToKiosks = { target: { type: "exclusionGroup", groupId: seeded.groups.kiosks } };

function scriptInputs(more: PropertyMap = {}): PropertyMap {
  return {
    displayName: "PIN reset readiness",
    publisher: "Contoso",
    detectionScript: "Write-Output 'é'\r\nexit 0\r\n",
    runAsAccount: "user",
    ...more,
  };
}

async function make(inputs = scriptInputs()) {
  const news = await checked(served.plugin, scriptUrn, inputs);
  const { id, properties } = await served.plugin.create(scriptUrn, news);
  return { id, news, state: { inputs: news, properties } };
}

async function assign(assignments: PropertyMap[], scriptId?: string) {
  const id = scriptId ?? (await make()).id;
  const news = await checked(served.plugin, assignmentsUrn, { scriptId: id, assignments });
  const { properties } = await served.plugin.create(assignmentsUrn, news);
  return { id, news, state: { inputs: news, properties } };
}

function inTenant() {
  return served.tenant.state.deviceHealthScripts.all();
}

describe("a detection script", () => {
  it("reads back without a difference, line ends and all, and is kept as base64", async () => {
    const { id, news, state } = await make();
    expect(inTenant()[0]).toMatchObject({
      detectionScriptContent: Buffer.from("Write-Output 'é'\r\nexit 0\r\n").toString("base64"),
      remediationScriptContent: "",
      runAsAccount: "user",
      runAs32Bit: false,
      enforceSignatureCheck: false,
    });
    const found = await served.plugin.read(scriptUrn, id, state);
    expect(found?.inputs).toEqual(news);
    expect((await served.plugin.read(scriptUrn, "name:PIN reset readiness"))?.inputs).toEqual({
      ...news,
      roleScopeTagIds: ["0"],
    });
  });

  it("is changed by what differs and no more", async () => {
    const { id, news, state } = await make();
    served.tenant.requests.clear();
    const wanted = { ...news, detectionScript: "exit 1", enforceSignatureCheck: true };
    await served.plugin.update(scriptUrn, id, wanted, state);
    expect(served.roundTrips()).toEqual(["POST /beta/$batch"]);
    expect(served.requests().find(({ method }) => method === "PATCH")?.body).toEqual({
      "@odata.type": "#microsoft.graph.deviceHealthScript",
      detectionScriptContent: Buffer.from("exit 1").toString("base64"),
      enforceSignatureCheck: true,
    });
    expect((await served.plugin.read(scriptUrn, id, state))?.inputs).toEqual(wanted);
  });

  it("to which someone adds a remediation is drift, healed, and not imported", async () => {
    const { id, news, state } = await make();
    const remediationScriptContent = Buffer.from("Remove-Item C:\\").toString("base64");
    await served.tenant.asAdministrator("PATCH", `${scripts}/${id}`, { remediationScriptContent });
    const found = await served.plugin.read(scriptUrn, id, state);
    const difference = await served.plugin.diff(scriptUrn, found?.inputs ?? {}, news);
    expect(difference.details).toEqual({ remediationScript: "DELETE" });
    await expect(served.plugin.read(scriptUrn, id)).rejects.toThrow("this resource is for detection alone");
    await served.plugin.update(scriptUrn, id, news, { inputs: {}, properties: {}, ...found });
    expect(inTenant()[0]?.remediationScriptContent).toBe("");
  });

  it("in another encoding than UTF-8 is kept as it is, and not imported", async () => {
    const { id, state } = await make();
    const detectionScriptContent = Buffer.from("\ufeffexit 0", "utf16le").toString("base64");
    await served.tenant.asAdministrator("PATCH", `${scripts}/${id}`, { detectionScriptContent });
    const found = await served.plugin.read(scriptUrn, id, state);
    expect(found?.inputs.detectionScript).toBe(detectionScriptContent);
    await expect(served.plugin.read(scriptUrn, id)).rejects.toThrow("is not text in UTF-8");
  });

  it("whose scope tags the program does not give is left with those that it has", async () => {
    const { id, news, state } = await make();
    served.tenant.state.deviceHealthScripts.change(id, { roleScopeTagIds: ["0", "1"] });
    const found = await served.plugin.read(scriptUrn, id, state);
    expect((await served.plugin.diff(scriptUrn, found?.inputs ?? {}, news)).changed).toBe(false);
  });

  it("of which the answer to the create was lost is made once", async () => {
    served.tenant.faults.add({
      match: { method: "POST", path: "/deviceHealthScripts$" },
      effect: { kind: "cut", when: "after" },
    });
    const { id } = await make();
    expect(inTenant().map((script) => script.id)).toEqual([id]);
  });

  it("that is there already is taken over if it is equal, and else left alone with its id named", async () => {
    const { id } = await make();
    const other = await served.anotherPlugin();
    const again = await checked(other, scriptUrn, scriptInputs());
    expect((await other.create(scriptUrn, again)).id).toBe(id);
    const different = other.create(scriptUrn, { ...again, detectionScript: "exit 1" });
    await expect(different).rejects.toThrow(id);
    expect(inTenant()).toHaveLength(1);
  });

  it("by a name that no script has, or more than one, is not imported", async () => {
    await expect(served.plugin.read(scriptUrn, "name:none")).rejects.toThrow("no remediation script named");
    const { id } = await make();
    const [script] = inTenant();
    served.tenant.state.deviceHealthScripts.put({ ...script, id: "twin" } as never);
    await expect(served.plugin.read(scriptUrn, "name:PIN reset readiness")).rejects.toThrow(id);
  });

  it("that was deleted in the portal is gone, and its deletion is no error then", async () => {
    const { id, state } = await make();
    served.tenant.state.deviceHealthScripts.remove(id);
    expect(await served.plugin.read(scriptUrn, id, state)).toBeUndefined();
    await served.plugin.delete(scriptUrn, id, state);
  });

  it("without the permission names it", async () => {
    const held = ["DeviceManagementConfiguration.ReadWrite.All", "DeviceManagementScripts.Read.All"];
    served.tenant.setPermissions(held);
    const plugin = await served.anotherPlugin();
    const news = await checked(plugin, scriptUrn, scriptInputs());
    await expect(plugin.create(scriptUrn, news)).rejects.toThrow("DeviceManagementScripts.ReadWrite.All");
  });
});

describe("the assignments of a detection script", () => {
  it("read back without a difference, in whatever order, and say nothing of a remediation", async () => {
    const { id, news, state } = await assign([toWindows, notToKiosks]);
    const sent = served.requests().find(({ target }) => target.endsWith("/assign"));
    expect(sent?.body).toMatchObject({
      deviceHealthScriptAssignments: [
        { runRemediationScript: false, runSchedule: { time: "10:00:00", interval: 1, useUtc: false } },
        { runRemediationScript: false },
      ],
    });
    const found = await served.plugin.read(assignmentsUrn, id, state);
    expect((await served.plugin.diff(assignmentsUrn, found?.inputs ?? {}, news)).changed).toBe(false);
    const imported = await served.plugin.read(assignmentsUrn, id);
    expect((await served.plugin.diff(assignmentsUrn, imported?.inputs ?? {}, news)).changed).toBe(false);
  });

  it.each<[string, PropertyMap]>([
    ["every eight hours", { type: "hourly", interval: 8 }],
    ["once", { type: "once", date: "2026-12-24", time: "09:30", useUtc: true }],
  ])("that run %s read back so", async (_when, schedule) => {
    const { id, news, state } = await assign([{ ...toWindows, schedule }]);
    expect((await served.plugin.read(assignmentsUrn, id, state))?.inputs).toEqual(news);
  });

  it("whose schedule someone changed show it as drift, by path, and are healed", async () => {
    const { id, news, state } = await assign([toWindows, notToKiosks]);
    const assignments = (inTenant()[0]?.assignments ?? []).map((each) => ({
      ...each,
      runSchedule: each.runSchedule && { ...each.runSchedule, time: "23:15:30" },
    }));
    served.tenant.state.deviceHealthScripts.change(id, { assignments });
    const found = await served.plugin.read(assignmentsUrn, id, state);
    const difference = await served.plugin.diff(assignmentsUrn, found?.inputs ?? {}, news);
    expect(Object.keys(difference.details ?? {})).toEqual(["assignments[0].schedule.time"]);
    await expect(served.plugin.read(assignmentsUrn, id)).rejects.toThrow("must be a time such as 09:30");
    await served.plugin.update(assignmentsUrn, id, news, { inputs: {}, properties: {}, ...found });
    expect((await served.plugin.read(assignmentsUrn, id, state))?.inputs).toEqual(news);
  });

  it.each<[string, PropertyMap[], string, string]>([
    ["without a schedule", [{ target: toWindows.target }], "assignments[0].schedule", "is required"],
    [
      "that exclude a group by a schedule",
      [{ ...notToKiosks, schedule: daily }],
      "assignments[0].schedule",
      "left out",
    ],
    ["twice to one group", [toWindows, toWindows], "assignments[1]", "assignments[0] too"],
    [
      "hourly at a time",
      [{ ...toWindows, schedule: { ...daily, type: "hourly" } }],
      "assignments[0].schedule.time",
      "must be left out",
    ],
    [
      "daily without a time",
      [{ ...toWindows, schedule: { type: "daily", interval: 1, useUtc: false } }],
      "assignments[0].schedule.time",
      "is required",
    ],
  ])("%s are an issue with its path", async (_what, assignments, property, reason) => {
    const { issues } = await served.plugin.check(assignmentsUrn, { scriptId: "any", assignments });
    expect(issues).toContainEqual({ property, reason: expect.stringContaining(reason) });
  });

  it("that Graph refuses leave a half-made resource, which the next run completes", async () => {
    const { id } = await make();
    served.tenant.faults.add({
      match: { path: "/assign$" },
      effect: { kind: "status", status: 403, code: "Forbidden" },
    });
    const news = await checked(served.plugin, assignmentsUrn, { scriptId: id, assignments: [toWindows] });
    const failure = initFailureOf(await failureOf(served.plugin.create(assignmentsUrn, news)));
    expect(failure).toMatchObject({ id, inputs: { scriptId: id, assignments: [] } });
    await served.plugin.update(assignmentsUrn, id, news, failure);
    expect(inTenant()[0]?.assignments).toHaveLength(1);
  });

  it("that are there already are taken over if they are equal, and else left alone", async () => {
    const { id, news } = await assign([toWindows]);
    const other = await served.anotherPlugin();
    expect((await other.create(assignmentsUrn, news)).id).toBe(id);
    const different = other.create(assignmentsUrn, { scriptId: id, assignments: [notToKiosks] });
    await expect(different).rejects.toThrow("has an assignment in Intune already");
    expect(inTenant()[0]?.assignments).toHaveLength(1);
  });

  it("are cleared when the resource is deleted, and a script that is gone is no error", async () => {
    const { id, state } = await assign([toWindows]);
    await served.plugin.delete(assignmentsUrn, id, state);
    expect(inTenant()[0]?.assignments).toEqual([]);
    served.tenant.state.deviceHealthScripts.remove(id);
    await served.plugin.delete(assignmentsUrn, id, state);
    expect(await served.plugin.read(assignmentsUrn, id, state)).toBeUndefined();
  });
});
