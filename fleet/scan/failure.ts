import { GraphError } from "../../graph/errors.ts";
import { ExplainedError, type Explanation } from "../../text/explained-error.ts";
import { messageOf } from "../../text/message-of.ts";
import { isWithoutConsent, notConsented } from "../credentials/without-consent.ts";
import type { FleetTenant } from "../fleet.ts";
import type { TenantOutcome } from "../outcome.ts";
import { LookUpError } from "./directory.ts";

/** How a tenant's scan ended that an error has stopped: without permission, or failed. */
export function failureOf(
  error: unknown,
  tenant: Pick<FleetTenant, "name">,
): Pick<TenantOutcome, "status" | "reason" | "error"> {
  if (isWithoutConsent(error)) {
    return { status: "notScanned", reason: "noPermission", error: explanationOf(notConsented(tenant)) };
  }
  const explanation = explanationOf(
    error instanceof ExplainedError
      ? error
      : { code: "unexpected", message: messageOf(error), hint: "Run the scan of this tenant again." },
  );
  return isWithoutPermission(error)
    ? { status: "notScanned", reason: "noPermission", error: explanation }
    : { status: "failed", error: explanation };
}

function isWithoutPermission(error: unknown): boolean {
  if (error instanceof LookUpError) {
    return error.code === "lookUpForbidden";
  }
  return error instanceof GraphError && error.code === "forbidden";
}

function explanationOf({ code, message, hint }: Explanation): TenantOutcome["error"] {
  return { code, message, ...(hint === undefined ? {} : { hint }) };
}
