import { GraphError } from "../graph/errors.ts";
import { jsonText, plainLines } from "../text/plain-text.ts";
import { type Ending, exitCodes } from "./exit-codes.ts";

/** A command could not do its work. `code` is for scripts, `hint` says what to do. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly code: string;
  readonly hint: string | undefined;
  readonly ending: Ending;

  constructor(
    code: string,
    message: string,
    { hint, ending = "failed" }: { hint?: string; ending?: Ending } = {},
  ) {
    super(message);
    this.code = code;
    this.hint = hint;
    this.ending = ending;
  }
}

/** What every failure prints, as text or, with `--output json`, as `{error: {code, message, hint}}`. */
export type Failure = { code: string; message: string; hint?: string; ending: Ending };

/** Any thrown value as a failure. The first line of an error is its message; what follows says what to do. */
export function asFailure(error: unknown, interrupted: boolean): Failure {
  const isExplained = error instanceof CommandError && error.ending === "interrupted";
  if ((interrupted && !isExplained) || isLeftPrompt(error))
    return { code: "interrupted", message: "Interrupted.", ending: "interrupted" };
  const text = error instanceof Error ? error.message : String(error);
  const [message = "", ...rest] = text.split("\n");
  const hint = error instanceof CommandError ? error.hint : rest.join("\n").trim() || undefined;
  const failure = {
    code: error instanceof CommandError ? error.code : error instanceof GraphError ? error.kind : "failed",
    message: error instanceof CommandError ? text : message,
    ending: error instanceof CommandError ? error.ending : ("failed" as const),
  };
  return hint === undefined ? failure : { ...failure, hint };
}

// In raw mode a prompt gets Ctrl-C as a key, and no signal comes. https://www.npmjs.com/package/@inquirer/core
function isLeftPrompt(error: unknown): boolean {
  return error instanceof Error && error.name === "ExitPromptError";
}

/** A failure as it is printed: its message and its hint in lines, or one line of JSON. */
export function failureText({ code, message, hint }: Failure, asJson: boolean): string {
  if (asJson) return `${jsonText({ error: { code, message, hint } })}\n`;
  return plainLines(hint === undefined ? `${message}\n` : `${message}\n${hint}\n`);
}

/** The process's exit code for an ending. */
export function exitCodeOf(ending: Ending): number {
  return exitCodes[ending].code;
}
