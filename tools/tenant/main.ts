import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { fullMessage } from "../../text/explained-error.ts";
import { startFleet, startOne } from "./start.ts";

const usualPort = "8443";
const project = join(import.meta.dirname, "../..");

try {
  await main();
} catch (error) {
  process.stderr.write(`${explanation(error)}\n`);
  process.exitCode = 1;
}

/** Starts what was asked for, prints what to export, and stops at the first signal. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: "string", default: usualPort },
      directory: { type: "string", default: ".tenant" },
      tenants: { type: "string", default: "1" },
      latency: { type: "string", default: "0" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(
      "npm run tenant -- [--port 8443] [--directory .tenant] [--tenants 1] [--latency MILLISECONDS]\n",
    );
    return;
  }
  const where = { port: portOf(values.port), directory: resolve(values.directory) };
  const count = numberOf("tenants", values.tenants, 1, 9999);
  const settings = { latencyMilliseconds: numberOf("latency", values.latency, 0, 60_000) };
  const running =
    count === 1
      ? await startOne(where, project, settings)
      : await startFleet(where, project, settings, count);
  process.stderr.write(`${running.greeting} In another shell, set:\n\n`);
  process.stdout.write(
    `${Object.entries(running.variables)
      .map(([name, value]) => `export ${name}=${quoted(value)}`)
      .join("\n")}\n`,
  );
  process.stderr.write("\nCtrl-C stops it; what it holds is gone then, its certificates stay.\n");
  await signal();
  await running.close();
}

function numberOf(option: string, text: string, least: number, most: number): number {
  const number = Number(text);
  if (text.trim() === "" || !Number.isInteger(number) || number < least || number > most) {
    throw new Error(`--${option} is '${text}'; it must be a number from ${least} to ${most}.`);
  }
  return number;
}

function portOf(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new Error(`--port is '${text}'; it must be a number from 0 (any free port) to 65535.`);
  }
  return port;
}

function quoted(value: string): string {
  return `'${value.replaceAll("'", "'\\''")}'`;
}

function signal(): Promise<void> {
  return new Promise((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });
}

function explanation(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE") {
    return "The port is in use. Stop what listens there, or choose another: npm run tenant -- --port 0";
  }
  return fullMessage(error);
}
