import { status } from "@grpc/grpc-js";
import type * as pb from "@pulumi/pulumi/proto/provider_pb.js";
import provider from "@pulumi/pulumi/proto/provider_pb.js";
import { describe, expect, it, vi } from "vitest";
import { encodeProperties, Secret, unknown } from "../../provider/values.ts";
import { searchToken } from "./support/library.ts";
import { answer, failureOf, type Protocol, urnOf } from "./support/protocol.ts";
import { serveLibrary, shelfInputs, shelfUrn } from "./support/served.ts";

const served = serveLibrary();

/** Lets every verb wait until its signal is aborted; the promise is there once one waits. */
function holdUntilAborted(): Promise<void> {
  const holding = Promise.withResolvers<void>();
  served.library.during = (_verb, { signal }) => {
    const aborted = Promise.withResolvers<void>();
    signal.addEventListener("abort", () => aborted.reject(signal.reason));
    holding.resolve();
    return aborted.promise;
  };
  return holding.promise;
}

describe("a plugin", () => {
  it("tells its version, and that it takes secrets", async () => {
    expect(await served.plugin.pluginVersion()).toBe("1.2.3");
    expect(await served.plugin.handshake("")).toEqual({ acceptSecrets: true });
  });

  it("refuses a schema of a version that it does not speak", async () => {
    expect(await failureOf(served.plugin.schema(1))).toMatchObject({
      code: status.INVALID_ARGUMENT,
      details: "Schema version 1 is not supported.\nAsk for version 0.",
    });
  });

  it.each<[string, (urn: string) => Promise<unknown>]>([
    ["check", (urn) => served.plugin.check(urn, {})],
    ["diff", (urn) => served.plugin.diff(urn, {}, {})],
    ["create", (urn) => served.plugin.create(urn, {})],
    ["read", (urn) => served.plugin.read(urn, "1")],
    ["update", (urn) => served.plugin.update(urn, "1", {}, {})],
    ["delete", (urn) => served.plugin.delete(urn, "1", {})],
  ])("refuses to %s a resource that it does not have, and names those that it has", async (_verb, call) => {
    const error = { code: status.INVALID_ARGUMENT };
    expect(await failureOf(call(urnOf("library:index:Lamp")))).toMatchObject({
      ...error,
      details:
        "library 1.2.3 has no resource library:index:Lamp\nIt has library:index:Shelf; a later version may have more.",
    });
    expect(await failureOf(call("no urn"))).toMatchObject({
      ...error,
      details: "library 1.2.3 has no resource \nIt has library:index:Shelf; a later version may have more.",
    });
  });

  it("knows a resource by the end of its URN's chain of types, with and without a parent", async () => {
    const urn = "urn:pulumi:dev::pin-reset::library:index:Shelf::a::b";
    expect((await served.plugin.check(urn, shelfInputs())).issues).toEqual([]);
    expect((await served.plugin.check(shelfUrn, shelfInputs())).issues).toEqual([]);
  });

  it("refuses calls that come before configure", async () => {
    for (const call of [
      served.plugin.create(shelfUrn, shelfInputs()),
      served.plugin.read(shelfUrn, "1"),
      served.plugin.delete(shelfUrn, "1", {}),
      served.plugin.invoke(searchToken, { room: "north" }),
    ]) {
      expect(await failureOf(call)).toMatchObject({
        code: status.INVALID_ARGUMENT,
        details:
          "library: the engine called before it configured this plugin.\nUpdate the Pulumi CLI to 3.227 or newer.",
      });
    }
  });

  it.each<[string, (raw: Protocol["raw"]) => Promise<unknown>]>([
    ["call", (raw) => answer((done) => raw.call(new provider.CallRequest(), done))],
    ["parameterize", (raw) => answer((done) => raw.parameterize(new provider.ParameterizeRequest(), done))],
    ["getMapping", (raw) => answer((done) => raw.getMapping(new provider.GetMappingRequest(), done))],
    ["getMappings", (raw) => answer((done) => raw.getMappings(new provider.GetMappingsRequest(), done))],
    [
      "list",
      (raw) => new Promise((_resolve, reject) => raw.list(new provider.ListRequest()).on("error", reject)),
    ],
  ])("says that it does not implement %s", async (_method, call) => {
    expect(await failureOf(call(served.plugin.raw))).toMatchObject({ code: status.UNIMPLEMENTED });
  });

  it("compares with the old outputs where an engine sends no old inputs", async () => {
    const request = new provider.DiffRequest().setUrn(shelfUrn).setOlds(encodeProperties(shelfInputs()));
    request.setNews(encodeProperties(shelfInputs({ label: "A" })));
    const { raw } = served.plugin;
    const response = await answer<pb.DiffResponse>((done) => raw.diff(request, done));
    expect(response.getDiffsList()).toEqual(["label"]);
    const settings = await answer<pb.DiffResponse>((done) => raw.diffConfig(request, done));
    expect(settings.getDiffsList()).toEqual(["label"]);
  });
});

describe("a second configure", () => {
  it("with the same settings changes nothing", async () => {
    await served.plugin.configure({ building: "Bonn" });
    const { id } = await served.plugin.create(shelfUrn, shelfInputs());
    await served.plugin.configure({ building: "Bonn" });
    expect(await served.plugin.invoke(searchToken, { room: "north" })).toMatchObject({
      result: { ids: [id] },
    });
  });

  it("with other settings is refused, so that no other program turns this run's credentials elsewhere", async () => {
    await served.plugin.configure({ building: "Bonn" });
    for (const settings of [{ building: "Graz" }, {}]) {
      expect(await failureOf(served.plugin.configure(settings))).toMatchObject({
        code: status.INVALID_ARGUMENT,
        details:
          "library: this process is configured already, with other settings.\nStart another one for these.",
      });
    }
    const both = await Promise.allSettled([
      served.plugin.configure({ building: "Bonn" }),
      served.plugin.configure({ building: "Graz" }),
    ]);
    expect(both.map((outcome) => outcome.status)).toEqual(["fulfilled", "rejected"]);
  });
});

describe("a function", () => {
  it("answers what it found", async () => {
    await served.plugin.configure();
    const { id } = await served.plugin.create(shelfUrn, shelfInputs());
    expect(await served.plugin.invoke(searchToken, { room: new Secret("north") })).toEqual({
      result: { ids: [id] },
      issues: [],
    });
  });

  it("reports what is wrong with its arguments", async () => {
    await served.plugin.configure();
    expect(await served.plugin.invoke(searchToken, { room: 1, floor: 2 })).toEqual({
      result: {},
      issues: [
        { property: "room", reason: "must be of type string" },
        { property: "floor", reason: "is not a property of this resource; remove it" },
      ],
    });
  });

  it("says which of its arguments a preview does not know", async () => {
    await served.plugin.configure();
    expect(await served.plugin.invoke(searchToken, { room: unknown })).toEqual({
      result: {},
      issues: [{ property: "room", reason: expect.stringContaining("is not known in this preview") }],
    });
  });

  it("is refused where there is none of that name", async () => {
    await served.plugin.configure();
    expect(await failureOf(served.plugin.invoke("library:index:count", {}))).toMatchObject({
      code: status.INVALID_ARGUMENT,
      details:
        "library 1.2.3 has no function library:index:count\nIt has library:index:findShelves; a later version may have more.",
    });
  });
});

describe("cancel", () => {
  it("ends the calls that run, and those that come after", async () => {
    await served.plugin.configure();
    const holding = holdUntilAborted();
    const failing = failureOf(served.plugin.create(shelfUrn, shelfInputs()));
    await holding;
    await served.plugin.cancel();
    expect((await failing).details).toBe("Cancelled: the engine asked this plugin to stop.");

    served.library.during = async (_verb, { signal }) => signal.throwIfAborted();
    const late = await failureOf(served.plugin.create(shelfUrn, shelfInputs()));
    expect(late.details).toBe("Cancelled: the engine asked this plugin to stop.");
  });
});

describe("a custom timeout", () => {
  it.each<[string, () => Promise<unknown>]>([
    ["create", () => served.plugin.create(shelfUrn, shelfInputs(), { timeout: 0.0015 })],
    ["update", () => served.plugin.update(shelfUrn, "1", shelfInputs(), oldState(), { timeout: 0.0015 })],
    ["delete", () => served.plugin.delete(shelfUrn, "1", oldState(), { timeout: 0.0015 })],
  ])("ends a %s, and names what to raise", async (_verb, call) => {
    await served.plugin.configure();
    void holdUntilAborted();
    expect((await failureOf(call())).details).toBe(
      "The custom timeout of 0.0015 s has passed.\nRaise it in this resource's customTimeouts option.",
    );
  });

  it("of more than a timer can wait is as long as it can", async () => {
    await served.plugin.configure();
    const setTimer = vi.spyOn(globalThis, "setTimeout");
    await served.plugin.create(shelfUrn, shelfInputs(), { timeout: 30 * 24 * 3600 });
    const longest = Math.max(...setTimer.mock.calls.map(([, wait]) => wait ?? 0));
    setTimer.mockRestore();
    expect(longest).toBe(2 ** 31 - 1);
  });

  function oldState() {
    return { inputs: shelfInputs(), properties: { revision: 1 } };
  }
});
