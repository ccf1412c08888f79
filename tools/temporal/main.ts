import { mkdir } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { fullMessage } from "../../text/explained-error.ts";
import { findTemporal } from "./find.ts";
import { startTemporalServer } from "./server.ts";

try {
  await main();
} catch (error) {
  process.stderr.write(`${fullMessage(error)}\n`);
  process.exitCode = 1;
}

/** Starts a development server of Temporal, prints its address, and stops at the first signal. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: "string", default: "7233" },
      directory: { type: "string", default: ".temporal" },
      ui: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write("npm run temporal -- [--port 7233] [--directory .temporal] [--ui]\n");
    return;
  }
  const directory = path.resolve(values.directory);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const { command } = await findTemporal();
  const server = await startTemporalServer({
    command,
    database: path.join(directory, "temporal.db"),
    port: portOf(values.port),
    ui: values.ui,
  });
  process.stderr.write("A development server of Temporal, for this machine only. In another shell, set:\n\n");
  process.stdout.write(`export TEMPORAL_ADDRESS=${server.address}\nexport TEMPORAL_NAMESPACE=default\n`);
  process.stderr.write(`\nCtrl-C stops it; what it knows stays in ${directory}.\n`);
  await Promise.race([signal(), server.process.exitCode === null ? ended(server.process) : undefined]);
  await server.stop();
}

function ended(child: { once(event: "exit", listener: () => void): unknown }): Promise<void> {
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
  });
}

function portOf(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Error(`--port is '${text}'; it must be a number from 1 to 65535.`);
  }
  return port;
}

function signal(): Promise<void> {
  return new Promise((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });
}
