import { ExplainedError } from "../text/explained-error.ts";
import type { PulumiErrorCode } from "./error-codes.ts";

/** The Pulumi CLI is missing, or could not do its work. */
export class PulumiError extends ExplainedError<PulumiErrorCode> {
  override readonly name = "PulumiError";

  constructor(code: PulumiErrorCode, message: string, hint: string) {
    super({ code, message, hint });
  }
}
