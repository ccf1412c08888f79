import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type FileHandle, open, readFile } from "node:fs/promises";
import type { StartedAhead } from "../../pulumi-cli/start-ahead.ts";
import { essenceOf, type Tells } from "./essence.ts";
import { continued, widthOfScreen } from "./fit.ts";
import { say } from "./say.ts";

/** A command of the demo ended with another exit code than expected. */
class UnexpectedExit extends Error {
  override readonly name = "UnexpectedExit";
}

/** What a command is run with. */
type CommandOptions = {
  /** As a person types it, for the screen. */
  readonly typed: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly expected: number;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv | Promise<NodeJS.ProcessEnv>;
  /** Starts the Intune plugin that the engine of this command attaches to. */
  readonly startPlugin?: (env: NodeJS.ProcessEnv) => Promise<StartedAhead | undefined>;
  /** Where its output is kept until it is shown. */
  readonly outputFile: string;
  /** Which lines of its output are shown; left out: all. */
  readonly tells?: Tells;
};

/** A command of the demo. It starts when it is shown, or ahead of that, beside commands that it does not depend on. */
export class Command {
  readonly #options: CommandOptions;
  #child: ChildProcess | undefined;
  #ahead: Promise<number> | undefined;
  #stopped = false;

  constructor(options: CommandOptions) {
    this.#options = options;
  }

  /** Starts it before its turn, once `previous` has ended. Its output is kept until it is shown. */
  startAhead(previous?: Command): this {
    this.#ahead = this.#runAhead(previous?.ended);
    // An error is for whoever shows it.
    this.#ahead.catch(() => undefined);
    return this;
  }

  /** Settles when a command that was started ahead has ended. */
  get ended(): Promise<unknown> | undefined {
    return this.#ahead;
  }

  /**
   * Prints it with its output and its exit code, when it has ended.
   *
   * @throws UnexpectedExit
   */
  async show(): Promise<void> {
    const { typed, args, expected } = this.#options;
    say("command", continued(typed, widthOfScreen()));
    const code = await this.#runAndPrint();
    say("note", `exit code ${code}`);
    if (code !== expected) {
      const what = args.slice(0, 2).join(" ");
      throw new UnexpectedExit(
        `${what} ended with exit code ${code}, not ${expected}; see its output above.`,
      );
    }
  }

  /** Ends it, if it runs. */
  async stop(): Promise<void> {
    this.#stopped = true;
    const child = this.#child;
    if (child?.exitCode === null && child.signalCode === null) {
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    }
  }

  /** Of a command that ended otherwise than it should, all is printed. */
  async #runAndPrint(): Promise<number> {
    const { expected, outputFile, tells } = this.#options;
    if (this.#ahead === undefined && tells === undefined) {
      return await this.#run(1);
    }
    const code = await (this.#ahead ?? this.#runAhead(undefined));
    const output = await readFile(outputFile, "utf8");
    if (tells === undefined || code !== expected) {
      process.stdout.write(output);
    } else {
      const lines = essenceOf(output, tells, widthOfScreen());
      process.stdout.write(lines.map((line) => `${line}\n`).join(""));
    }
    return code;
  }

  async #runAhead(previous: Promise<unknown> | undefined): Promise<number> {
    await previous;
    const output: FileHandle = await open(this.#options.outputFile, "w");
    try {
      return await this.#run(output.fd);
    } finally {
      await output.close();
    }
  }

  /** Standard output and standard error are one, so that what a command says stays in order. */
  async #run(output: number): Promise<number> {
    const { file, args, cwd } = this.#options;
    const env = await this.#options.env;
    if (this.#stopped) {
      return 1;
    }
    // To a command whose output is kept, it is no terminal; what it prints is for one all the same.
    const colors =
      output !== 1 && this.#options.tells === undefined && process.stdout.isTTY ? { FORCE_COLOR: "1" } : {};
    const plugin = await this.#options.startPlugin?.(env);
    const child = spawn(file, args, {
      cwd,
      env: { ...colors, ...env, ...plugin?.env },
      stdio: ["ignore", output, output],
    });
    this.#child = child;
    const [code] = await once(child, "exit");
    await plugin?.stop();
    return code ?? 1;
  }
}
