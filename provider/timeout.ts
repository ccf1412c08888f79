import { ExplainedError } from "../text/explained-error.ts";
import type { ProviderErrorCode } from "./error-codes.ts";

/** The longest that a timer can wait, in milliseconds: after more than that it would fire at once. */
const longestTimer = 2 ** 31 - 1;

/** Aborted when the custom timeout of a resource has passed. */
export function timeoutSignal(seconds: number): AbortSignal {
  const controller = new AbortController();
  const passed = new ExplainedError<ProviderErrorCode>({
    code: "timedOut",
    message: `The custom timeout of ${seconds} s has passed.`,
    hint: "Raise it in this resource's customTimeouts option.",
  });
  setTimeout(() => controller.abort(passed), Math.min(seconds * 1000, longestTimer)).unref();
  return controller.signal;
}
