import { writeFile } from "node:fs/promises";
import path from "node:path";
import { json } from "../graph/response.ts";
import type { AutomationCli } from "./automation.ts";
import { PulumiError } from "./errors.ts";
import { errorsOfRun, interruptedPulumi, pulumiFailed } from "./failures.ts";
import { startRun } from "./run.ts";
import { type StateFile, stateFile } from "./state-file.ts";
import { inTemporaryFolder } from "./temporary-folder.ts";

/** What is done to a stack's state alone. */
export type StateCommands = {
  /** Takes what the import file lists into the stack's state, and changes nothing else. */
  import(importFile: string): Promise<void>;
  /** The stack's state. Not interrupted by Ctrl-C: it shows what an interruption left. */
  state(): Promise<StateFile>;
  /** So many of the newest updates of the stack, as `pulumi stack history --json` prints them; undefined where it is no JSON. */
  history(most: number): Promise<unknown>;
  /** Puts this in place of the stack's state. */
  setState(state: StateFile): Promise<void>;
  /** Takes a resource out of the state, protected or not, and does nothing else. */
  forget(urn: string): Promise<void>;
};

type Surroundings = {
  readonly signal: AbortSignal;
  readonly isTerminal: boolean;
  readonly effect: string;
  /** The project's folder; the current one unless given. */
  readonly folder?: string;
};

/**
 * The commands for which the Automation API will not do: its `import` takes no signal, so that Ctrl-C could not stop
 * the CLI; its `exportStack` decrypts every secret, and its `importStack` writes them where other users can read them;
 * it has no `state delete`.
 * Source: https://github.com/pulumi/pulumi/tree/v3.259.0/sdk/nodejs/automation
 */
export function stateCommands(
  name: string,
  { command, envVars: env }: Pick<AutomationCli, "command" | "envVars">,
  { signal, isTerminal, effect, folder = process.cwd() }: Surroundings,
): StateCommands {
  const run = async (title: string, args: readonly string[]) => {
    const fixed = ["--stack", name, "--color", "never"];
    const { child, ended } = startRun(command, [...args, ...fixed], { cwd: folder, env });
    const interrupt = () => isTerminal || child.kill("SIGINT");
    signal.addEventListener("abort", interrupt, { once: true });
    const finished = await ended.finally(() => signal.removeEventListener("abort", interrupt));
    if (finished.code !== 0) {
      throw pulumiFailed(title, errorsOfRun(finished), effect);
    }
    return finished.stdout;
  };
  const runUnlessInterrupted = async (title: string, args: readonly string[]) => {
    await run(title, args).finally(() => {
      if (signal.aborted) {
        throw interruptedPulumi();
      }
    });
  };
  return {
    async import(importFile) {
      // Protected until the next update puts the program's options into the state: a destroy before that would not
      // know that the principals are to be kept.
      const options = ["--yes", "--skip-preview", "--protect=true", "--generate-code=false"];
      await runUnlessInterrupted("import", ["import", "--file", importFile, ...options]);
    },
    async state() {
      const parsed = stateFile.safeParse(json(await run("stack export", ["stack", "export"])));
      if (parsed.success) {
        return parsed.data;
      }
      throw new PulumiError(
        "pulumiFailed",
        "pulumi stack export printed something else than Pulumi does.",
        "Use Pulumi 3.227 or newer; PULUMI_COMMAND must be the path of its CLI, if it is set.",
      );
    },
    history: async (most) =>
      json(await run("stack history", ["stack", "history", "--json", "--page-size", String(most)])),
    setState: (state) =>
      inTemporaryFolder(async (folder) => {
        const file = path.join(folder, "state.json");
        await writeFile(file, JSON.stringify(state), { mode: 0o600 });
        await run("stack import", ["stack", "import", "--file", file]);
      }),
    forget: (urn) => runUnlessInterrupted("state delete", ["state", "delete", urn, "--force", "--yes"]),
  };
}
