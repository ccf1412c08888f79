import {
  ActivityCancellationType,
  ActivityFailure,
  CancelledFailure,
  proxyActivities,
  TimeoutFailure,
} from "@temporalio/workflow";
import type { TenantOutcome } from "../../outcome.ts";
import type { LostReason, RunLimits, TenantInput, TenantResult } from "../contract.ts";

type Activities = {
  performTenant(input: TenantInput): Promise<Pick<TenantOutcome, "status" | "reason">>;
};

/**
 * One tenant's part of a run. What fails in the tenant is an outcome, and not tried again; what is tried again is work whose
 * worker died or did not end in time.
 */
export async function tenantRun(input: TenantInput, limits: RunLimits): Promise<TenantResult> {
  const { performTenant } = proxyActivities<Activities>({
    startToCloseTimeout: limits.attemptSeconds * 1_000,
    // The workflow's id keeps other runs from the tenant until the work has stopped.
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    heartbeatTimeout: limits.heartbeatSeconds * 1_000,
    retry: {
      initialInterval: limits.retrySeconds * 1_000,
      backoffCoefficient: 2,
      maximumInterval: limits.retrySeconds * 8_000,
      maximumAttempts: limits.attempts,
    },
  });
  try {
    const outcome = await performTenant(input);
    return { ended: isFailure(outcome) ? "failed" : "ok" };
  } catch (error) {
    if (error instanceof ActivityFailure) {
      return { ended: "failed", lost: lostReason(error.cause) };
    }
    throw error;
  }
}

/** As isFailure of fleet/outcome.ts, whose module needs zod, which no workflow should load. */
function isFailure({ status, reason }: Pick<TenantOutcome, "status" | "reason">): boolean {
  return status === "failed" || (status === "notScanned" && reason === "noPermission");
}

function lostReason(cause: Error | undefined): LostReason {
  if (cause instanceof CancelledFailure) {
    return "cancelled";
  }
  if (cause instanceof TimeoutFailure) {
    return cause.timeoutType === "HEARTBEAT" ? "workersLost" : "tookTooLong";
  }
  return "error";
}
