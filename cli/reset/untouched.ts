import { asFailure, CommandError } from "../errors.ts";

/**
 * For a `catch` of what comes before any reset is asked for: after Ctrl-C, a person wants to know that.
 *
 * @param sentence Says so; an earlier run of a list may have reset devices of it.
 */
export function untouched(signal: AbortSignal, sentence = "Nothing was reset."): (error: unknown) => never {
  return (error) => {
    const { code, message, ending } = asFailure(error, signal.aborted);
    throw ending === "interrupted" ? new CommandError(code, `${message} ${sentence}`, { ending }) : error;
  };
}
