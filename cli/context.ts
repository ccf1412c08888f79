import { createGraph, type Graph } from "../graph/client.ts";
import { type CredentialSettings, readCredentialSettings } from "../graph/credentials/settings.ts";
import { describeWait } from "../graph/wait-notice.ts";
import { plainLines } from "../text/plain-text.ts";
import { version } from "../version.ts";
import { CommandError } from "./errors.ts";
import { createOutput, type Output, type OutputFormat } from "./output.ts";
import { type Progress, startProgress } from "./progress.ts";
import { withSignIn } from "./sign-in/with-sign-in.ts";

/** What a command works with. */
export type Context = {
  /** Graph as the ARM_* variables, or the person who signed in, reach it; nothing is asked of it before the first call. */
  readonly graph: Graph;
  /**
   * The ARM_* variables, with the person of `pin-reset login` where they give no credential.
   * @throws CredentialSettingsError where one cannot be right.
   * @throws CommandError `signedInElsewhere`, `badSignInFile`.
   */
  credentials(): CredentialSettings;
  readonly output: Output;
  readonly env: NodeJS.ProcessEnv;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** Whether questions can be asked: standard input and standard error are a terminal. */
  readonly interactive: boolean;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  progress(text: string): Progress;
  /**
   * Asks a question that is answered by yes or no; `hint` says how to answer it beforehand.
   * @throws CommandError `noTerminal` where there is no terminal.
   */
  confirm(question: string, hint: string): Promise<boolean>;
};

type Surroundings = Pick<Context, "env" | "stdin" | "stdout" | "stderr" | "signal">;

/** The context of one run of a command. */
export function createContext(format: OutputFormat, around: Surroundings): Context {
  const { env, stdin, stdout, stderr, signal } = around;
  const output = createOutput(format, { stdout, stderr });
  const interactive = Boolean(stdin.isTTY && stderr.isTTY);
  let graph: Graph | undefined;
  let settings: CredentialSettings | undefined;
  const credentials = () => {
    const ask = interactive ? output.note : undefined;
    settings ??= withSignIn(readCredentialSettings(env), { env, ask });
    return settings;
  };
  return {
    ...around,
    output,
    interactive,
    credentials,
    get graph() {
      graph ??= createGraph({
        credentials: credentials(),
        userAgent: `pin-reset/${version}`,
        signal,
        onWait: (notice) => output.note(describeWait(notice)),
      });
      return graph;
    },
    progress: (text) => startProgress(stderr, text),
    async confirm(question, hint) {
      if (!interactive) {
        throw noTerminal(hint);
      }
      const { default: confirm } = await import("@inquirer/confirm");
      return confirm(
        { message: plainLines(question), default: false },
        { input: stdin, output: stderr, signal },
      );
    },
  };
}

/** There is no terminal to ask on. `hint` says how to answer beforehand. */
export function noTerminal(hint: string): CommandError {
  return new CommandError("noTerminal", "This needs an answer, and there is no terminal to ask on.", {
    hint,
    ending: "usage",
  });
}
