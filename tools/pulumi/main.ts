import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { findPulumi, type PulumiCli, PulumiNotFound } from "./find.ts";
import { PulumiPartsMissing, runsEngine } from "./missing.ts";

const repository = path.resolve(import.meta.dirname, "..", "..");

try {
  const cli = await findPulumi();
  if (cli.standIns.length > 0) {
    process.stderr.write(`Standing in for what cannot be had here: ${cli.standIns.join(", ")}.\n`);
  }
  const args = process.argv.slice(2);
  if (cli.missing.length > 0 && runsEngine(args)) throw new PulumiPartsMissing(cli.missing);
  run(cli, args);
} catch (fault) {
  if (!(fault instanceof PulumiNotFound || fault instanceof PulumiPartsMissing)) throw fault;
  process.stderr.write(`${fault.message}\n`);
  process.exitCode = 1;
}

function run({ command, env }: PulumiCli, args: readonly string[]): void {
  let child: ChildProcess | undefined;
  // Before the CLI is there: a signal that came between the two would leave it running alone.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      // A terminal interrupts the CLI too; a second interrupt would make it leave its work half done.
      if (signal !== "SIGINT" || !process.stdin.isTTY) child?.kill(signal);
    });
  }
  child = spawn(command, args, { cwd: repository, env: { ...process.env, ...env }, stdio: "inherit" });
  child.once("error", (fault) => {
    process.stderr.write(`${command} cannot be started: ${fault.message}\n`);
    process.exitCode = 1;
  });
  child.once("close", (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
