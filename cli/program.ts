import { CommanderError } from "commander";
import { followProxyVariables } from "../graph/proxy.ts";
import { keepFromRunner } from "../text/pipeline-output.ts";
import type { CliCommand } from "./command.ts";
import { commandsFor } from "./commands/index.ts";
import { asFailure, exitCodeOf, type Failure, failureText, usageFailure } from "./errors.ts";
import { watchOutput } from "./not-printed.ts";
import { createProgram, toCommander } from "./parser.ts";
import { columnsOf } from "./text-width.ts";

for (const stream of [process.stdout, process.stderr]) {
  keepFromRunner(process.env, stream);
  // What reads the output may end first, as `head` does, or the disk may be full. That stops no run which is changing tenants:
  // the rest is not printed, and the end says so where it matters.
  stream.on("error", () => undefined);
}

const allPrinted = watchOutput(process.stdout);

const interruption = new AbortController();
// Goes on listening: libraries that end the process at a signal leave that to whoever else listens.
process.on("SIGINT", () => {
  if (interruption.signal.aborted) {
    process.exit(exitCodeOf("interrupted"));
  }
  interruption.abort(new Error("Interrupted by Ctrl-C."));
});

const program = createProgram();
for (const entry of await commandsFor(process.argv.slice(2))) {
  program.addCommand(toCommander(entry, run));
}

try {
  await program.parseAsync();
  if (interruption.signal.aborted) {
    await end();
  }
} catch (error) {
  if (!(error instanceof CommanderError)) {
    throw error;
  }
  const failure = usageFailure(error);
  if (failure !== undefined) {
    fail(failure, /(?:^|,)--output(?:=|,)json(?:,|$)/.test(process.argv.join()));
  } else {
    process.exitCode = error.exitCode === 0 ? 0 : exitCodeOf("usage");
  }
}

/**
 * Ends the process once all is printed. After Ctrl-C nothing else may keep it: neither a connection that is never
 * answered nor a program that it started.
 */
async function end(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) {
    await new Promise<void>((resolve) => stream.write("", () => resolve()));
  }
  process.exit();
}

async function run(command: CliCommand, given: Record<string, unknown>): Promise<void> {
  const { stdin, stdout, stderr } = process;
  let options = given;
  try {
    followProxyVariables(process.env);
    const { withDefaults } = await import("./config/defaults.ts");
    const run = await withDefaults(command, given, { env: process.env, cwd: process.cwd() });
    options = run.given;
    const { signal } = interruption;
    const ending = await command.run(options, { env: run.env, stdin, stdout, stderr, signal });
    await allPrinted();
    process.exitCode = exitCodeOf(ending);
  } catch (error) {
    fail(asFailure(error, interruption.signal.aborted), wantsJson(options));
  }
}

function wantsJson({ output, query }: Record<string, unknown>): boolean {
  return output === "json" || (output === undefined && query !== undefined);
}

function fail(failure: Failure, asJson: boolean): void {
  process.stderr.write(failureText(failure, asJson, columnsOf(process.stderr)));
  process.exitCode = exitCodeOf(failure.ending);
}
