import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import net from "node:net";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { type Engine, startEngine } from "./engine.ts";
import { type Monitor, startMonitor } from "./monitor.ts";
import { connectProtocol, type Protocol } from "./protocol.ts";

const main = fileURLToPath(new URL("components-ahead.ts", import.meta.url));

/** An engine with its log, its monitor, and its connection to the plugin. */
type Caller = { readonly plugin: Protocol; readonly engine: Engine; readonly monitor: Monitor };

export type ServedComponents = {
  readonly plugin: Protocol;
  readonly engine: Engine;
  readonly monitor: Monitor;
  readonly child: ChildProcess;
  /** Another engine that uses the same process. */
  connect(stack: string): Promise<Caller>;
  isSdkLoaded(): Promise<boolean>;
};

/** A process that serves a component to all tests of a file, and an engine for each of them. */
export function serveComponents(): ServedComponents {
  let child: ChildProcess;
  let port: number;
  let callers: Caller[] = [];

  const connect = async (stack: string) => {
    const engine = await startEngine();
    const monitor = await startMonitor(stack);
    const plugin = connectProtocol(port);
    await plugin.handshake(engine.address);
    await plugin.configure();
    const caller = { plugin, engine, monitor };
    callers.push(caller);
    return caller;
  };

  beforeAll(async () => {
    const server = net.createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    port = typeof address === "object" && address !== null ? address.port : 0;
    child = fork(main, { execArgv: [], stdio: ["ignore", "ignore", "inherit", "ipc"] });
    child.send("serve", server, () => server.close());
  });

  beforeEach(async () => {
    await connect("dev");
  });

  afterEach(() => {
    for (const { plugin, engine, monitor } of callers) {
      plugin.close();
      engine.kill();
      monitor.kill();
    }
    callers = [];
  });

  afterAll(() => child.kill("SIGKILL"));

  const first = (): Caller => {
    const [caller] = callers;
    if (caller === undefined) {
      throw new Error("No engine is connected.");
    }
    return caller;
  };

  return {
    get plugin() {
      return first().plugin;
    },
    get engine() {
      return first().engine;
    },
    get monitor() {
      return first().monitor;
    },
    get child() {
      return child;
    },
    connect,
    async isSdkLoaded() {
      const answered = once(child, "message");
      child.send("isSdkLoaded");
      const [isLoaded] = await answered;
      return isLoaded;
    },
  };
}
