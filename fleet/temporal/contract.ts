import type { Operation, WorkOptions } from "../operations.ts";
import type { WaitReason } from "../run/next-step.ts";
import type { RunPlan } from "../run/plan.ts";

// What workflows, workers and clients agree on. Everything here that travels holds names and ids only. Workflows import this
// module, so it imports nothing at run time.

/** The queue that workers take work from unless another is given. */
export const defaultTaskQueue = "pin-reset-fleet";

/** The signals and the query of a run's workflow. */
export const pauseSignal = "pause";
export const resumeSignal = "resume";
export const approveSignal = "approve";
export const progressQuery = "progress";

/**
 * The workflow of a tenant. Temporal runs one workflow of an id at a time in a namespace, so that two runs never work on a tenant
 * at the same time.
 */
export function tenantWorkflowId(tenantId: string): string {
  return `tenant/${tenantId}`;
}

/** Times and limits of a run. They travel with it, since a workflow must decide the same each time it is replayed. */
export type RunLimits = {
  /** A worker that is not heard of for so long is taken for dead, and its tenant goes to another. */
  readonly heartbeatSeconds: number;
  /** How long a tenant waits before it is tried again after its worker died. */
  readonly retrySeconds: number;
  /** How often a tenant is tried where workers die or time runs out. */
  readonly attempts: number;
  /** How long one attempt may take. */
  readonly attemptSeconds: number;
  /** How often a run asks again for a tenant that another run works on. */
  readonly turnSeconds: number;
  /** After how many events a run goes on in a new history, where Temporal does not suggest it earlier. */
  readonly historyEvents: number;
};

/**
 * A worker that lost its server for longer than the heartbeat's time learns only afterwards that its tenant was given away: it
 * stops then, and has the time before the retry for it. The stack's lock guards what remains.
 */
export const usualLimits: RunLimits = {
  heartbeatSeconds: 20,
  retrySeconds: 10,
  attempts: 5,
  attemptSeconds: 7_200,
  turnSeconds: 15,
  historyEvents: 4_000,
};

/** A tenant that ended: the id of its workflow's run says where its outcome is. */
export type SettledTenant = {
  readonly tenant: string;
  readonly ended: "ok" | "failed";
  /** Absent where its workflow could not be started. */
  readonly workflowRunId?: string;
};

/** What a run's workflow begins with, and what it carries when it goes on in a new history. */
export type FleetPlanInput = {
  readonly plan: RunPlan;
  /** By the tenant's name. */
  readonly tenantIds: Readonly<Record<string, string>>;
  readonly limits: RunLimits;
  /** In the order in which they ended. */
  readonly settled: readonly SettledTenant[];
  readonly approved: readonly string[];
  readonly paused: boolean;
};

/** What a run's workflow returns. */
export type FleetPlanResult = {
  readonly settled: readonly SettledTenant[];
  readonly approved: readonly string[];
};

export type RunningTenant = {
  readonly tenant: string;
  /** ISO 8601, UTC. */
  readonly since: string;
  /** Whether another run works on the tenant: this one waits until it has ended. */
  readonly held?: true;
};

/** What the query `progress` returns. Its argument says how many settled tenants the caller knows: only later ones are in it. */
export type PlanProgress = {
  readonly settled: readonly SettledTenant[];
  readonly running: readonly RunningTenant[];
  readonly approved: readonly string[];
  readonly paused: boolean;
  readonly waiting?: { readonly ring: string; readonly reason: WaitReason };
  readonly ended: boolean;
};

/** What a tenant's workflow, and its activity, are given. */
export type TenantInput = {
  readonly runId: string;
  readonly fleetFile: string;
  readonly tenant: string;
  readonly tenantId: string;
  readonly ring: string;
  readonly operation: Operation;
  readonly options: WorkOptions;
};

/** What a tenant's workflow returns. Its outcome is the result of its activity, in its history. */
export type TenantResult = {
  readonly ended: "ok" | "failed";
  /** Why there is no outcome: its workers died, it took too long, or it was cancelled. */
  readonly lost?: LostReason;
};

export type LostReason = "workersLost" | "tookTooLong" | "cancelled" | "error";

/** What a scheduled run is started with. */
export type ScheduledRunInput = {
  readonly fleetFile: string;
  readonly operation: Operation;
  readonly options: WorkOptions;
  readonly limits: RunLimits;
};

/** What an activity plans for a scheduled run. */
export type PlannedRun = Pick<FleetPlanInput, "plan" | "tenantIds">;
