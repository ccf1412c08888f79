import { CredentialError } from "../../graph/credentials/errors.ts";
import { GraphError } from "../../graph/errors.ts";
import { explanationOf } from "../failure.ts";
import { notConsented, withoutApplication } from "../onboard/examine-consent.ts";
import type { TenantOutcome } from "../outcome.ts";
import type { TenantWork } from "../work.ts";
import { LookUpError } from "./directory.ts";

/**
 * Entra's codes for a permission, or an application of the sign-in, without consent.
 * Source: https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
const withoutConsent: ReadonlySet<string> = new Set(["AADSTS65001", "AADSTS650052", "AADSTS650057"]);

/** How a tenant's scan ended that an error has stopped: without permission, or failed. */
export function failureOf(
  error: unknown,
  { tenant, env }: Pick<TenantWork, "tenant" | "env">,
): Pick<TenantOutcome, "status" | "reason" | "error"> {
  if (error instanceof CredentialError && withoutApplication.has(error.entraCode ?? "")) {
    return { status: "notScanned", reason: "noPermission", error: notConsented(tenant) };
  }
  const explanation = explanationOf(error, env);
  return isWithoutPermission(error)
    ? { status: "notScanned", reason: "noPermission", error: explanation }
    : { status: "failed", error: explanation };
}

function isWithoutPermission(error: unknown): boolean {
  if (error instanceof CredentialError) {
    return withoutConsent.has(error.entraCode ?? "");
  }
  if (error instanceof LookUpError) {
    return error.code === "lookUpForbidden";
  }
  return error instanceof GraphError && error.code === "forbidden";
}
