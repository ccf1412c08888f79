import { ExplainedError, type Explanation } from "../text/explained-error.ts";
import { messageOf } from "../text/message-of.ts";
import { jsonText, plainLines } from "../text/plain-text.ts";
import type { ErrorCode } from "./error-codes.ts";
import { type Ending, exitCodes } from "./exit-codes.ts";
import { wrappedLines } from "./text-width.ts";

/** A command could not do its work. */
export class CommandError extends ExplainedError<ErrorCode> {
  override readonly name = "CommandError";
  readonly ending: Ending;

  constructor(
    code: ErrorCode,
    message: string,
    { hint, ending = "failed" }: { hint?: string | undefined; ending?: Ending } = {},
  ) {
    super({ code, message, hint });
    this.ending = ending;
  }
}

/** What every failure prints, as text or, with `--output json`, as `{error: {code, message, hint}}`. */
export type Failure = Explanation<ErrorCode> & { ending: Ending };

/** Any thrown value as a failure. */
export function asFailure(error: unknown, interrupted: boolean): Failure {
  const ending = error instanceof CommandError ? error.ending : "failed";
  if ((interrupted && ending !== "interrupted") || isLeftPrompt(error)) {
    return { code: "interrupted", message: "Interrupted.", ending: "interrupted" };
  }
  if (!(error instanceof ExplainedError)) {
    return { code: "failed", message: messageOf(error), ending };
  }
  const { code, message, hint } = error;
  return { code, message, ...(hint === undefined ? {} : { hint }), ending };
}

// In raw mode a prompt gets Ctrl-C as a key, and no signal comes. https://www.npmjs.com/package/@inquirer/core
function isLeftPrompt(error: unknown): boolean {
  return error instanceof Error && error.name === "ExitPromptError";
}

/**
 * What is wrong with a command line, in the parser's words; undefined where it only printed help or the version.
 *
 * @param error Its code and message as https://github.com/tj/commander.js has them.
 */
export function usageFailure({ code, message }: { code: string; message: string }): Failure | undefined {
  const [, said, suggestion] = /^error: ([\s\S]*?)\.?(?:\n\((Did you mean .*\?)\))?$/.exec(message) ?? [];
  if (said === undefined || /^commander\.(?:help|version)/.test(code)) {
    return undefined;
  }
  return {
    code: "usage",
    message: `${said.charAt(0).toUpperCase()}${said.slice(1)}.`,
    hint: suggestion ?? "Add --help to see what the command takes.",
    ending: "usage",
  };
}

/** A failure as it is printed: its message and its hint in lines that fit a terminal of so many columns, or one line of JSON. */
export function failureText({ code, message, hint }: Failure, asJson: boolean, columns?: number): string {
  if (asJson) {
    return `${jsonText({ error: { code, message, hint } })}\n`;
  }
  const text = plainLines(hint === undefined ? `${message}\n` : `${message}\n${hint}\n`);
  return columns === undefined ? text : wrappedLines(text, columns);
}

/** The process's exit code for an ending. */
export function exitCodeOf(ending: Ending): number {
  return exitCodes[ending].code;
}
