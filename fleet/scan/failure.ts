import { GraphError } from "../../graph/errors.ts";
import { ExplainedError } from "../../text/explained-error.ts";
import { messageOf } from "../../text/message-of.ts";
import { isWithoutConsent } from "../credentials/without-consent.ts";
import type { TenantOutcome } from "../outcome.ts";
import { LookUpError } from "./directory.ts";

/** How a tenant's scan ended that an error has stopped: without permission, or failed. */
export function failureOf(error: unknown): Pick<TenantOutcome, "status" | "reason" | "error"> {
  const { code, message, hint } =
    error instanceof ExplainedError
      ? error
      : { code: "unexpected", message: messageOf(error), hint: "Run the scan of this tenant again." };
  const explanation = { code, message, ...(hint === undefined ? {} : { hint }) };
  return isWithoutPermission(error)
    ? { status: "notScanned", reason: "noPermission", error: explanation }
    : { status: "failed", error: explanation };
}

function isWithoutPermission(error: unknown): boolean {
  if (isWithoutConsent(error)) {
    return true;
  }
  if (error instanceof LookUpError) {
    return error.code === "lookUpForbidden";
  }
  return error instanceof GraphError && error.code === "forbidden";
}
