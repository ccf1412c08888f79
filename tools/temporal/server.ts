import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

export type ServerOptions = {
  /** Temporal's CLI; see findTemporal. */
  readonly command: string;
  /** The SQLite file that keeps all that the server knows; it is made if it is not there. */
  readonly database: string;
  /** By default any free port. */
  readonly port?: number;
  /** Whether the web interface is served too, on the port 1,000 higher. */
  readonly ui?: boolean;
};

export type TemporalServer = {
  /** `host:port` */
  readonly address: string;
  readonly port: number;
  readonly process: ChildProcess;
  /** Ends it, at once if its process is killed. */
  stop(signal?: NodeJS.Signals): Promise<void>;
};

const startMilliseconds = 30_000;
const lastLines = 8;

/**
 * Starts a development server of Temporal, which is reachable from this machine only.
 *
 * @throws Error with what the server said last, where it did not start.
 */
export async function startTemporalServer(options: ServerOptions): Promise<TemporalServer> {
  const { command, database, ui = false } = options;
  const port = options.port ?? (await freePort());
  const args = [
    "server",
    "start-dev",
    "--ip",
    "127.0.0.1",
    "--port",
    String(port),
    "--db-filename",
    database,
  ];
  const child = spawn(command, ui ? args : [...args, "--headless"], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      said = `${said}${text}`.split("\n").slice(-lastLines).join("\n");
    });
  }
  const ended = once(child, "exit");
  const killWithParent = (): void => {
    child.kill("SIGKILL");
  };
  process.once("exit", killWithParent);
  void ended.finally(() => process.off("exit", killWithParent));
  const stop = async (signal: NodeJS.Signals = "SIGTERM"): Promise<void> => {
    child.kill(signal);
    await ended;
  };
  const deadline = Date.now() + startMilliseconds;
  while (!(await isListening(port))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill("SIGKILL");
      throw new Error(`Temporal's server did not start: ${said.trim()}`);
    }
    await sleep(100);
  }
  return { address: `127.0.0.1:${port}`, port, process: child, stop };
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  if (address === null || typeof address === "string") {
    throw new Error("No port is free.");
  }
  return address.port;
}
