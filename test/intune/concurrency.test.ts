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
const named = (name: string) =>
  served.tenant.state.deviceConfigurations.all().filter(({ displayName }) => displayName === name);

describe("an administrator who edits between our read and our write", () => {
  it("of a profile is told of by path and values, and only what both changed is replaced", async () => {
    const { id, news, state } = await create(profileInputs(undefined, { description: "declared" }));
    await administratorPatches(id, { displayName: "Theirs", description: "theirs" });
    await served.plugin.update(profileUrn, id, { ...news, displayName: "Ours" }, state);
    expect(await engine.nextMessage()).toMatchObject({
      severity: 2,
      urn: profileUrn,
      message: expect.stringMatching(
        /displayName: "PIN recovery" -> "Theirs"\n {2}description: "declared" -> "theirs"/,
      ),
    });
    expect(live(id)).toMatchObject({ displayName: "Ours", description: "theirs" });
  });

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

  it("of a profile that is deleted is told of", async () => {
    const { id, state } = await create(profileInputs());
    await administratorPatches(id, { displayName: "Theirs" });
    await served.plugin.delete(profileUrn, id, state);
    const { message } = await engine.nextMessage();
    expect(message).toMatch(/-> "Theirs"\nThis run has deleted it all the same/);
    expect(live(id)).toBeUndefined();
  });

  it("of the assignments is told of, when they change and when they go", async () => {
    const { id } = await create(profileInputs());
    const inputs = { configurationId: id, targets: [{ type: "allDevices" }] };
    const { properties } = await served.plugin.create(assignmentsUrn, inputs);
    await administratorAssigns(id, "allLicensedUsersAssignmentTarget");
    const news = { configurationId: id, targets: [] };
    await served.plugin.update(assignmentsUrn, id, news, { inputs, properties });
    expect((await engine.nextMessage()).message).toContain(
      'targets[0]: {"type":"allDevices"} -> {"type":"allUsers"}',
    );
    await administratorAssigns(id, "allDevicesAssignmentTarget");
    await served.plugin.delete(assignmentsUrn, id, { inputs: news, properties: news });
    expect((await engine.nextMessage()).message).toContain('targets[0]: (none) -> {"type":"allDevices"}');
    expect(live(id)?.assignments).toEqual([]);
  });

  it("is not made up where only our own answer was lost", async () => {
    const { id, news, state } = await create(profileInputs());
    served.tenant.faults.add({ match: { method: "PATCH" }, effect: { kind: "cut", when: "after" } });
    await served.plugin.update(profileUrn, id, { ...news, displayName: "Ours" }, state);
    await administratorPatches(id, { description: "the first that is told of" });
    await served.plugin.update(profileUrn, id, news, { ...state, inputs: { ...news, displayName: "Ours" } });
    expect((await nextWarning()).message).toContain("the first that is told of");
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

describe("two stacks that create a profile of one name at once", () => {
  /** Lets another one appear between the look and the POST. */
  async function createWhile(other: PropertyMap, createdDateTime: string) {
    const theirs = await create(other);
    const hidden = live(theirs.id);
    if (hidden === undefined) {
      throw new Error("The other profile was not made.");
    }
    served.tenant.state.deviceConfigurations.remove(theirs.id);
    served.tenant.requests.clear();
    const appears = setInterval(() => {
      const looked = served.requests().some(({ target }) => target.includes("$filter"));
      if (looked) {
        served.tenant.state.deviceConfigurations.put({ ...hidden, createdDateTime });
      }
      if (looked) {
        clearInterval(appears);
      }
    }, 1);
    served.tenant.faults.add({
      match: { method: "POST", path: "/\\$batch$" },
      effect: { kind: "latency", milliseconds: 200 },
    });
    const ours = await checked(served.plugin, profileUrn, profileInputs());
    return { theirs: theirs.id, made: served.plugin.create(profileUrn, ours) };
  }

  it("leave one: the younger is removed again, and takes the older over where they are equal", async () => {
    const { theirs, made } = await createWhile(profileInputs(), "2020-01-01T00:00:00Z");
    expect((await made).id).toBe(theirs);
    expect(named("PIN recovery").map(({ id }) => id)).toEqual([theirs]);
  });

  it("leave one: the younger is removed again, and refuses the older where they differ", async () => {
    const { theirs, made } = await createWhile(
      profileInputs(undefined, { description: "differs" }),
      "2020-01-01T00:00:00Z",
    );
    await expect(made).rejects.toThrow(theirs);
    expect(named("PIN recovery").map(({ id }) => id)).toEqual([theirs]);
  });

  it("leave the older to itself", async () => {
    const { theirs, made } = await createWhile(profileInputs(), "2099-01-01T00:00:00Z");
    const { id } = await made;
    expect(id).not.toBe(theirs);
    expect(live(id)).toBeDefined();
  });

  it.each([
    ["the one with the smaller id stays: theirs", "00000000-0000-4000-8000-000000000000", false],
    ["the one with the smaller id stays: ours", "ffffffff-ffff-4fff-bfff-ffffffffffff", true],
  ])("leave one where both came at the same time: %s", async (_which, id, isOursKept) => {
    const { id: theirs } = await create(profileInputs());
    const hidden = live(theirs);
    if (hidden === undefined) {
      throw new Error("The other profile was not made.");
    }
    const { deviceConfigurations } = served.tenant.state;
    deviceConfigurations.remove(theirs);
    const appear = () => deviceConfigurations.put({ ...hidden, id, createdDateTime: "" });
    served.tenant.faults.add(
      {
        match: { method: "POST", path: "/deviceConfigurations$" },
        effect: { kind: "latency", milliseconds: 1 },
      },
      appear,
    );
    const made = await create(profileInputs());
    expect(made.id === id).toBe(!isOursKept);
    expect(live(made.id)).toBeDefined();
  });

  it("are told of where nobody can tell whether there are two", async () => {
    served.tenant.faults.add({
      match: { method: "GET", path: "filter" },
      nth: 2,
      effect: { kind: "status", status: 503 },
    });
    const { id } = await create(profileInputs());
    expect(await engine.nextMessage()).toMatchObject({
      severity: 2,
      message: expect.stringContaining(`"PIN recovery" is made (${id})`),
    });
    expect(named("PIN recovery")).toHaveLength(1);
  });
});
