import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { json } from "../../graph/response.ts";
import type { Context } from "../context.ts";
import { CommandError } from "../errors.ts";
import { engineErrors, interruptedPulumi, noPulumi, pulumiFailed } from "../pulumi/failures.ts";
import { type StateFile, stateFile } from "./state.ts";

/** The Pulumi CLI on one stack of the project in the current folder. */
export type Pulumi = {
  /** What an update would do, and what it would leave as it is. */
  preview(options?: PreviewOptions): Promise<readonly Step[]>;
  /** Which of these resources, which are protected, an update would delete if it could: the program has no such name. */
  undeclared(urns: readonly string[]): Promise<readonly string[]>;
  /** Takes what the import file lists into the stack's state, and changes nothing else. */
  import(importFile: string): Promise<void>;
  /** The stack's state. Not interrupted by Ctrl-C: it is asked what an interruption left. */
  state(): Promise<StateFile>;
  /** Puts this in place of the stack's state. */
  setState(state: StateFile): Promise<void>;
  /** Takes a resource out of the state, protected or not, and does nothing else. */
  forget(urn: string): Promise<void>;
};

type PreviewOptions = {
  /** Where the engine writes its import file of all that would be created. */
  readonly importFile?: string;
  /** URNs that are left out: the engine refuses to plan the deletion of what is protected. */
  readonly exclude?: readonly string[];
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

type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/**
 * The CLI that PULUMI_COMMAND names, or else the one that `npm run pulumi` finds; the stack that is selected unless
 * `stack` names one. Each call raises CommandError `pulumiFailed` with the engine's own words, `noPulumi`,
 * `interrupted`.
 * Source: https://www.pulumi.com/docs/iac/cli/commands/
 */
export function pulumiOn(context: Context, stack: string | undefined): Pulumi {
  const { signal } = context;
  const onStack = stack === undefined ? [] : ["--stack", stack];
  const run = (args: readonly string[]) => runPulumi(context, [...args, ...onStack]);
  const succeed = async (args: readonly string[]) => {
    const ended = await run(args);
    if (signal.aborted) throw interruptedPulumi();
    if (ended.code !== 0) throw failed(args[0] ?? "", ended);
    return ended.stdout;
  };
  return {
    async preview({ importFile, exclude = [] } = {}) {
      const wanted = importFile === undefined ? [] : ["--import-file", importFile];
      const excluded = exclude.flatMap((urn) => ["--exclude", urn]);
      const printed = await succeed(["preview", "--json", "--show-sames", ...wanted, ...excluded]);
      return answered(digest, "preview", printed).steps;
    },
    async undeclared(urns) {
      if (urns.length === 0) return [];
      const ended = await run(["preview", "--json"]);
      if (signal.aborted) throw interruptedPulumi();
      // It fails because of what is asked for here. Any other failure is told by the preview that leaves these out.
      const { data } = digest.safeParse(json(ended.stdout));
      const deleted = new Set(data?.steps.flatMap(({ op, urn }) => (op === "delete" ? [urn] : [])));
      return urns.filter((urn) => deleted.has(urn));
    },
    async import(importFile) {
      // Protected until the next update puts the program's options into the state: a destroy before that would not
      // know that the principals are to be kept.
      const options = ["--yes", "--skip-preview", "--protect=true", "--generate-code=false"];
      await succeed(["import", "--file", importFile, ...options]);
    },
    async state() {
      const ended = await run(["stack", "export"]);
      if (ended.code !== 0) throw failed("stack export", ended);
      return answered(stateFile, "stack export", ended.stdout);
    },
    async setState(state) {
      const folder = await mkdtemp(path.join(tmpdir(), "pin-reset-"));
      try {
        const file = path.join(folder, "state.json");
        await writeFile(file, JSON.stringify(state), { mode: 0o600 });
        const ended = await run(["stack", "import", "--file", file]);
        if (ended.code !== 0) throw failed("stack import", ended);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
    async forget(urn) {
      await succeed(["state", "delete", urn, "--force", "--yes"]);
    },
  };
}

const finder = fileURLToPath(new URL("../../pulumi-cli/main.ts", import.meta.url));

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
  const hint = "Nothing in the tenant was changed. Fix what it says, then run the same command again.";
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
