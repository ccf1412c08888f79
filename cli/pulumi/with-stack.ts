import { PulumiError } from "../../pulumi-cli/errors.ts";
import type { ProjectStack } from "../../pulumi-cli/project-stack.ts";
import type { Context } from "../context.ts";
import { CommandError } from "../errors.ts";

type Given = {
  /** The stack's name; by default the selected one. */
  readonly stack: string | undefined;
  /** What a failure means where nothing was deployed, in a sentence. */
  readonly effect: string;
  /** Added to the environment that the CLI runs in. */
  readonly env?: NodeJS.ProcessEnv;
};

/**
 * Gives `use` a stack of the project in the current folder.
 *
 * @throws CommandError with the code of each PulumiError, and what `use` throws.
 */
export async function withStack<Result>(
  { env, output, signal, stdin }: Context,
  { stack, effect, env: added }: Given,
  use: (stack: ProjectStack) => Promise<Result>,
): Promise<Result> {
  const { withProjectStack } = await import("../../pulumi-cli/project-stack.ts");
  const isTerminal = Boolean(stdin.isTTY);
  const options = { stack, effect, env: { ...env, ...added }, signal, isTerminal, log: output.note };
  return withProjectStack(options, use).catch((error: unknown) => {
    throw error instanceof PulumiError ? asCommandError(error) : error;
  });
}

function asCommandError({ code, message, hint }: PulumiError): CommandError {
  return new CommandError(code, message, {
    hint,
    ending: code === "interrupted" ? "interrupted" : "failed",
  });
}
