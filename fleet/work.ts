import type { Fleet, FleetTenant } from "./fleet.ts";
import type { Operation, WorkOptions } from "./operations.ts";
import type { TenantOutcome } from "./outcome.ts";

/** One tenant's part of a run. */
export type TenantWork = {
  readonly fleet: Fleet;
  readonly tenant: FleetTenant;
  readonly operation: Operation;
  readonly options: WorkOptions;
  /** The run that it belongs to; see RunPlan. */
  readonly runId: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** Says what happens now, in a few words. Called at least every ten seconds while the work goes on. */
  readonly report: (progress: string) => void;
};

/**
 * Does one tenant's part of a run. What fails there is an outcome, not an exception.
 *
 * @throws the signal's reason where it was aborted: nothing is known then of how the tenant is.
 */
export type PerformWork = (work: TenantWork) => Promise<TenantOutcome>;
