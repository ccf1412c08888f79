import { ExplainedError } from "../text/explained-error.ts";
import type { FleetErrorCode } from "./error-codes.ts";

/** A fleet's file, or a run over its tenants, is not as it must be. */
export class FleetError extends ExplainedError<FleetErrorCode> {
  override readonly name = "FleetError";
}
