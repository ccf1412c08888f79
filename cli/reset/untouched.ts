import { asFailure, CommandError } from "../errors.ts";

/** For a `catch` of what comes before any reset is asked for: after Ctrl-C, a person wants to know that. */
export function untouched(signal: AbortSignal): (error: unknown) => never {
  return (error) => {
    const { code, message, ending } = asFailure(error, signal.aborted);
    throw ending === "interrupted"
      ? new CommandError(code, `${message} Nothing was reset.`, { ending })
      : error;
  };
}
