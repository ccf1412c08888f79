import { rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { findPulumiForEmbeddedTenant } from "../../pulumi-cli/find.ts";
import { startTenant } from "../../tenant/server.ts";
import { fullMessage } from "../../text/explained-error.ts";
import { prepareStack } from "./stack.ts";

const usualPort = "8443";

try {
  await main();
} catch (error) {
  process.stderr.write(`${explanation(error)}\n`);
  process.exitCode = 1;
}

/** Starts a tenant with an empty stack `dev` for it, prints what to export, and stops at the first signal. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: "string", default: usualPort },
      directory: { type: "string", default: ".tenant" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write("npm run tenant -- [--port 8443] [--directory .tenant]\n");
    return;
  }
  const port = portOf(values.port);
  const directory = resolve(values.directory);
  const cli = await findPulumiForEmbeddedTenant();
  const tenant = await startTenant({ port, directory });
  // What the tenant held is gone since the last time, and so is what a stack knows of it.
  await rm(join(directory, "pulumi"), { recursive: true, force: true });
  const variables = {
    ...tenant.env,
    ...(await prepareStack(cli, directory, join(import.meta.dirname, "../.."))),
    TENANT_ORIGIN: tenant.origin,
    TENANT_CONTROL_KEY: tenant.controlKey,
  };
  process.stderr.write(`The embedded tenant listens at ${tenant.origin}. In another shell, set:\n\n`);
  process.stdout.write(
    `${Object.entries(variables)
      .map(([name, value]) => `export ${name}=${quoted(value)}`)
      .join("\n")}\n`,
  );
  process.stderr.write("\nCtrl-C stops it; what it holds is gone then, its certificates stay.\n");
  await signal();
  await tenant.close();
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
