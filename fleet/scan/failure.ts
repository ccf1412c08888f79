import { CredentialError } from "../../graph/credentials/errors.ts";
import { GraphError } from "../../graph/errors.ts";
import { ExplainedError } from "../../text/explained-error.ts";
import { messageOf } from "../../text/message-of.ts";
import type { TenantOutcome } from "../outcome.ts";
import { LookUpError } from "./directory.ts";

/**
 * The codes by which Microsoft Entra says that a tenant has not consented to the application, or not to a permission.
 * Source: https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
const withoutConsent: ReadonlySet<string | undefined> = new Set([
  "AADSTS65001",
  "AADSTS650052",
  "AADSTS650057",
  "AADSTS700016",
  "AADSTS7000229",
]);

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
  if (error instanceof CredentialError) {
    return withoutConsent.has(error.entraCode);
  }
  if (error instanceof LookUpError) {
    return error.code === "lookUpForbidden";
  }
  return error instanceof GraphError && error.code === "forbidden";
}
