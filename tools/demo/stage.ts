import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { styleText } from "node:util";
import { findPulumiForEmbeddedTenant, type PulumiCli } from "../../pulumi-cli/find.ts";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import { prepareStack } from "../tenant/stack.ts";

const project = join(import.meta.dirname, "../..");
const companion = join(project, "cli", "pin-reset.js");

/** A command of the demo ended with another exit code than expected. */
class UnexpectedExit extends Error {
  override readonly name = "UnexpectedExit";
}

/** What the demo runs on: a tenant and a stack of its own, which leave nothing behind. */
export class Stage {
  readonly tenant: Tenant;
  readonly #directory: string;
  readonly #env: Record<string, string | undefined>;
  readonly #cli: PulumiCli;
  #running: ChildProcess | undefined;

  static async set(): Promise<Stage> {
    const cli = await findPulumiForEmbeddedTenant();
    const directory = await mkdtemp(join(tmpdir(), "pin-reset-demo-"));
    const tenant = await startTenant({ directory: join(directory, "tenant") });
    const variables = await prepareStack(cli, directory, project);
    // It shows what a person sees: to a pipeline no passcode would be shown.
    const env = { ...process.env, TF_BUILD: undefined, GITHUB_ACTIONS: undefined };
    return new Stage(tenant, directory, cli, { ...env, ...tenant.env, ...cli.env, ...variables });
  }

  private constructor(
    tenant: Tenant,
    directory: string,
    cli: PulumiCli,
    env: Record<string, string | undefined>,
  ) {
    this.tenant = tenant;
    this.#directory = directory;
    this.#cli = cli;
    this.#env = env;
  }

  /** Runs `npm run pulumi -- ARGS` as it is typed, and throws UnexpectedExit unless it ends with that code. */
  async pulumi(args: readonly string[], expected = 0): Promise<void> {
    say("command", `npm run pulumi -- ${args.map(quoted).join(" ")}`);
    const color = process.stdout.isTTY ? "always" : "never";
    await this.#expect(expected, this.#cli.command, [...args, "--non-interactive", "--color", color]);
  }

  /** Runs `npm run pin-reset -- ARGS` as it is typed, and throws UnexpectedExit unless it ends with that code. */
  async pinReset(args: readonly string[], expected = 0): Promise<void> {
    say("command", `npm run pin-reset -- ${args.map(quoted).join(" ")}`);
    await this.#expect(expected, process.execPath, [companion, ...args]);
  }

  async #expect(expected: number, command: string, args: readonly string[]): Promise<void> {
    const code = await this.#run(command, args);
    say("note", `exit code ${code}`);
    if (code === expected) {
      return;
    }
    const what = args.slice(0, 2).join(" ");
    throw new UnexpectedExit(`${what} ended with exit code ${code}, not ${expected}; see its output above.`);
  }

  #run(command: string, args: readonly string[]): Promise<number> {
    return new Promise((resolve, reject) => {
      // Standard output and standard error are one here, so that what a command says stays in order.
      const child = spawn(command, args, { cwd: project, env: this.#env, stdio: ["ignore", 1, 1] });
      this.#running = child;
      child.once("error", reject);
      child.once("exit", (code) => resolve(code ?? 1));
    });
  }

  /** Ends what runs, and removes all that the demo made. */
  async clear(): Promise<void> {
    const child = this.#running;
    if (child?.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await ended;
    }
    await this.tenant.close();
    await rm(this.#directory, { recursive: true, force: true });
  }
}

const styles = { title: ["bold", "cyan"], command: ["bold", "green"], note: ["dim"], plain: [] } as const;

/** Prints a line of the demo's own. */
export function say(style: keyof typeof styles, line: string): void {
  const text = style === "command" ? `$ ${line}` : style === "title" ? `\n== ${line}` : line;
  process.stdout.write(`${styleText([...styles[style]], text)}\n`);
}

function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument}'`;
}
