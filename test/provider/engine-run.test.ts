import { describe, expect, it } from "vitest";
import { SharedRun } from "../../provider/engine-run.ts";
import { createLibrary, libraryProvider } from "./support/library.ts";

const signal = new AbortController().signal;
const report = () => undefined;

function prepared() {
  const library = createLibrary();
  const provider = libraryProvider(library);
  const run = new SharedRun<typeof provider.config, ReturnType<typeof provider.connect>>();
  return { library, provider, run, ready: run.prepare(provider) };
}

describe("a process that is started before the engine", () => {
  it("gives every provider without settings of its own the one client that was prepared", async () => {
    const { library, provider, run, ready } = prepared();
    await ready;
    const clients = [1, 2].map(() => run.connect(provider, { settings: {}, report, signal }));
    expect(clients.map((client) => client.library)).toEqual([library, library]);
    expect(library).toMatchObject({ connected: 1, prepared: 1 });
  });

  it("gives no provider what another one's resources kept in its client", async () => {
    const { provider, run, ready } = prepared();
    await ready;
    const clients = [1, 2].map(() => run.connect(provider, { settings: {}, report, signal }));
    expect(clients[0]).not.toBe(clients[1]);
  });

  it("gives one with other settings a client of its own", async () => {
    const { library, provider, run, ready } = prepared();
    await ready;
    run.connect(provider, { settings: { floors: 3 }, report, signal });
    expect(library).toMatchObject({ connected: 2, prepared: 1, settings: { floors: 3 } });
  });

  it("sends its credentials nowhere else than its environment says", async () => {
    const { library, provider, run, ready } = prepared();
    await ready;
    expect(() => run.connect(provider, { settings: { building: "elsewhere" }, report, signal })).toThrow(
      expect.objectContaining({
        code: "otherEndpoints",
        hint: expect.stringContaining("PIN_RESET_START_AHEAD=false"),
      }),
    );
    expect(library.connected).toBe(1);
  });

  it("leaves what fails ahead to the engine's own call", async () => {
    const library = createLibrary();
    const provider = {
      ...libraryProvider(library),
      connect: (): ReturnType<ReturnType<typeof libraryProvider>["connect"]> => {
        throw new Error("a setting is wrong");
      },
    };
    const run = new SharedRun<typeof provider.config, ReturnType<typeof provider.connect>>();
    await run.prepare(provider);
    expect(() => run.connect(provider, { settings: {}, report, signal })).toThrow("a setting is wrong");
  });

  it("reports to the provider that was configured last", async () => {
    const { provider, run, ready } = prepared();
    await ready;
    const messages: string[] = [];
    run.connect(provider, { settings: {}, report, signal });
    const client = run.connect(provider, { settings: {}, report: (text) => messages.push(text), signal });
    client.report("waiting");
    expect(messages).toEqual(["waiting"]);
  });

  it("stops what is under way once the engine cancels any of its providers", async () => {
    const library = createLibrary();
    let stopped: AbortSignal | undefined;
    const provider = {
      ...libraryProvider(library),
      connect: (_settings: object, own: (message: string) => void, given?: AbortSignal) => {
        stopped = given;
        return { library, report: own };
      },
    };
    const run = new SharedRun<typeof provider.config, ReturnType<typeof provider.connect>>();
    await run.prepare(provider);
    const cancelled = new AbortController();
    run.connect(provider, { settings: {}, report, signal: cancelled.signal });
    expect(stopped?.aborted).toBe(false);
    cancelled.abort(new Error("Ctrl-C"));
    expect(stopped?.reason).toEqual(new Error("Ctrl-C"));
  });

  it("lets all providers of one engine know which objects the others hold", () => {
    const { run } = prepared();
    expect(run.heldIds("127.0.0.1:1")).toBe(run.heldIds("127.0.0.1:1"));
    expect(run.heldIds("127.0.0.1:1")).not.toBe(run.heldIds("127.0.0.1:2"));
  });

  it("does not take what a preview held for what the update after it holds", () => {
    const { run } = prepared();
    const previews = run.heldIds("127.0.0.1:1");
    run.endOperation();
    expect(run.heldIds("127.0.0.1:1")).not.toBe(previews);
  });
});
