import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { fullMessage } from "../../text/explained-error.ts";
import { openShell } from "./shell.ts";
import { startFleet, startOne } from "./start.ts";
import { runTamper } from "./tamper/run.ts";
import { type Format, formats, writeEnvFile } from "./variables.ts";

const usualPort = "8443";
const project = join(import.meta.dirname, "../..");

const help = `npm run tenant                   starts it and prints its variables
npm run tenant -- shell          starts it for a shell that has them
npm run tenant -- tamper [NAME]  does what an administrator might do

Options of the first two:
  --port <number>       8443; 0, as for a shell, is any free port
  --directory <folder>  .tenant; for a shell a temporary one
  --tenants <number>    so many tenants, and a fleet.yaml that lists them
  --latency <ms>        how long each request takes besides the work
  --env-file <file>     writes the variables into this new file (dotenv), which
                        is removed at the end
  --format <name>       prints them for bash or powershell, or as dotenv
Options of tamper:
  --count <number>      how many devices to enroll: 300
  --tenant <name>       which of many tenants
`;

const hints = `This shell is signed in to it. Begin with:
  pulumi up --yes              onboards it
  pin-reset devices            lists its devices
  npm run -s tenant -- tamper  what could go wrong
  exit                         stops both
`;

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${explanation(error)}\n`);
  process.exitCode = 1;
}

/** Does what was asked for. Returns the exit code. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      port: { type: "string" },
      directory: { type: "string" },
      tenants: { type: "string", default: "1" },
      latency: { type: "string", default: "0" },
      "env-file": { type: "string" },
      format: { type: "string" },
      count: { type: "string", default: "300" },
      tenant: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  const [action, name, ...more] = positionals;
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  if (action === "tamper" && more.length === 0) {
    return await runTamper(name, numberOf("count", values.count, 1, 10_000), values.tenant);
  }
  if ((action !== undefined && action !== "shell") || name !== undefined) {
    throw new Error(`There is no '${positionals.join(" ")}': see npm run tenant -- --help.`);
  }
  const isShell = action === "shell";
  const settings = { latencyMilliseconds: numberOf("latency", values.latency, 0, 60_000) };
  return await serve({
    port: portOf(values.port ?? (isShell ? "0" : usualPort)),
    directory: values.directory,
    count: numberOf("tenants", values.tenants, 1, 9999),
    settings,
    envFile: values["env-file"],
    format: formatOf(values.format),
    isShell,
  });
}

/** Serves tenants until a signal comes, or until the shell ends. Returns the exit code. */
async function serve(options: {
  readonly port: number;
  readonly directory: string | undefined;
  readonly count: number;
  readonly settings: { readonly latencyMilliseconds: number };
  readonly envFile: string | undefined;
  readonly format: Format | undefined;
  readonly isShell: boolean;
}): Promise<number> {
  const { port, directory, count, settings, envFile, format, isShell } = options;
  const temporary = isShell ? await mkdtemp(join(tmpdir(), "pin-reset-tenant-")) : undefined;
  const undo: (() => Promise<void>)[] = [];
  try {
    const where = { port, directory: resolve(directory ?? temporary ?? ".tenant") };
    const { greeting, variables, close } =
      count === 1
        ? await startOne(where, project, settings)
        : await startFleet(where, project, settings, count);
    undo.push(close);
    if (envFile !== undefined) {
      undo.push(await writeEnvFile(envFile, variables));
    }
    if (temporary !== undefined) {
      process.stderr.write(`${greeting}\n${hints}`);
      return await openShell(temporary, project, variables);
    }
    print(greeting, variables, format, envFile);
    await signal();
    return 0;
  } finally {
    await Promise.all(undo.map((each) => each()));
    if (temporary !== undefined) {
      await rm(temporary, { recursive: true, force: true, maxRetries: 5 });
    }
  }
}

function print(
  greeting: string,
  variables: Readonly<Record<string, string>>,
  format: Format | undefined,
  file: string | undefined,
): void {
  if (file !== undefined) {
    process.stderr.write(`${greeting} ${file} has its variables.\n`);
  } else if (format === undefined && process.stdout.isTTY) {
    process.stdout.write(`${greeting} In another shell, set:\n\n${formats.bash(variables)}`);
    process.stdout.write(`\nor in PowerShell:\n\n${formats.powershell(variables)}`);
  } else {
    process.stderr.write(`${greeting} In another shell, set:\n\n`);
    process.stdout.write(
      formats[format ?? (process.platform === "win32" ? "powershell" : "bash")](variables),
    );
  }
  process.stderr.write("\nCtrl-C stops it; what it holds is gone then, its certificates stay.\n");
}

function formatOf(text: string | undefined): Format | undefined {
  if (text === undefined || text === "bash" || text === "powershell" || text === "dotenv") {
    return text;
  }
  throw new Error(`--format is '${text}'; it must be bash, powershell or dotenv.`);
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
