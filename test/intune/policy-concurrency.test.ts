import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PropertyMap } from "../../provider/values.ts";
import { type Engine, startEngine } from "../provider/support/engine.ts";
import { policyKinds } from "./support/policy-kinds.ts";
import {
  assignmentsUrn,
  checked,
  helloChoice,
  helloSettings,
  makeOf,
  policyInputs,
  policyUrn,
  serveIntune,
} from "./support/served.ts";

const served = serveIntune();
let engine: Engine;

beforeEach(async () => {
  engine = await startEngine();
  await served.plugin.attach(engine.address);
});

afterEach(() => engine.kill());

/** Passes over what the status line shows meanwhile. */
async function nextWarning(): Promise<string> {
  for (;;) {
    const { ephemeral, message } = await engine.nextMessage();
    if (!ephemeral) {
      return message;
    }
  }
}

describe.each(policyKinds)("$what:", (kind) => {
  const { urn, nameProperty, inputs, collection, assignment, written, listed, noun } = kind;
  const path = `/beta/deviceManagement/${collection}`;
  const create = (more?: PropertyMap) => makeOf(served.plugin, urn, inputs(more));
  const live = (id: string) => listed(served.tenant).find((policy) => policy.id === id);
  const named = () => listed(served.tenant).filter(({ name }) => name === "PIN recovery");

  async function administratorPatches(id: string, body: Record<string, unknown>) {
    const { status } = await served.tenant.asAdministrator("PATCH", `${path}/${id}`, { ...written, ...body });
    expect(status).toBe(200);
  }

  async function administratorAssigns(id: string, type: string) {
    const assignments = [{ target: { "@odata.type": `#microsoft.graph.${type}` } }];
    await served.tenant.asAdministrator("POST", `${path}/${id}/assign`, { assignments });
  }

  describe("an administrator who edits between our read and our write", () => {
    it("is told of by path and values, and only what both changed is replaced", async () => {
      const { id, news, state } = await create({ description: "declared" });
      await administratorPatches(id, { [nameProperty]: "Theirs", description: "theirs" });
      await served.plugin.update(urn, id, { ...news, [nameProperty]: "Ours" }, state);
      expect(await engine.nextMessage()).toMatchObject({
        severity: 2,
        urn,
        message: expect.stringContaining(
          `${nameProperty}: "PIN recovery" -> "Theirs"\n  description: "declared" -> "theirs"`,
        ),
      });
      expect(live(id)).toMatchObject({ name: "Ours", description: "theirs" });
    });

    it("is told of where the policy is deleted", async () => {
      const { id, state } = await create();
      await administratorPatches(id, { [nameProperty]: "Theirs" });
      await served.plugin.delete(urn, id, state);
      const { message } = await engine.nextMessage();
      expect(message).toMatch(/-> "Theirs"\nThis run has deleted it all the same/);
      expect(live(id)).toBeUndefined();
    });

    it("is told of where the assignments change and where they go", async () => {
      const { id } = await create();
      const set = { configurationId: id, ...assignment, targets: [{ type: "allDevices" }] };
      const { properties } = await served.plugin.create(assignmentsUrn, set);
      await administratorAssigns(id, "allLicensedUsersAssignmentTarget");
      const news = { ...set, targets: [] };
      await served.plugin.update(assignmentsUrn, id, news, { inputs: set, properties });
      expect((await engine.nextMessage()).message).toContain(
        'targets[0]: {"type":"allDevices"} -> {"type":"allUsers"}',
      );
      await administratorAssigns(id, "allDevicesAssignmentTarget");
      await served.plugin.delete(assignmentsUrn, id, { inputs: news, properties: news });
      expect((await engine.nextMessage()).message).toContain('targets[0]: (none) -> {"type":"allDevices"}');
      expect(live(id)?.assignments).toEqual([]);
    });

    it("is not made up where only our own answer was lost", async () => {
      const { id, news, state } = await create();
      served.tenant.faults.add({ match: { method: "PATCH" }, effect: { kind: "cut", when: "after" } });
      await served.plugin.update(urn, id, { ...news, [nameProperty]: "Ours" }, state);
      await administratorPatches(id, { description: "the first that is told of" });
      await served.plugin.update(urn, id, news, { ...state, inputs: { ...news, [nameProperty]: "Ours" } });
      expect(await nextWarning()).toContain("the first that is told of");
    });
  });

  describe("assignments", () => {
    it("that somebody made already are not replaced, and named in an error", async () => {
      const { id } = await create();
      await served.plugin.create(assignmentsUrn, {
        configurationId: id,
        ...assignment,
        targets: [{ type: "allDevices" }],
      });
      const other = { configurationId: id, ...assignment, targets: [{ type: "allUsers" }] };
      const failure = served.plugin.create(assignmentsUrn, other);
      await expect(failure).rejects.toThrow(`The ${noun} ${id} is already assigned`);
    });

    it("are imported by id", async () => {
      const { id } = await create();
      const set = { configurationId: id, ...assignment, targets: [{ type: "allDevices" }] };
      await served.plugin.create(assignmentsUrn, set);
      const given = "policyKind" in assignment ? `${assignment.policyKind}:${id}` : id;
      const found = await served.plugin.read(assignmentsUrn, given);
      expect(found).toMatchObject({ id, inputs: set });
    });

    it("that Graph refuses leave the empty set in state", async () => {
      const { id } = await create();
      served.tenant.faults.add({ match: { path: "/assign$" }, effect: { kind: "status", status: 400 } });
      const set = { configurationId: id, ...assignment, targets: [{ type: "allDevices" }] };
      await expect(served.plugin.create(assignmentsUrn, set)).rejects.toThrow("/assign");
      const empty = { ...set, targets: [] };
      await served.plugin.update(assignmentsUrn, id, set, { inputs: empty, properties: empty });
      expect(live(id)?.assignments).toHaveLength(1);
    });
  });

  describe("two stacks that create one of a name at once", () => {
    /** Lets another one appear between the look and the POST. */
    async function createWhile(other: PropertyMap, createdDateTime: string) {
      const theirs = await create(other);
      const appear = kind.remove(served.tenant, theirs.id);
      served.tenant.requests.clear();
      const appears = setInterval(() => {
        if (served.requests().some(({ target }) => target.includes("$filter"))) {
          appear({ createdDateTime });
          clearInterval(appears);
        }
      }, 1);
      served.tenant.faults.add({
        match: { method: "POST", path: "/\\$batch$" },
        effect: { kind: "latency", milliseconds: 200 },
      });
      const ours = await checked(served.plugin, urn, inputs());
      return { theirs: theirs.id, made: served.plugin.create(urn, ours) };
    }

    it("leave one: the younger is removed again, and takes the older over where they are equal", async () => {
      const { theirs, made } = await createWhile({}, "2020-01-01T00:00:00Z");
      expect((await made).id).toBe(theirs);
      expect(named().map(({ id }) => id)).toEqual([theirs]);
    });

    it("leave one: the younger is removed again, and refuses the older where they differ", async () => {
      const { theirs, made } = await createWhile({ description: "differs" }, "2020-01-01T00:00:00Z");
      await expect(made).rejects.toThrow(theirs);
      expect(named().map(({ id }) => id)).toEqual([theirs]);
    });

    it("leave the older to itself", async () => {
      const { theirs, made } = await createWhile({}, "2099-01-01T00:00:00Z");
      const { id } = await made;
      expect(id).not.toBe(theirs);
      expect(live(id)).toBeDefined();
    });

    it.each([
      ["the one with the smaller id stays: theirs", "00000000-0000-4000-8000-000000000000", false],
      ["the one with the smaller id stays: ours", "ffffffff-ffff-4fff-bfff-ffffffffffff", true],
    ])("leave one where both came at the same time: %s", async (_which, id, isOursKept) => {
      const { id: theirs } = await create();
      const appear = kind.remove(served.tenant, theirs);
      served.tenant.faults.add(
        { match: { method: "POST", path: `/${collection}$` }, effect: { kind: "latency", milliseconds: 1 } },
        () => appear({ id, createdDateTime: "" }),
      );
      const made = await create();
      expect(made.id === id).toBe(!isOursKept);
      expect(live(made.id)).toBeDefined();
    });

    it("are told of where nobody can tell whether there are two", async () => {
      served.tenant.faults.add({
        match: { method: "GET", path: "filter" },
        nth: 2,
        effect: { kind: "status", status: 503 },
      });
      const { id } = await create();
      expect(await engine.nextMessage()).toMatchObject({
        severity: 2,
        message: expect.stringContaining(`"PIN recovery" is made (${id})`),
      });
      expect(named()).toHaveLength(1);
    });
  });
});

describe("scope tags that a program leaves alone, of a settings catalog policy", () => {
  it("are told of where a PUT, which must send them, takes back an administrator's change", async () => {
    const { id, state } = await makeOf(served.plugin, policyUrn, policyInputs());
    const path = `/beta/deviceManagement/configurationPolicies/${id}`;
    await served.tenant.asAdministrator("PATCH", path, { roleScopeTagIds: ["0", "1"] });
    const settings = [helloSettings(helloChoice("enablepinrecovery", "false"))];
    await served.plugin.update(
      policyUrn,
      id,
      await checked(served.plugin, policyUrn, policyInputs(settings)),
      state,
    );
    expect(await nextWarning()).toContain('roleScopeTagIds[1]: (none) -> "1"');
  });
});
