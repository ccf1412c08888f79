import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { json } from "../../graph/answer.ts";
import type { Context } from "../context.ts";
import { CommandError } from "../errors.ts";
import { engineErrors, interruptedPulumi, noPulumi, pulumiFailed } from "../pulumi/failures.ts";

/** The Pulumi CLI on one stack of the project in the current folder. */
export type Pulumi = {
  /** What an update would do; with a path, the engine writes there the import file of all that would be created. */
  preview(importFile?: string): Promise<readonly Step[]>;
  /** Takes what the import file lists into the stack's state, and changes nothing else. */
  import(importFile: string): Promise<void>;
  /** The URNs of all that the stack's state holds. Not interrupted by Ctrl-C: it is asked what an interruption left. */
  urns(): Promise<ReadonlySet<string>>;
};

const resourceState = z.looseObject({
  type: z.string(),
  inputs: z.record(z.string(), z.unknown()).optional(),
  propertyDependencies: z.record(z.string(), z.array(z.string()).nullable()).nullish(),
});

const step = z.looseObject({
  op: z.string(),
  urn: z.string(),
  oldState: resourceState.optional(),
  newState: resourceState.optional(),
  detailedDiff: z.record(z.string(), z.unknown()).nullish(),
});

/** What the engine means to do with one resource. */
export type Step = z.output<typeof step>;

const digest = z.looseObject({
  steps: z.array(step).default([]),
  diagnostics: z.array(z.looseObject({ severity: z.string(), message: z.string() })).default([]),
});

const stateFile = z.looseObject({
  deployment: z.looseObject({ resources: z.array(z.looseObject({ urn: z.string() })).nullish() }),
});

type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/**
 * The CLI that PULUMI_COMMAND names, or else the one that `npm run pulumi` finds; the stack that is selected unless
 * `stack` names one. Each call raises CommandError `pulumiFailed` with the engine's own words, `noPulumi`,
 * `interrupted`.
 * Source: https://www.pulumi.com/docs/iac/cli/commands/
 */
export function pulumiOn(context: Context, stack: string | undefined): Pulumi {
  const onStack = stack === undefined ? [] : ["--stack", stack];
  const run = (args: readonly string[]) => runPulumi(context, [...args, ...onStack]);
  const succeed = async (args: readonly string[]) => {
    const ended = await run(args);
    if (context.signal.aborted) throw interruptedPulumi();
    if (ended.code !== 0) throw failed(args[0] ?? "", ended);
    return ended.stdout;
  };
  return {
    async preview(importFile) {
      const wanted = importFile === undefined ? [] : ["--import-file", importFile];
      return answered(digest, "preview", await succeed(["preview", "--json", ...wanted])).steps;
    },
    async import(importFile) {
      // Protected until the next update puts the program's options into the state: a destroy before that would not
      // know that the principals are to be kept.
      const options = ["--yes", "--skip-preview", "--protect=true", "--generate-code=false"];
      await succeed(["import", "--file", importFile, ...options]);
    },
    async urns() {
      const ended = await run(["stack", "export"]);
      if (ended.code !== 0) throw failed("stack export", ended);
      const { deployment } = answered(stateFile, "stack export", ended.stdout);
      return new Set(deployment.resources?.map(({ urn }) => urn));
    },
  };
}

const finder = fileURLToPath(new URL("../../tools/pulumi/main.ts", import.meta.url));

function runPulumi({ env, stdin, signal }: Context, args: readonly string[]): Promise<Ended> {
  const [command, ...first] = env.PULUMI_COMMAND ? [env.PULUMI_COMMAND] : [process.execPath, finder];
  const fixed = ["--cwd", process.cwd(), "--non-interactive", "--color", "never"];
  return new Promise((resolve, reject) => {
    // What exists is looked up here: the program would take it over or refuse it, and not say what it would create.
    const adopting = { ...env, PIN_RESET_ADOPTING: "true" };
    const child = spawn(command, [...first, ...args, ...fixed], {
      env: adopting,
      stdio: ["ignore", "pipe", "pipe"],
    });
    // A terminal interrupts the CLI too; a second interrupt would make it leave its work half done.
    const interrupt = () => stdin.isTTY || child.kill("SIGINT");
    signal.addEventListener("abort", interrupt, { once: true });
    const printed = Promise.all([text(child.stdout), text(child.stderr)]);
    child.once("error", (error) => reject(noPulumi(`${command} cannot be started: ${error.message}`)));
    child.once("close", (code) => {
      signal.removeEventListener("abort", interrupt);
      printed.then(([stdout, stderr]) => resolve({ code, stdout, stderr }), reject);
    });
  });
}

function answered<Schema extends z.ZodType>(
  schema: Schema,
  command: string,
  stdout: string,
): z.output<Schema> {
  const parsed = schema.safeParse(json(stdout));
  if (parsed.success) return parsed.data;
  throw new CommandError("pulumiFailed", `pulumi ${command} answered something else than Pulumi does.`, {
    hint: "Use Pulumi 3.227 or newer; PULUMI_COMMAND must be the path of its CLI, if it is set.",
  });
}

function failed(command: string, { code, stdout, stderr }: Ended): CommandError {
  const told = errorsIn(stdout, stderr) || `It ended with exit code ${code}, and said nothing.`;
  const hint = "Nothing of the tenant was changed. Mend what it says, and run the same command again.";
  return pulumiFailed(command, told, hint);
}

/** The engine's errors: from its JSON where it printed that, else from what it printed for people. */
function errorsIn(stdout: string, stderr: string): string {
  const printed = digest.safeParse(json(stdout));
  const told = printed.success
    ? printed.data.diagnostics.flatMap(({ severity, message }) => (severity === "error" ? [message] : []))
    : stdout.split("\n").filter((line) => /^\s+error: /.test(line));
  return engineErrors([...told, stderr]);
}
