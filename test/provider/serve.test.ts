import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import net from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { Server } from "@grpc/grpc-js";
import { afterEach, describe, expect, it, vi } from "vitest";
import { startProvider } from "../../provider/serve.ts";
import { type Engine, startEngine } from "./support/engine.ts";
import { createLibrary, libraryProvider } from "./support/library.ts";
import { loaded } from "./support/loaded.ts";
import { connectProtocol } from "./support/protocol.ts";

const main = fileURLToPath(new URL("support/library-plugin.ts", import.meta.url));

describe("a plugin's process", () => {
  const running = new Set<ChildProcess>();
  let engine: Engine | undefined;

  function start(...args: string[]) {
    const child = spawn(process.execPath, [main, ...args], { stdio: ["ignore", "pipe", "inherit"] });
    running.add(child);
    const exited = once(child, "exit").then(([code]) => code);
    const port = once(createInterface({ input: child.stdout }), "line").then(([line]) => Number(line));
    return { child, exited, port };
  }

  afterEach(() => {
    for (const child of running) {
      child.kill();
    }
    running.clear();
    engine?.kill();
  });

  it("prints the port on which it serves, whatever flags come before the engine's address", async () => {
    engine = await startEngine();
    const { port } = start("-tracing=x", engine.address);
    const plugin = connectProtocol(await port);
    expect(await plugin.pluginVersion()).toBe("1.2.3");
    plugin.close();
  });

  it("ends when the engine has gone", async () => {
    engine = await startEngine();
    const { port, exited } = start(engine.address);
    const plugin = connectProtocol(await port);
    await plugin.pluginVersion();
    plugin.close();
    engine.kill();
    expect(await exited).toBe(1);
  });

  it("serves also where no engine started it", async () => {
    const { port, child } = start();
    const plugin = connectProtocol(await port);
    expect(await plugin.handshake("")).toEqual({ acceptSecrets: true });
    plugin.close();
    expect(child.exitCode).toBeNull();
  });
});

describe("serving within a process", () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it("fails with what gRPC says when it cannot listen", async () => {
    vi.spyOn(Server.prototype, "bindAsync").mockImplementation((_address, _credentials, callback) => {
      callback(new Error("no port is left"), 0);
    });
    await expect(startProvider(loaded(libraryProvider(createLibrary())))).rejects.toThrow("no port is left");
  });

  it("listens on loopback alone, so that no other machine gives orders with this one's credentials", async () => {
    const bind = vi.spyOn(Server.prototype, "bindAsync");
    const listen = vi.spyOn(net.Server.prototype, "listen");
    const serving = await startProvider(loaded(libraryProvider(createLibrary())));
    try {
      const servers = listen.mock.contexts.map((server) => server instanceof net.Server && server.address());
      expect(servers).toContainEqual({ address: "127.0.0.1", family: "IPv4", port: serving.port });
      expect(servers).toHaveLength(1);
      expect(bind.mock.calls.map(([address]) => address)).toEqual(["127.0.0.1:0"]);
    } finally {
      await serving.stop();
    }
  });

  it("stops when it is told to", async () => {
    const serving = await startProvider(loaded(libraryProvider(createLibrary())));
    const plugin = connectProtocol(serving.port);
    await plugin.pluginVersion();
    await serving.stop();
    await expect(plugin.pluginVersion()).rejects.toThrow("UNAVAILABLE");
    plugin.close();
  });
});
