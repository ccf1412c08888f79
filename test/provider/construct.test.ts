import aliasPb from "@pulumi/pulumi/proto/alias_pb.js";
import provider from "@pulumi/pulumi/proto/provider_pb.js";
import { describe, expect, it } from "vitest";
import { decodeProperties, Secret, unknown } from "../../provider/values.ts";
import { serveComponents } from "./support/components.ts";
import { construct, constructRequest, outputOf, secretOf, unknownText } from "./support/construct-request.ts";
import type { Engine } from "./support/engine.ts";

const urnOf = (type: string, name: string) => `urn:pulumi:dev::library::library:index:${type}::${name}`;
const other = urnOf("Other", "other");

/** The first message of that form in an engine's log, in which the SDK says much else. */
async function firstNote(engine: Engine, form: RegExp): Promise<string> {
  for (;;) {
    const { message } = await engine.nextMessage();
    if (form.test(message)) {
      return message;
    }
  }
}

describe("the construction of a component", () => {
  const served = serveComponents();

  const requestOf = (inputs: Parameters<typeof constructRequest>[2], name = "east") =>
    constructRequest(served.monitor.address, name, inputs);
  const properties = (name: string) => decodeProperties(served.monitor.registered.get(name)?.getObject());

  it("loads Pulumi's SDK with the first call of a process that needs it, which is why this test comes first", async () => {
    await served.plugin.check(urnOf("Shelf", "east"), { room: "north", books: [] });
    expect(await served.isSdkLoaded()).toBe(false);
    await construct(served.plugin, requestOf({ room: "north" }));
    expect(await served.isSdkLoaded()).toBe(true);
  });

  it("registers the component and its children with the engine that called, and returns its URN and outputs", async () => {
    const response = await construct(served.plugin, requestOf({ room: "north" }));
    expect(response.getUrn()).toBe(urnOf("Branch", "east"));
    expect(decodeProperties(response.getState())).toMatchObject({ shelfId: "east-shelf-id", room: "north" });
    expect(response.getStatedependenciesMap().get("shelfId")?.getUrnsList()).toEqual([
      urnOf("Shelf", "east-shelf"),
    ]);
    const [component, child] = [...served.monitor.registered.values()];
    expect(component?.toObject()).toMatchObject({ name: "east", custom: false, remote: false });
    expect(child?.toObject()).toMatchObject({ name: "east-shelf", parent: urnOf("Branch", "east") });
    expect(properties("east-shelf")).toEqual({ room: "north" });
    expect(decodeProperties(served.monitor.outputs.get("east")?.getOutputs())).toEqual({
      shelfId: "east-shelf-id",
    });
  });

  it("runs in the project, stack and configuration of the call, a preview where it is one", async () => {
    const request = requestOf({ room: "north" }).setDryrun(true);
    request.getConfigMap().set("library:building", "annex").set("library:doorCode", "1234");
    request.addConfigsecretkeys("library:doorCode");
    const response = await construct(served.plugin, request);
    expect(decodeProperties(response.getState()).run).toEqual(
      new Secret({
        project: "library",
        stack: "dev",
        organization: "city",
        dryRun: true,
        building: "annex",
        doorCode: "1234",
      }),
    );
  });

  it.each([
    ["marked as a secret", secretOf("hush")],
    ["an output that is secret", outputOf({ value: "hush", secret: true })],
  ])("keeps secret what is %s", async (_, note) => {
    const response = await construct(served.plugin, requestOf({ room: "north", note }));
    expect(properties("east-shelf")).toEqual({ room: "north", note: new Secret("hush") });
    expect(decodeProperties(response.getState()).note).toEqual(new Secret("hush"));
  });

  it.each([
    ["marked as unknown", unknownText],
    ["an output without a value", outputOf({ dependencies: [other] })],
  ])("passes on as unknown, in a preview, what is %s", async (_, room) => {
    const response = await construct(served.plugin, requestOf({ room }).setDryrun(true));
    expect(properties("east-shelf")).toEqual({ room: unknown });
    expect(decodeProperties(response.getState()).room).toEqual(unknown);
  });

  it.each([
    ["names for the whole input", "north", [other]],
    ["has in a part of it", outputOf({ value: "north", dependencies: [other] }), []],
  ])("has children depend on what the engine %s", async (_, room, urns) => {
    const request = requestOf({ room });
    const dependencies = new provider.ConstructRequest.PropertyDependencies().setUrnsList(urns);
    request.getInputdependenciesMap().set("room", dependencies);
    const response = await construct(served.plugin, request);
    const child = served.monitor.registered.get("east-shelf");
    expect(child?.getDependenciesList()).toEqual([other]);
    expect(child?.getPropertydependenciesMap().get("room")?.getUrnsList()).toEqual([other]);
    expect(response.getStatedependenciesMap().get("room")?.getUrnsList()).toEqual([other]);
  });

  it("takes an input that is null for one that is not given", async () => {
    await construct(served.plugin, requestOf({ room: "north", note: null, opening: { days: null } }));
    expect(properties("east-shelf")).toEqual({ room: "north" });
  });

  it("passes the component's options on as the program gave them", async () => {
    const request = requestOf({ room: "north" });
    request.setParent(other).setDependenciesList([other]).setProtect(true).setRetainondelete(true);
    request.setIgnorechangesList(["note"]).setReplaceonchangesList(["room"]).setDeletedwith(other);
    request.setReplaceWithList([other]).setDeletebeforereplace(true);
    request.setAdditionalsecretoutputsList(["shelfId"]);
    request.setCustomtimeouts(new provider.ConstructRequest.CustomTimeouts().setCreate("5m"));
    const hooks = new provider.ConstructRequest.ResourceHooksBinding().setBeforeCreateList(["first"]);
    request.setResourceHooks(hooks);
    const response = await construct(served.plugin, request);
    expect(served.monitor.registered.get("east")?.toObject()).toMatchObject({
      parent: other,
      dependenciesList: [other],
      protect: true,
      retainondelete: true,
      ignorechangesList: ["note"],
      replaceonchangesList: ["room"],
      replaceWithList: [other],
      deletedwith: other,
      deletebeforereplace: true,
      additionalsecretoutputsList: ["shelfId"],
      customtimeouts: { create: "5m", update: "", pb_delete: "" },
      hooks: { beforeCreateList: ["first"] },
    });
    expect(decodeProperties(response.getState()).shelfId).toEqual(new Secret("east-shelf-id"));
    expect(served.monitor.registered.get("east-shelf")?.getDependenciesList()).toEqual([other]);
  });

  it("leaves alone the options that the program did not give", async () => {
    await construct(served.plugin, requestOf({ room: "north" }));
    const registered = served.monitor.registered.get("east");
    expect(registered?.hasProtect()).toBe(false);
    expect(registered?.hasRetainondelete()).toBe(false);
    expect(registered?.getDeletebeforereplacedefined()).toBe(false);
  });

  it("registers the component under its aliases", async () => {
    const request = requestOf({ room: "north" });
    const aliases = ["urn", "spec", "parent", "none"].map(() => new aliasPb.Alias());
    request.setAliasesList(aliases);
    aliases[0]?.setUrn(other);
    const spec = () => new aliasPb.Alias.Spec();
    aliases[1]?.setSpec(spec().setName("old").setType("library:index:Old").setProject("p").setStack("s"));
    aliases[2]?.setSpec(spec().setParenturn(other));
    aliases[3]?.setSpec(spec().setNoparent(true));
    await construct(served.plugin, request);
    const registered = served.monitor.registered.get("east")?.getAliasesList() ?? [];
    expect(registered[0]?.getUrn()).toBe(other);
    expect(registered[1]?.getSpec()?.toObject()).toMatchObject({
      name: "old",
      type: "library:index:Old",
      project: "p",
      stack: "s",
    });
    expect(registered[2]?.getSpec()?.getParenturn()).toBe(other);
    expect(registered[3]?.getSpec()?.getNoparent()).toBe(true);
  });

  it("has children use the providers that the program gave the component", async () => {
    const request = requestOf({ room: "north" });
    const reference = "urn:pulumi:dev::library::pulumi:providers:library::branches::1f2e";
    request.getProvidersMap().set("library", reference);
    await construct(served.plugin, request);
    expect(served.monitor.registered.get("east-shelf")?.getProvider()).toBe(reference);
    expect(served.monitor.registered.get("east")?.getProvidersMap().get("library")).toBe(reference);
  });

  it("has hooks run in the call that registered them, after it has ended too", async () => {
    await construct(served.plugin, requestOf({ room: "north", does: "hook" }));
    expect(await served.monitor.callHook("east-says-where")).toBe("");
    expect(await firstNote(served.engine, /^hook/)).toBe("hook in dev");
  });

  it("keeps apart the calls of two engines that one process serves at the same time", async () => {
    const second = await served.connect("prod");
    const [first, other] = await Promise.all([
      construct(served.plugin, requestOf({ room: "north" })),
      construct(
        second.plugin,
        constructRequest(second.monitor.address, "east", { room: "south" }).setStack("prod").setDryrun(true),
      ),
    ]);
    expect(decodeProperties(first.getState())).toMatchObject({ room: "north", run: { stack: "dev" } });
    expect(decodeProperties(other.getState())).toMatchObject({
      room: "south",
      run: { stack: "prod", dryRun: true },
    });
    for (const [monitor, room] of [
      [served.monitor, "north"],
      [second.monitor, "south"],
    ] as const) {
      const rooms = [...monitor.registered.values()].map((each) => decodeProperties(each.getObject()).room);
      expect(rooms).toEqual([undefined, room]);
    }
    expect(await firstNote(served.engine, /^made/)).toBe("made in dev");
    expect(await firstNote(second.engine, /^made/)).toBe("made in prod");
  });
});
