import { ExplainedError } from "../text/explained-error.ts";
import type { IntuneErrorCode } from "./error-codes.ts";

/** What is in the tenant or in the settings keeps a resource from being read or written. */
export class IntuneError extends ExplainedError<IntuneErrorCode> {
  override readonly name = "IntuneError";
}
