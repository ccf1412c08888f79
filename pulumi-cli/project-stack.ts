import { readFile } from "node:fs/promises";
import path from "node:path";
import type { EngineEvent, PreviewOptions, Stack, UpOptions } from "@pulumi/pulumi/automation/index.js";
import { json } from "../graph/response.ts";
import { type AutomationCli, withAutomationCli } from "./automation.ts";
import { PulumiError } from "./errors.ts";
import { errorsOfEvents, interruptedPulumi, printedMessageOf, pulumiFailed } from "./failures.ts";
import { type ImportFile, importFile } from "./import-file.ts";
import { onePass } from "./one-pass.ts";
import { startAhead } from "./start-ahead.ts";
import { type StateCommands, stateCommands } from "./state-commands.ts";
import { type Dependencies, planDependencies, type Step, stepsIn } from "./steps.ts";
import { inTemporaryFolder } from "./temporary-folder.ts";
import { oldestVersion } from "./version.ts";

/** One stack of the project in the current folder. */
export type ProjectStack = StateCommands & {
  readonly name: string;
  /** The engine's events of a preview with refresh. */
  preview(): Promise<readonly EngineEvent[]>;
  /** What an update would do with all but these URNs: the engine refuses to plan the deletion of what is protected. */
  plan(exclude: readonly string[]): Promise<Plan>;
  /** Which of these resources, which are protected, an update would delete if it could: the program has no such name. */
  undeclared(urns: readonly string[]): Promise<readonly string[]>;
  /** Brings the tenant to what the program declares: all of it, or what has these URNs. */
  up(urns?: readonly string[]): Promise<void>;
  /** When the last update ended; undefined where there was none. */
  lastUpdate(): Promise<Date | undefined>;
};

/** What an update would do, and the import file of what it would create. */
type Plan = {
  readonly steps: readonly Step[];
  readonly dependencies: Dependencies;
  readonly importFile: ImportFile;
};

export type ProjectStackOptions = {
  /** The stack's name; by default that of PULUMI_STACK, or else the selected one. */
  readonly stack: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** Whether a terminal interrupts the CLI by itself: a second interrupt would make it leave its work half done. */
  readonly isTerminal: boolean;
  /** What a failure means for the caller where nothing was deployed, in a sentence. */
  readonly effect: string;
  /** Gets progress of a download or a build of the CLI, a line at a time. */
  readonly log: (line: string) => void;
};

/**
 * The environment of the CLI, by operation. An update starts its plugins itself: if this process were killed, a plugin that
 * it had started would end too early.
 */
type Environments = Readonly<Record<"preview" | "plan" | "up", Record<string, string>>>;

type Operation = Pick<UpOptions & PreviewOptions, "color" | "refresh" | "onEvent" | "onError" | "signal">;

/**
 * Drives the Pulumi CLI on a stack of the project in the current folder, through the Automation API.
 * Source: https://www.pulumi.com/docs/iac/automation-api/
 *
 * @throws PulumiError `noPulumi`, `partsMissing`, `noStack`; every operation: `pulumiFailed` with the engine's own
 *   words, and `interrupted`.
 */
export function withProjectStack<Result>(
  options: ProjectStackOptions,
  use: (stack: ProjectStack) => Promise<Result>,
): Promise<Result> {
  return withAutomationCli(options.env, options.log, async (cli) => {
    const version = cli.pulumiCommand.version?.version ?? oldestVersion;
    const previewing = { ...cli.envVars, ...onePass(version, ["preview"], options.env) };
    const ahead = await startAhead(process.cwd(), previewing);
    ahead?.stderr?.on("data", (text) => options.log(String(text).trimEnd()));
    try {
      const stack = await openStack(options, cli);
      const own = operations(stack, options, {
        up: cli.envVars,
        plan: { ...cli.envVars, ...ahead?.env },
        preview: { ...previewing, ...ahead?.env },
      });
      return await use({ ...own, ...stateCommands(stack.name, cli, options) });
    } finally {
      await ahead?.stop();
    }
  });
}

async function openStack({ env, stack, effect }: ProjectStackOptions, cli: AutomationCli): Promise<Stack> {
  const { LocalWorkspace } = await import("@pulumi/pulumi/automation/localWorkspace.js");
  const { Stack } = await import("@pulumi/pulumi/automation/stack.js");
  const { pulumiCommand, envVars } = cli;
  const workspace = await LocalWorkspace.create({ pulumiCommand, envVars, workDir: process.cwd() });
  const selected = () =>
    workspace.stack().catch((error: unknown) => {
      throw pulumiFailed("stack ls", printedMessageOf(error), effect);
    });
  const name = stack ?? (env.PULUMI_STACK || (await selected())?.name);
  if (name === undefined) {
    throw noStack();
  }
  // It would be the selected one from now on. Every command names it anyway, and says so where there is none.
  workspace.selectStack = async () => undefined;
  return Stack.select(name, workspace);
}

function operations(
  stack: Stack,
  { signal, isTerminal, effect }: ProjectStackOptions,
  environments: Environments,
): Omit<ProjectStack, keyof StateCommands> {
  const attempt = async (kind: keyof Environments, operate: (options: Operation) => Promise<unknown>) => {
    stack.workspace.envVars = environments[kind];
    const events: EngineEvent[] = [];
    let printed = "";
    const options: Operation = {
      color: "never",
      refresh: true,
      onEvent: (event) => events.push(event),
      onError: (text) => {
        printed += text;
      },
      ...(isTerminal ? {} : { signal }),
    };
    signal.throwIfAborted();
    const failure = await operate(options).then(
      () => undefined,
      (error: unknown) => errorsOfEvents(events, printed) || printedMessageOf(error),
    );
    // An interrupted operation may have come to its end.
    if (failure !== undefined && signal.aborted) {
      throw interruptedPulumi();
    }
    return { events, failure };
  };
  const run = async (kind: keyof Environments, operate: (options: Operation) => Promise<unknown>) => {
    const { events, failure } = await attempt(kind, operate);
    if (failure === undefined && events.some(({ summaryEvent }) => summaryEvent)) {
      return events;
    }
    const reason = failure ?? "It ended without saying what it found.";
    throw kind === "up"
      ? pulumiFailed("up", reason, "What it did before that is done.")
      : pulumiFailed("preview", reason, effect);
  };
  return {
    name: stack.name,
    preview: () => run("preview", (options) => stack.preview(options)),
    plan: (exclude) =>
      inTemporaryFolder(async (folder) => {
        const files = { importFile: path.join(folder, "import.json"), plan: path.join(folder, "plan.json") };
        const events = await run("plan", (options) =>
          stack.preview({ ...options, ...files, exclude: [...exclude] }),
        );
        const read = async (file: string) => json(await readFile(file, "utf8"));
        return {
          steps: stepsIn(events),
          dependencies: planDependencies.parse(await read(files.plan)),
          importFile: importFile.parse(await read(files.importFile)),
        };
      }),
    async undeclared(urns) {
      if (urns.length === 0) {
        return [];
      }
      // It fails because of what is asked for here. Any other failure is reported by the preview that excludes these.
      const { events } = await attempt("plan", (options) => stack.preview(options));
      const deleted = new Set(stepsIn(events).flatMap(({ op, urn }) => (op === "delete" ? [urn] : [])));
      return urns.filter((urn) => deleted.has(urn));
    },
    async up(urns) {
      await run("up", (options) => stack.up({ ...options, ...(urns && { target: [...urns] }) }));
    },
    async lastUpdate() {
      const history = await stack.history(20, 1, false).catch((error: unknown) => {
        throw pulumiFailed("stack history", printedMessageOf(error), effect);
      });
      return history.find(({ kind }) => kind === "update")?.endTime;
    },
  };
}

function noStack(): PulumiError {
  return new PulumiError(
    "noStack",
    "No stack is selected here.",
    "Name it with --stack, or select it with `pulumi stack select`; run it in the project's folder.",
  );
}
