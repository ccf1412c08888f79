import type { EngineEvent, Stack, UpOptions } from "@pulumi/pulumi/automation/index.js";
import type { Context } from "../context.ts";
import { CommandError } from "../errors.ts";
import { engineErrors, interruptedPulumi, pulumiFailed } from "../pulumi/failures.ts";
import { type Cli, withPulumiCommand } from "./pulumi-command.ts";

/** The stack that is looked at. */
export type CheckedStack = {
  readonly name: string;
  /** The engine's events of a preview with refresh. */
  preview(): Promise<readonly EngineEvent[]>;
  /** Brings the tenant to what the program declares: all of it, or what has these URNs. */
  up(urns?: readonly string[]): Promise<void>;
  /** When the last update ended; undefined where there was none. */
  lastUpdate(): Promise<Date | undefined>;
};

type Operation = Pick<UpOptions, "color" | "refresh" | "onEvent" | "onError"> & { signal?: AbortSignal };

/**
 * The stack `given` of the project in the current folder, or else the one that is selected, through the Automation
 * API. What is done with it raises CommandError `pulumiFailed` with the engine's own words, `noPulumi`, `noStack`,
 * `interrupted`.
 * Source: https://www.pulumi.com/docs/iac/automation-api/
 */
export function withStack<Answer>(
  context: Context,
  given: string | undefined,
  use: (stack: CheckedStack) => Promise<Answer>,
): Promise<Answer> {
  return withPulumiCommand(context, async (cli) =>
    use(checked(context, await openStack(context, cli, given))),
  );
}

async function openStack({ env }: Context, cli: Cli, given: string | undefined): Promise<Stack> {
  const { LocalWorkspace, Stack } = await import("@pulumi/pulumi/automation/index.js");
  const workspace = await LocalWorkspace.create({ ...cli, workDir: process.cwd() });
  const name = given ?? (env.PULUMI_STACK || (await workspace.stack().catch(failedToList))?.name);
  if (name === undefined) throw noStack();
  // It would be the selected one from now on. Every command names it anyway, and says so where there is none.
  workspace.selectStack = async () => undefined;
  return Stack.select(name, workspace);
}

function checked({ signal, stdin }: Context, stack: Stack): CheckedStack {
  const run = async (what: string, operate: (options: Operation) => Promise<unknown>) => {
    const events: EngineEvent[] = [];
    let printed = "";
    const options: Operation = {
      color: "never",
      refresh: true,
      onEvent: (event) => events.push(event),
      onError: (text) => {
        printed += text;
      },
      // A terminal interrupts the CLI too; a second interrupt would make it leave its work half done.
      ...(stdin.isTTY ? {} : { signal }),
    };
    signal.throwIfAborted();
    await operate(options).catch((error: unknown) => {
      throw signal.aborted
        ? interruptedPulumi()
        : failed(what, errorsIn(events, printed) || messageOf(error));
    });
    if (events.some(({ summaryEvent }) => summaryEvent)) return events;
    throw failed(what, "It ended without saying what it found.");
  };
  return {
    name: stack.name,
    preview: () => run("preview", (options) => stack.preview(options)),
    async up(urns) {
      await run("up", (options) => stack.up({ ...options, ...(urns && { target: [...urns] }) }));
    },
    async lastUpdate() {
      const history = await stack.history(20, 1, false).catch((error: unknown) => {
        throw failed("stack history", messageOf(error));
      });
      return history.find(({ kind }) => kind === "update")?.endTime;
    },
  };
}

/** The engine's errors: from its events, and what it said before it came to any. */
function errorsIn(events: readonly EngineEvent[], printed: string): string {
  const told = events.flatMap(({ diagnosticEvent: event }) =>
    event?.severity === "error" ? [event.message] : [],
  );
  return engineErrors([...told, printed]);
}

function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  // The Automation API's error has all that the CLI wrote, in a form of its own, and then once more.
  const [printed = text] = text.split("\n err?: ");
  const start = printed.indexOf("error: ");
  return (start < 0 ? printed : printed.slice(start + "error: ".length)).trim();
}

function failed(what: string, told: string): CommandError {
  const stands =
    what === "up" ? "What it did before that is done." : "Whether anything drifted is not known.";
  return pulumiFailed(what, told, `${stands} Fix what it says, then run the same command again.`);
}

function failedToList(error: unknown): never {
  throw failed("stack ls", messageOf(error));
}

function noStack(): CommandError {
  return new CommandError("noStack", "No stack is selected here.", {
    hint: "Name it with --stack, or select it with `pulumi stack select`; run it in the project's folder.",
  });
}
