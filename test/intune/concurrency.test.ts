import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type PropertyMap, Secret } from "../../provider/values.ts";
import { seeded } from "../../tenant/seed/ids.ts";
import { type Engine, startEngine } from "../provider/support/engine.ts";
import { assignmentsUrn, checked, profileInputs, profileUrn, serveIntune } from "./support/served.ts";

const served = serveIntune();
let engine: Engine;

beforeEach(async () => {
  engine = await startEngine();
  await served.plugin.attach(engine.address);
});

afterEach(() => engine.kill());

const configurations = "/beta/deviceManagement/deviceConfigurations";
const unmanageable = "#microsoft.graph.configurationManagerCollectionAssignmentTarget";
const windows10 = "#microsoft.graph.windows10CustomConfiguration";

async function create(inputs: PropertyMap) {
  const news = await checked(served.plugin, profileUrn, inputs);
  const { id, properties } = await served.plugin.create(profileUrn, news);
  return { id, news, state: { inputs: news, properties } };
}

async function administratorPatches(id: string, body: Record<string, unknown>) {
  const target = `${configurations}/${id}`;
  const { status } = await served.tenant.asAdministrator("PATCH", target, {
    "@odata.type": windows10,
    ...body,
  });
  expect(status).toBe(200);
}

async function administratorAssigns(id: string, type: string) {
  const assignments = [{ target: { "@odata.type": `#microsoft.graph.${type}` } }];
  await served.tenant.asAdministrator("POST", `${configurations}/${id}/assign`, { assignments });
}

/** Passes over what the status line shows meanwhile. */
async function nextWarning() {
  for (;;) {
    const message = await engine.nextMessage();
    if (!message.ephemeral) {
      return message;
    }
  }
}

const live = (id: string) => served.tenant.state.deviceConfigurations.get(id);

describe("an administrator who edits between our read and our write", () => {
  it("of a value behind the mask is told of without the value", async () => {
    const setting = { displayName: "s", omaUri: "./Device/S", type: "String", value: "hush" };
    const { id, news, state } = await create(profileInputs([setting]));
    const { isEncrypted: _, secretReferenceValueId: __, ...graphSetting } = live(id)?.omaSettings?.[0] ?? {};
    await administratorPatches(id, { omaSettings: [{ ...graphSetting, value: "hush, hush" }] });
    await served.plugin.update(profileUrn, id, { ...news, displayName: "Ours" }, state);
    const { message } = await engine.nextMessage();
    expect(message).toContain('omaSettings[0].value: "[secret]" -> "[secret]"');
    expect(message).not.toContain("hush");
  });

  it("of a value that the program marks secret is told of without the value", async () => {
    const secret = { displayName: "i", omaUri: "./Device/I", type: "Integer", value: new Secret(4711) };
    const { id, news, state } = await create(profileInputs([secret]));
    const { secretReferenceValueId: _, isEncrypted: __, ...graphSetting } = live(id)?.omaSettings?.[0] ?? {};
    await administratorPatches(id, { omaSettings: [{ ...graphSetting, value: 4712 }] });
    await served.plugin.update(profileUrn, id, { ...news, displayName: "Ours" }, state);
    const { message } = await engine.nextMessage();
    expect(message).toContain("omaSettings[0].value");
    expect(message).not.toMatch(/471/);
  });
});

describe("a write that is done", () => {
  const both = [
    { type: "group", groupId: seeded.groups.windowsDevices },
    { type: "exclusionGroup", groupId: seeded.groups.kiosks },
    { type: "group", groupId: seeded.groups.helpdesk },
  ];

  it("of assignments is not taken for somebody else's where only our own answer was lost", async () => {
    const { id } = await create(profileInputs());
    const inputs = { configurationId: id, targets: [] };
    const news = { configurationId: id, targets: both };
    served.tenant.faults.add({ match: { path: "/assign$" }, effect: { kind: "cut", when: "after" } });
    await served.plugin.update(assignmentsUrn, id, news, { inputs, properties: inputs });
    await administratorAssigns(id, "allDevicesAssignmentTarget");
    await served.plugin.update(assignmentsUrn, id, inputs, { inputs: news, properties: news });
    expect((await nextWarning()).message).toContain("allDevices");
  });

  it("tells of a kind of target that this plugin does not know, and has replaced", async () => {
    const { id } = await create(profileInputs());
    const inputs = { configurationId: id, targets: [{ type: "allDevices" }] };
    await served.plugin.create(assignmentsUrn, inputs);
    const [assignment] = live(id)?.assignments ?? [];
    if (assignment === undefined) {
      throw new Error("The profile is not assigned.");
    }
    const target = { ...assignment.target, "@odata.type": unmanageable };
    served.tenant.state.deviceConfigurations.change(id, { assignments: [{ ...assignment, target }] });
    const news = { configurationId: id, targets: both };
    await served.plugin.update(assignmentsUrn, id, news, { inputs, properties: inputs });
    const { message } = await nextWarning();
    expect(message).toContain(unmanageable);
    expect(live(id)?.assignments).toHaveLength(3);
  });
});
