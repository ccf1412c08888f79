import { describe, expect, it } from "vitest";
import type { PropertyMap } from "../../provider/values.ts";
import { seeded } from "../../tenant/seed/ids.ts";
import { failureOf, initFailureOf, urnOf } from "../provider/support/protocol.ts";
import { makeScript } from "./support/health-scripts.ts";
import { checked, serveIntune } from "./support/served.ts";

const served = serveIntune({ replicationDelays: [0.01, 0.01, 0.01, 0.01] });
const assignmentsUrn = urnOf("intune:index:DeviceHealthScriptAssignments");

const daily = { type: "daily", interval: 1, time: "10:00", useUtc: false };
const toWindows = { target: { type: "group", groupId: seeded.groups.windowsDevices }, schedule: daily };
const notToKiosks = { target: { type: "exclusionGroup", groupId: seeded.groups.kiosks } };

async function assign(assignments: PropertyMap[]) {
  const { id } = await makeScript(served);
  const news = await checked(served.plugin, assignmentsUrn, { scriptId: id, assignments });
  const { properties } = await served.plugin.create(assignmentsUrn, news);
  return { id, news, state: { inputs: news, properties } };
}

function inTenant() {
  return served.tenant.state.deviceHealthScripts.all();
}

describe("the assignments of a detection script", () => {
  it("read back without a difference, in any order, and say nothing of a remediation", async () => {
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
    const { id } = await makeScript(served);
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
