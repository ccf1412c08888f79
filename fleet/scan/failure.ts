import { GraphError } from "../../graph/errors.ts";
import { isWithoutConsent, notConsented } from "../credentials/without-consent.ts";
import { explanationOf } from "../failure.ts";
import type { TenantOutcome } from "../outcome.ts";
import type { TenantWork } from "../work.ts";
import { LookUpError } from "./directory.ts";

/** How a tenant's scan ended that an error has stopped: without permission, or failed. */
export function failureOf(
  error: unknown,
  { tenant, env }: Pick<TenantWork, "tenant" | "env">,
): Pick<TenantOutcome, "status" | "reason" | "error"> {
  if (isWithoutConsent(error)) {
    return { status: "notScanned", reason: "noPermission", error: notConsented(tenant) };
  }
  const explanation = explanationOf(error, env);
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
