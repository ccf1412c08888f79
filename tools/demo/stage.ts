import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { PulumiCli } from "../../pulumi-cli/find.ts";
import { onePass } from "../../pulumi-cli/one-pass.ts";
import { startAhead } from "../../pulumi-cli/start-ahead.ts";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import { prepareStack } from "../tenant/stack.ts";
import { withoutOwnTenant } from "../tenant/variables.ts";
import { Command } from "./command.ts";
import { type Tells, tells } from "./essence.ts";

const project = join(import.meta.dirname, "../..");
const companion = join(project, "cli", "pin-reset.js");

/** What the demo runs on: a tenant and a stack of its own. */
export class Stage {
  readonly tenant: Tenant;
  readonly #directory: string;
  readonly #cli: PulumiCli;
  readonly #env: NodeJS.ProcessEnv;
  readonly #commands: Command[] = [];
  readonly #verbose: boolean;
  #stack: Promise<Record<string, string>> | undefined;

  /**
   * Makes the stack's folder and starts the tenant.
   *
   * @param folder Also has the certificates, which all stages in it share.
   * @param name Its own folder in there.
   * @param verbose Whether the commands show all that they print.
   */
  static async set(cli: PulumiCli, folder: string, name: string, verbose: boolean): Promise<Stage> {
    const directory = join(folder, name);
    await mkdir(directory);
    const tenant = await startTenant({ directory: join(folder, "certificates") });
    // A device responds within the first pause between two looks, and not at once: a person sees it wait.
    tenant.state.settings.passcodeDelayMilliseconds = 1500;
    return new Stage(tenant, directory, cli, verbose);
  }

  private constructor(tenant: Tenant, directory: string, cli: PulumiCli, verbose: boolean) {
    this.#verbose = verbose;
    this.tenant = tenant;
    this.#directory = directory;
    this.#cli = cli;
    // It shows what a person sees: to a pipeline no passcode would be shown.
    const env = { ...withoutOwnTenant(process.env), TF_BUILD: undefined, GITHUB_ACTIONS: undefined };
    this.#env = { ...env, ...tenant.env, ...cli.env };
  }

  /** `npm run pulumi -- ARGS` as it is typed; its stack is made before the first one. */
  pulumi(args: readonly string[], expected = 0, matters: Tells = tells.pulumi): Command {
    this.#stack ??= prepareStack(this.#cli, this.#directory, project, { select: false });
    // An error is for the command that awaits it.
    this.#stack.catch(() => undefined);
    const color = this.#verbose && process.stdout.isTTY ? "always" : "never";
    return this.#command({
      typed: `npm run pulumi -- ${args.map(quoted).join(" ")}`,
      file: this.#cli.command,
      args: [...args, "--non-interactive", "--color", color],
      env: this.#stack.then((variables) => ({
        ...this.#env,
        ...variables,
        ...onePass(this.#cli.version, args, this.#env),
      })),
      startPlugin: (env) => startAhead(project, env, args),
      expected,
      ...this.#shown(matters),
    });
  }

  /** `npm run pin-reset -- ARGS` as it is typed. */
  pinReset(args: readonly string[], expected: number, matters: Tells): Command {
    // `drift` runs the engine.
    this.#stack ??= prepareStack(this.#cli, this.#directory, project, { select: false });
    this.#stack.catch(() => undefined);
    return this.#command({
      typed: `npm run pin-reset -- ${args.map(quoted).join(" ")}`,
      file: process.execPath,
      args: [companion, ...args],
      env: this.#stack.then((variables) => ({ ...this.#env, ...variables })),
      expected,
      ...this.#shown(matters),
    });
  }

  #shown(matters: Tells): { readonly tells?: Tells } {
    return this.#verbose ? {} : { tells: matters };
  }

  #command(what: Omit<ConstructorParameters<typeof Command>[0], "cwd" | "outputFile">): Command {
    const outputFile = join(this.#directory, `command-${this.#commands.length}.txt`);
    const command = new Command({ ...what, cwd: project, outputFile });
    this.#commands.push(command);
    return command;
  }

  /** Ends what runs. */
  async clear(): Promise<void> {
    await this.#stack?.catch(() => undefined);
    await Promise.all(this.#commands.map((command) => command.stop()));
    await this.tenant.close();
  }
}

function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument}'`;
}
