import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import type { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import { fullMessage } from "../text/explained-error.ts";
import { isReadByRunner, keepFromRunner, lineFilter } from "../text/pipeline-output.ts";
import { runsEngine } from "./arguments.ts";
import { PulumiError } from "./errors.ts";
import { findPulumi } from "./find.ts";
import { partsMissing } from "./missing.ts";
import { onePass } from "./one-pass.ts";
import { type StartedAhead, startAhead } from "./start-ahead.ts";

const repository = path.resolve(import.meta.dirname, "..");

for (const stream of [process.stdout, process.stderr]) {
  keepFromRunner(process.env, stream);
}

try {
  const args = process.argv.slice(2);
  const cli = await findPulumi({ runsEngine: runsEngine(args) });
  if (cli.standIns.length > 0) {
    process.stderr.write(
      `The embedded tenant is used with simulated parts of Pulumi: ${cli.standIns.join(", ")}.\n`,
    );
  }
  if (cli.missing.length > 0) {
    throw partsMissing(cli.missing);
  }
  const env = { ...process.env, ...cli.env, ...onePass(cli.version, args, process.env) };
  const ahead = runsEngine(args) ? await startAhead(repository, env, args, { stays: true }) : undefined;
  run(cli.command, args, { ...env, ...ahead?.env }, ahead);
} catch (error) {
  if (!(error instanceof PulumiError)) {
    throw error;
  }
  process.stderr.write(`${fullMessage(error)}\n`);
  process.exitCode = 1;
}

function run(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  ahead: StartedAhead | undefined,
): void {
  let child: ChildProcess | undefined;
  // Before the CLI is there: a signal that came between the two would leave it running alone.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      // A terminal interrupts the CLI too; a second interrupt would make it leave its work half done.
      if (signal !== "SIGINT" || !process.stdin.isTTY) {
        child?.kill(signal);
      }
    });
  }
  const [out, err] = [process.stdout, process.stderr].map((stream) =>
    isReadByRunner(process.env, stream) ? "pipe" : "inherit",
  );
  child = spawn(command, args, {
    cwd: repository,
    env,
    stdio: ["inherit", out, err],
  });
  ahead?.stayFor(child.pid);
  // What the tenant holds must not act as a command of the pipeline that runs this.
  const isJson = args.some((arg) => /^(?:--json(?:=true)?|-j|export)$/.test(arg));
  const filtered = [
    filter(child.stdout, process.stdout, isJson ? "json" : "text"),
    filter(child.stderr, process.stderr, "text"),
  ];
  passOn(ahead?.stderr);
  child.once("error", (error) => {
    void ahead?.stop();
    process.stderr.write(`${command} cannot be started: ${error.message}\n`);
    process.exitCode = 1;
  });
  child.once("close", async (code, signal) => {
    await Promise.all([...filtered, ahead?.stop()]);
    if (signal === null) {
      process.exit(code ?? 1);
    }
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

/** Does not wait for the end of the stream: a plugin's own children may hold it open. */
function passOn(from: Readable | null | undefined): void {
  from?.pipe(lineFilter("text")).pipe(process.stderr, { end: false });
}

/** Settles when all of it is passed on. */
async function filter(
  from: Readable | null,
  to: NodeJS.WriteStream,
  format: Parameters<typeof lineFilter>[0],
): Promise<void> {
  if (from === null) {
    return;
  }
  const lines = from.pipe(lineFilter(format));
  lines.pipe(to, { end: false });
  await finished(lines);
}
