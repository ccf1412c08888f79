import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import net from "node:net";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { connectProtocol, type Protocol } from "./support/protocol.ts";

const main = fileURLToPath(new URL("support/library-ahead.ts", import.meta.url));

describe("a plugin that is started before the engine", () => {
  const running = new Set<ChildProcess>();
  const connected = new Set<Protocol>();

  async function start({
    execArgv = [],
    stderr = "inherit",
  }: {
    execArgv?: string[];
    stderr?: "pipe" | "inherit";
  } = {}) {
    const server = net.createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const child = fork(main, { execArgv, stdio: ["ignore", "ignore", stderr, "ipc"] });
    running.add(child);
    const exited = once(child, "exit").then(([code]) => code);
    const { port } = server.address() as net.AddressInfo;
    child.send("serve", server, () => server.close());
    const connect = () => {
      const plugin = connectProtocol(port);
      connected.add(plugin);
      return plugin;
    };
    return { child, exited, connect };
  }

  afterEach(() => {
    for (const plugin of connected) {
      plugin.close();
    }
    connected.clear();
    for (const child of running) {
      child.kill("SIGKILL");
    }
    running.clear();
  });

  it("serves an engine that connects before it listens", async () => {
    const { connect } = await start();
    expect(await connect().pluginVersion()).toBe("1.2.3");
  });

  it("is a provider of its own for each connection, with its own settings", async () => {
    const { connect } = await start();
    const [one, two] = [connect(), connect()];
    await one.configure({ floors: 2 });
    await two.configure({ floors: 3 });
    await two.configure({ floors: 3 });
    await expect(one.configure({ floors: 3 })).rejects.toThrow("configured already");
  });

  it("refuses a connection that would send its credentials elsewhere", async () => {
    const { connect } = await start();
    await expect(connect().configure({ building: "elsewhere" })).rejects.toThrow(
      /name other endpoints.*PIN_RESET_START_AHEAD=false/s,
    );
  });

  it("ends when its launcher has gone and no engine is connected", async () => {
    const { child, exited } = await start();
    child.disconnect();
    expect(await exited).toBe(0);
  });

  it("goes on when nothing reads its standard error any more", async () => {
    const writing = "data:text/javascript,setInterval(() => console.error('warning'), 20)";
    const { child, connect } = await start({ execArgv: ["--import", writing], stderr: "pipe" });
    const plugin = connect();
    await plugin.pluginVersion();
    child.stderr?.destroy();
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await plugin.pluginVersion()).toBe("1.2.3");
  });

  it("outlives its launcher until the engine has gone, so that a run whose launcher was killed comes to its end", async () => {
    const { child, exited, connect } = await start();
    const plugin = connect();
    await plugin.pluginVersion();
    child.disconnect();
    await new Promise((resolve) => setTimeout(resolve, 2500));
    expect(child.exitCode).toBeNull();
    expect(await plugin.pluginVersion()).toBe("1.2.3");
    plugin.close();
    expect(await exited).toBe(0);
  });

  it("stays for a CLI that runs, of which no engine has connected yet, when its launcher was killed", async () => {
    const { child, exited, connect } = await start();
    const cli = spawn(process.execPath, ["--eval", "setInterval(() => undefined, 1000)"]);
    running.add(cli);
    child.send(cli.pid ?? 0);
    child.disconnect();
    await new Promise((resolve) => setTimeout(resolve, 3000));
    expect(child.exitCode).toBeNull();
    const plugin = connect();
    expect(await plugin.pluginVersion()).toBe("1.2.3");
    plugin.close();
    cli.kill();
    expect(await exited).toBe(0);
  });

  it("goes on when a terminal interrupts the run, which is the engine's to end", async () => {
    const { child, connect } = await start();
    const plugin = connect();
    await plugin.pluginVersion();
    child.kill("SIGINT");
    expect(await plugin.pluginVersion()).toBe("1.2.3");
    expect(child.exitCode).toBeNull();
  });

  it("ends at once when its launcher says so", async () => {
    const { child, exited, connect } = await start();
    await connect().pluginVersion();
    child.kill("SIGTERM");
    expect(await exited).toBe(0);
  });
});
