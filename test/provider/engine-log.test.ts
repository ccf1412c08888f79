import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { connectEngineLog, type EngineLog } from "../../provider/engine-log.ts";
import { unary } from "../../provider/rpc.ts";
import { startProvider } from "../../provider/serve.ts";
import { type Engine, startEngine } from "./support/engine.ts";
import { createLibrary, type Library, libraryProvider } from "./support/library.ts";
import { loaded } from "./support/loaded.ts";
import { connectProtocol, type Protocol } from "./support/protocol.ts";
import { shelfInputs, shelfUrn } from "./support/served.ts";

const info = 1;
const warning = 2;

let engine: Engine;

beforeEach(async () => {
  engine = await startEngine();
});

afterEach(() => engine.kill());

describe("the engine's log", () => {
  let log: EngineLog;

  beforeEach(() => {
    log = connectEngineLog(engine.address);
  });

  afterEach(() => log.close());

  it("shows a message in the status line of a resource", async () => {
    log.status(shelfUrn, "waiting 3 s");
    expect(await engine.nextMessage()).toEqual({
      severity: info,
      urn: shelfUrn,
      message: "waiting 3 s",
      ephemeral: true,
    });
  });

  it("keeps a warning of a resource, and settles when the engine has it", async () => {
    const warned = log.warn(shelfUrn, "somebody else was here");
    expect(await engine.nextMessage()).toEqual({
      severity: warning,
      urn: shelfUrn,
      message: "somebody else was here",
      ephemeral: false,
    });
    await expect(warned).resolves.toBeUndefined();
  });

  it("keeps a note of a resource, which is no warning, and loses it in silence without an engine", async () => {
    log.note(shelfUrn, "not compared");
    expect(await engine.nextMessage()).toEqual({
      severity: info,
      urn: shelfUrn,
      message: "not compared",
      ephemeral: false,
    });
    expect(() => connectEngineLog(undefined).note(shelfUrn, "not compared")).not.toThrow();
  });

  it("writes a warning that the engine cannot have to standard error", async () => {
    const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    engine.kill();
    await log.warn(shelfUrn, "somebody else was here");
    await connectEngineLog(undefined).warn(shelfUrn, "nor an engine");
    expect(write.mock.calls.map(([text]) => text)).toEqual([
      "warning: somebody else was here\n",
      "warning: nor an engine\n",
    ]);
    write.mockRestore();
  });

  it("calls back when the engine has gone, and harms nothing after that", async () => {
    const lost = new Promise<void>((resolve) => log.onLost(resolve));
    log.status("", "here");
    await engine.nextMessage();
    engine.kill();
    await lost;
    expect(() => log.status("", "gone")).not.toThrow();
  });

  it("calls back when there is no engine to begin with", async () => {
    engine.kill();
    await new Promise<void>((resolve) => log.onLost(resolve));
    const called = new Promise<void>((resolve) => log.onLost(resolve));
    await expect(called).resolves.toBeUndefined();
  });

  it("does not call back when it was closed by itself", async () => {
    const onLost = vi.fn();
    log.onLost(onLost);
    log.status("", "here");
    await engine.nextMessage();
    log.close();
    const other = connectEngineLog(engine.address);
    const lost = new Promise<void>((resolve) => other.onLost(resolve));
    other.status("", "still here");
    await engine.nextMessage();
    engine.kill();
    await lost;
    other.close();
    expect(onLost).not.toHaveBeenCalled();
  });

  it("says nothing where there is no address", () => {
    for (const silent of [connectEngineLog(undefined), connectEngineLog("")]) {
      const onLost = vi.fn();
      silent.onLost(onLost);
      silent.status(shelfUrn, "waiting 3 s");
      silent.close();
      expect(onLost).not.toHaveBeenCalled();
    }
  });
});

describe("a plugin", () => {
  let library: Library;
  let plugin: Protocol;
  let stop: () => Promise<void>;

  async function start(engineAddress?: string) {
    library = createLibrary();
    const serving = await startProvider(loaded(libraryProvider(library)), engineAddress);
    stop = serving.stop;
    plugin = connectProtocol(serving.port);
    await plugin.configure();
  }

  afterEach(async () => {
    plugin.close();
    await stop();
  });

  it("reports from within a call, with the URN of its resource", async () => {
    await start(engine.address);
    library.during = async (verb, context) => {
      context.report(`${verb} waits`);
      context.client.report("the client waits");
    };
    await plugin.create(shelfUrn, shelfInputs());
    const messages = [await engine.nextMessage(), await engine.nextMessage()];
    expect(messages.map(({ urn, message }) => ({ urn, message }))).toEqual(
      expect.arrayContaining([
        { urn: shelfUrn, message: "create waits" },
        { urn: "", message: "the client waits" },
      ]),
    );
  });

  it.each<[string, (address: string) => Promise<unknown>]>([
    ["attaches", (address) => plugin.attach(address)],
    ["shakes hands", (address) => plugin.handshake(address)],
  ])("reports to the engine that %s", async (_verb, connect) => {
    await start();
    await connect(engine.address);
    library.during = async (verb, context) => context.report(`${verb} waits`);
    await plugin.create(shelfUrn, shelfInputs());
    expect(await engine.nextMessage()).toMatchObject({ urn: shelfUrn, message: "create waits" });
  });
});

it("a text of the tenant brings no character into a warning or an error that a terminal acts on", async () => {
  const log = connectEngineLog(engine.address);
  await log.warn(shelfUrn, "changed to \u001b]52;c;aGk=\u0007\u202e\u0085");
  log.close();
  expect((await engine.nextMessage()).message).toBe("changed to \\u{1B}]52;c;aGk=\\u{7}\\u{202E}\\u{85}");
  const details = await new Promise((resolve) => {
    const fails = unary(() => Promise.reject(new Error("no \u001b[2J\u2028\nbut this")));
    // The handler looks at nothing of a call but its request.
    fails({ request: undefined, on: () => undefined } as unknown as Parameters<typeof fails>[0], (error) =>
      resolve(error?.details),
    );
  });
  expect(details).toBe("no \\u{1B}[2J\\u{2028}\nbut this");
});
