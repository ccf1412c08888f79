import { describe, expect, it } from "vitest";
import { startEngine } from "../provider/support/engine.ts";
import type { Protocol } from "../provider/support/protocol.ts";
import {
  assignmentsUrn,
  checked,
  makeProfile,
  profileInputs,
  profileUrn,
  serveIntune,
} from "./support/served.ts";

const served = serveIntune();

/** Where `pulumi import` puts a resource that it is given no parent for. */
const atRoot = (type: string) => `urn:pulumi:dev::pin-reset::${type}::imported`;
const importedUrn = atRoot("intune:index:WindowsCustomConfiguration");
const importedAssignmentsUrn = atRoot("intune:index:DeviceConfigurationAssignments");

const isThere = (id: string) => served.tenant.state.deviceConfigurations.get(id) !== undefined;

/** A profile that an earlier run made, with the state that it left. */
const madeEarlier = async (inputs = profileInputs()) => makeProfile(await served.anotherPlugin(), inputs);

/** What the engine does with a resource that is in the state and in the program. */
async function declare(plugin: Protocol, { id, news, state }: Awaited<ReturnType<typeof madeEarlier>>) {
  await plugin.check(profileUrn, news, state.inputs);
  return (await plugin.diff(profileUrn, state.inputs, news, id)).details;
}

describe("a profile that two resources of a stack hold", () => {
  it("stays when an update takes it over for the program and then deletes the imported one", async () => {
    const { id, news, state } = await madeEarlier();
    await served.plugin.read(importedUrn, id, state);
    await served.plugin.check(profileUrn, news);
    expect((await served.plugin.create(profileUrn, news)).id).toBe(id);
    await served.plugin.delete(importedUrn, id, state);
    expect(isThere(id)).toBe(true);
    expect(served.requests().filter(({ method }) => method === "DELETE")).toEqual([]);
  });

  it("stays when an update without a refresh deletes the one that the program does not declare", async () => {
    const made = await madeEarlier();
    await declare(served.plugin, made);
    await served.plugin.delete(importedUrn, made.id, made.state);
    expect(isThere(made.id)).toBe(true);
  });

  it("stays where one of them was imported by an id in capitals", async () => {
    const { id, state } = await madeEarlier();
    await served.plugin.read(profileUrn, id, state);
    await served.plugin.delete(importedUrn, id.toUpperCase(), state);
    expect(isThere(id)).toBe(true);
  });

  it.each([
    ["imported one first", [importedUrn, profileUrn]],
    ["imported one last", [profileUrn, importedUrn]],
  ])("goes with the last of them when all is destroyed side by side: %s", async (_, order) => {
    const { id, state } = await madeEarlier();
    for (const urn of order) {
      await served.plugin.read(urn, id, state);
    }
    await Promise.all(order.map((urn) => served.plugin.delete(urn, id, state)));
    expect(isThere(id)).toBe(false);
  });

  it("goes when the other one was found to be gone before it was made again", async () => {
    const { id, state } = await madeEarlier();
    await served.plugin.read(importedUrn, "5a1f0f0e-0000-4000-8000-000000000000", state);
    await served.plugin.read(profileUrn, id, state);
    await served.plugin.delete(profileUrn, id, state);
    expect(isThere(id)).toBe(false);
  });

  it("is named in a warning that tells which resource keeps it", async () => {
    const engine = await startEngine();
    const { id, state, news } = await madeEarlier();
    await served.plugin.attach(engine.address);
    await served.plugin.read(importedUrn, id, state);

    await served.plugin.create(profileUrn, news, { preview: true });
    const foretold = await engine.nextMessage();
    expect(foretold).toMatchObject({ urn: profileUrn, ephemeral: false });
    expect(foretold.message).toContain(id);
    expect(foretold.message).toContain(importedUrn);

    await served.plugin.create(profileUrn, news);
    await served.plugin.delete(importedUrn, id, state);
    const told = await engine.nextMessage();
    expect(told).toMatchObject({ urn: importedUrn, ephemeral: false });
    expect(told.message).toContain(profileUrn);
    expect(told.message).toContain("nothing was deleted");
    engine.kill();
  });
});

describe("a profile whose resource is replaced by itself", () => {
  it("stays when a forced replacement takes it over and deletes what it replaced", async () => {
    const { id, news, state } = await madeEarlier();
    await served.plugin.read(profileUrn, id, state);
    expect((await served.plugin.create(profileUrn, news)).id).toBe(id);
    await served.plugin.delete(profileUrn, id, state);
    expect(isThere(id)).toBe(true);
  });

  it("stays when a later run deletes what an interrupted replacement left in the state", async () => {
    const made = await madeEarlier();
    expect(await declare(served.plugin, made)).toEqual({});
    await served.plugin.delete(profileUrn, made.id, made.state);
    expect(isThere(made.id)).toBe(true);
  });

  it("goes where the program does not declare it any more, though a refresh compared it", async () => {
    const { id, news, state } = await madeEarlier();
    await served.plugin.read(profileUrn, id, state);
    await served.plugin.diff(profileUrn, state.inputs, news, id);
    await served.plugin.delete(profileUrn, id, state);
    expect(isThere(id)).toBe(false);
  });

  it("goes in the next run of a process that a debugger keeps", async () => {
    const made = await madeEarlier();
    await declare(served.plugin, made);
    const engine = await startEngine();
    await served.plugin.attach(engine.address);
    await served.plugin.delete(profileUrn, made.id, made.state);
    expect(isThere(made.id)).toBe(false);
    engine.kill();
  });
});

describe("the assignments that two resources of a stack hold", () => {
  const targetsOf = async (id: string) => {
    const path = `/v1.0/deviceManagement/deviceConfigurations/${id}/assignments`;
    const { body } = await served.tenant.asAdministrator("GET", path);
    return Reflect.get(Object(body), "value");
  };

  /** A profile that an earlier run assigned to all devices, and what the state holds of its assignments. */
  async function assignedEarlier() {
    const plugin = await served.anotherPlugin();
    const { id } = await makeProfile(plugin);
    const inputs = { configurationId: id, targets: [{ type: "allDevices" }] };
    const news = await checked(plugin, assignmentsUrn, inputs);
    const { properties } = await plugin.create(assignmentsUrn, news);
    return { id, news, state: { inputs: news, properties } };
  }

  it("stay when an update takes them over for the program and deletes the imported ones", async () => {
    const { id, news, state } = await assignedEarlier();
    await served.plugin.read(importedAssignmentsUrn, id, state);
    await served.plugin.check(assignmentsUrn, news);
    await served.plugin.create(assignmentsUrn, news);
    await served.plugin.delete(importedAssignmentsUrn, id, state);
    expect(await targetsOf(id)).toHaveLength(1);
  });

  it("stay when a replacement wrote them again and deletes what it replaced", async () => {
    const { id, news, state } = await assignedEarlier();
    const assign = `/v1.0/deviceManagement/deviceConfigurations/${id}/assign`;
    await served.tenant.asAdministrator("POST", assign, { assignments: [] });
    await served.plugin.create(assignmentsUrn, news);
    await served.plugin.delete(assignmentsUrn, id, state);
    expect(await targetsOf(id)).toHaveLength(1);
  });

  it("go with the last of them", async () => {
    const { id, state } = await assignedEarlier();
    await served.plugin.read(importedAssignmentsUrn, id, state);
    await served.plugin.read(assignmentsUrn, id, state);
    await served.plugin.delete(importedAssignmentsUrn, id, state);
    expect(await targetsOf(id)).toHaveLength(1);
    await served.plugin.delete(assignmentsUrn, id, state);
    expect(await targetsOf(id)).toEqual([]);
  });
});
