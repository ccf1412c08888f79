import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PropertyMap } from "../../provider/values.ts";
import { seeded } from "../../tenant/seed/ids.ts";
import { type Engine, startEngine } from "../provider/support/engine.ts";
import { failureOf, initFailureOf, urnOf } from "../provider/support/protocol.ts";
import { makeScript } from "./support/health-scripts.ts";
import { checked, serveIntune } from "./support/served.ts";

const served = serveIntune({ replicationDelays: [0.01, 0.01, 0.01, 0.01] });
const assignmentsUrn = urnOf("intune:index:DeviceHealthScriptAssignments");
let engine: Engine;

beforeEach(async () => {
  engine = await startEngine();
  await served.plugin.attach(engine.address);
});

afterEach(() => engine.kill());

const schedule = { type: "daily", interval: 1, time: "10:00", useUtc: false };
const toGroup = (groupId: string) => ({ target: { type: "group", groupId }, schedule });
const toWindows = toGroup(seeded.groups.windowsDevices);
const toHelpdesk = toGroup(seeded.groups.helpdesk);
const notToKiosks = { target: { type: "exclusionGroup", groupId: seeded.groups.kiosks } };

async function assign(assignments: PropertyMap[]) {
  const { id } = await makeScript(served);
  const news = await checked(served.plugin, assignmentsUrn, { scriptId: id, assignments });
  const { properties } = await served.plugin.create(assignmentsUrn, news);
  return { id, news, state: { inputs: news, properties } };
}

type Script = ReturnType<typeof served.tenant.state.deviceHealthScripts.all>[number];

const inTenant = (id: string) => served.tenant.state.deviceHealthScripts.get(id)?.assignments ?? [];

/** Changes what Graph returns of the assignments, without the checks of a request. */
function putAssignments(id: string, change: (each: Script["assignments"][number]) => object): void {
  const assignments = inTenant(id).map(change) as Script["assignments"][number][];
  served.tenant.state.deviceHealthScripts.change(id, { assignments });
}

const sentToAssign = () => served.requests().filter(({ target }) => target.endsWith("/assign"));

/** Passes over what the status line shows meanwhile. */
async function nextWarning(): Promise<string> {
  for (;;) {
    const { ephemeral, message } = await engine.nextMessage();
    if (!ephemeral) {
      return message;
    }
  }
}

describe("assignments of a script that someone changed between this run's read and its write", () => {
  const runAtNoon = (id: string) =>
    putAssignments(id, (each) => ({
      ...each,
      runSchedule: each.runSchedule && { ...each.runSchedule, time: "12:00:00" },
    }));

  it("are reported by path and value where the set is written, and where it is deleted", async () => {
    const { id, news, state } = await assign([toWindows]);
    runAtNoon(id);
    const wanted = { ...news, assignments: [toWindows, notToKiosks] };
    await served.plugin.update(assignmentsUrn, id, wanted, state);
    expect(await nextWarning()).toContain('assignments[0].schedule.time: "10:00" -> "12:00"');
    runAtNoon(id);
    await served.plugin.delete(assignmentsUrn, id, { inputs: wanted, properties: wanted });
    const warning = await nextWarning();
    expect(warning).toContain('assignments[0].schedule.time: "10:00" -> "12:00"');
    expect(warning).toContain("deleted it all the same");
    expect(inTenant(id)).toEqual([]);
  });

  it("are reported without those on further pages, which were not read and count as unchanged", async () => {
    const { id, news, state } = await assign([toWindows, toHelpdesk]);
    served.tenant.state.settings.pageSize = 1;
    runAtNoon(id);
    const wanted = { ...news, assignments: [notToKiosks] };
    await served.plugin.update(assignmentsUrn, id, wanted, state);
    const changes = (await nextWarning()).split("\n").filter((line) => line.includes(" -> "));
    expect(changes).toEqual([expect.stringMatching(/schedule\.time: "10:00" -> "12:00"$/)]);
  });

  it("are reported without what state has in no known form, and replaced", async () => {
    const { id } = await assign([toWindows, notToKiosks]);
    served.tenant.state.settings.pageSize = 1;
    const inputs = { scriptId: id, assignments: ["neither", { schedule }] };
    const wanted = { scriptId: id, assignments: [toHelpdesk] };
    await served.plugin.update(assignmentsUrn, id, wanted, { inputs, properties: inputs });
    const warning = await nextWarning();
    expect(warning).toContain("assignments[2]: (none) -> ");
    expect(warning).not.toContain("neither");
    expect(inTenant(id)).toHaveLength(1);
  });
});

describe("the assignments of a script", () => {
  it("are written whole where state has no list of them, and those that were there are reported", async () => {
    const { id, news } = await assign([toWindows]);
    const inputs = { scriptId: id };
    const wanted = { ...news, assignments: [notToKiosks] };
    await served.plugin.update(assignmentsUrn, id, wanted, { inputs, properties: inputs });
    expect(await nextWarning()).toContain("assignments[0]: (none) -> ");
    expect(inTenant(id).map(({ target }) => target.groupId)).toEqual([seeded.groups.kiosks]);
  });

  it("are not written again by an update that changes nothing", async () => {
    const { id, news, state } = await assign([toWindows, notToKiosks]);
    served.tenant.requests.clear();
    const reordered = { ...news, assignments: [notToKiosks, toWindows] };
    await served.plugin.update(assignmentsUrn, id, reordered, state);
    expect(served.requests()).toEqual([]);
  });

  it("are assigned where another run made the script and left it unassigned", async () => {
    const { id } = await makeScript(served);
    const other = await served.anotherPlugin();
    const news = await checked(other, assignmentsUrn, { scriptId: id, assignments: [toWindows] });
    await other.create(assignmentsUrn, news);
    expect(inTenant(id)).toHaveLength(1);
    expect(sentToAssign()).toHaveLength(1);
  });

  it("that are already there are counted in the error that refuses to replace them", async () => {
    const { id } = await assign([toWindows, notToKiosks]);
    const other = await served.anotherPlugin();
    const different = other.create(assignmentsUrn, { scriptId: id, assignments: [toHelpdesk] });
    await expect(different).rejects.toThrow(`${id} has 2 assignments in Intune already`);
    expect(inTenant(id)).toHaveLength(2);
  });

  it("leave nothing in state where the script is gone before they are assigned", async () => {
    const { id } = await makeScript(served);
    served.tenant.state.deviceHealthScripts.remove(id);
    const news = await checked(served.plugin, assignmentsUrn, { scriptId: id, assignments: [toWindows] });
    const failure = await failureOf(served.plugin.create(assignmentsUrn, news));
    expect(failure.details).toContain("/assign");
    expect(() => initFailureOf(failure)).toThrow("no details came with the error");
  });
});

describe("a schedule that no program can declare", () => {
  it.each<[string, object | string, string]>([
    ["of a kind that this version does not know", { "@odata.type": "#weekly" }, "schedule.type"],
    ["that is no object", "at night", "schedule must be of type object"],
  ])("is drift, is not imported, and is replaced: %s", async (_what, runSchedule, reason) => {
    const { id, news, state } = await assign([toWindows]);
    putAssignments(id, (each) => ({ ...each, runSchedule }));
    await expect(served.plugin.read(assignmentsUrn, id)).rejects.toThrow(reason);
    const found = await served.plugin.read(assignmentsUrn, id, state);
    expect((await served.plugin.diff(assignmentsUrn, found?.inputs ?? {}, news)).changed).toBe(true);
    await served.plugin.update(assignmentsUrn, id, news, { inputs: {}, properties: {}, ...found });
    expect((await served.plugin.read(assignmentsUrn, id, state))?.inputs).toEqual(news);
  });

  it("is none where Graph leaves the member out, which is drift of that member", async () => {
    const { id, news, state } = await assign([toWindows]);
    putAssignments(id, ({ runSchedule: _, ...each }) => each);
    const found = await served.plugin.read(assignmentsUrn, id, state);
    const { details } = await served.plugin.diff(assignmentsUrn, found?.inputs ?? {}, news);
    expect(details).toEqual({ "assignments[0].schedule": "ADD" });
  });
});
