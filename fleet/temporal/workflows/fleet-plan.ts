import { WorkflowExecutionAlreadyStartedError } from "@temporalio/common";
import {
  CancellationScope,
  ChildWorkflowCancellationType,
  ChildWorkflowFailure,
  type ChildWorkflowHandle,
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  ParentClosePolicy,
  setHandler,
  sleep,
  startChild,
  workflowInfo,
} from "@temporalio/workflow";
import { canApprove, nextStep, type RunProgress } from "../../run/next-step.ts";
import {
  approveSignal,
  type FleetPlanInput,
  type FleetPlanResult,
  type PlanProgress,
  pauseSignal,
  progressQuery,
  type RunningTenant,
  resumeSignal,
  type SettledTenant,
  tenantWorkflowId,
} from "../contract.ts";
import type { tenantRun } from "./tenant-run.ts";

type Child = ChildWorkflowHandle<typeof tenantRun>;

/**
 * A run over the rings of a fleet. It starts a workflow for each tenant, which outlives it where it is ended from outside.
 *
 * Its history grows by about ten events a tenant. Long before Temporal's limit it starts no more tenants, waits for those that
 * run, and goes on in a new history with names and how they ended: children are told apart by the history that they were
 * started from, so none may run then.
 *
 * A change to the order of its commands breaks the runs that are under way when workers are replaced, unless it is guarded by
 * `patched`; the replay tests in test/fleet/temporal fail for it.
 */
export async function fleetPlan(input: FleetPlanInput): Promise<FleetPlanResult> {
  const { plan, tenantIds, limits } = input;
  const settled: SettledTenant[] = [...input.settled];
  const approved = [...input.approved];
  const running = new Map<string, RunningTenant>();
  let paused = input.paused;
  let ended = false;
  let changes = 0;
  const changed = (): void => {
    changes += 1;
  };

  const progress = (): RunProgress => ({
    settled: Object.fromEntries(settled.map(({ tenant, ended: how }) => [tenant, how])),
    running: [...running.keys()],
    approved,
    paused,
  });
  const next = () => nextStep(plan.rings, progress());
  const isHistoryLong = (): boolean => {
    const { continueAsNewSuggested, historyLength } = workflowInfo();
    return continueAsNewSuggested || historyLength > limits.historyEvents;
  };

  setHandler(defineQuery<PlanProgress, [number]>(progressQuery), (known): PlanProgress => {
    const step = next();
    return {
      settled: settled.slice(known),
      running: [...running.values()],
      approved,
      paused,
      ...(step.kind === "waiting" ? { waiting: { ring: step.ring, reason: step.reason } } : {}),
      ended,
    };
  });
  setHandler(defineSignal(pauseSignal), () => {
    paused = true;
    changed();
  });
  setHandler(defineSignal(resumeSignal), () => {
    paused = false;
    changed();
  });
  setHandler(defineSignal<[string]>(approveSignal), (ring) => {
    if (canApprove(plan.rings, progress(), ring)) {
      approved.push(ring);
      changed();
    }
  });

  /** A tenant that another run works on: this one waits for it, unless the run is paused or is to go on in a new history. */
  async function startInTurn({ tenant, since }: RunningTenant, ring: string): Promise<Child | undefined> {
    const tenantId = tenantIds[tenant] ?? tenant;
    const { id: runId, fleetFile, operation, options } = plan;
    for (;;) {
      try {
        return await startChild<typeof tenantRun>("tenantRun", {
          workflowId: tenantWorkflowId(tenantId),
          args: [{ runId, fleetFile, tenant, tenantId, ring, operation, options }, limits],
          parentClosePolicy: ParentClosePolicy.ABANDON,
          cancellationType: ChildWorkflowCancellationType.ABANDON,
          staticSummary: tenant,
        });
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) {
          throw error;
        }
      }
      running.set(tenant, { tenant, since, held: true });
      await sleep(limits.turnSeconds * 1_000);
      if (next().kind !== "run" || isHistoryLong()) {
        return undefined;
      }
    }
  }

  async function runTenant(tenant: string, ring: string): Promise<void> {
    const begun: RunningTenant = { tenant, since: new Date().toISOString() };
    let workflowRunId: string | undefined;
    running.set(tenant, begun);
    try {
      const child = await startInTurn(begun, ring);
      if (child !== undefined) {
        workflowRunId = child.firstExecutionRunId;
        running.set(tenant, begun);
        const result = await child.result();
        settled.push({ tenant, ended: result.ended, workflowRunId });
      }
    } catch (error) {
      if (CancellationScope.current().consideredCancelled) {
        return;
      }
      if (!(error instanceof ChildWorkflowFailure)) {
        throw error;
      }
      // Somebody ended the tenant's workflow by Temporal's own means.
      settled.push({ tenant, ended: "failed", ...(workflowRunId === undefined ? {} : { workflowRunId }) });
    }
    running.delete(tenant);
    changed();
  }

  for (;;) {
    const step = next();
    if (step.kind === "ended") {
      ended = true;
      return { settled, approved };
    }
    const mustRenew = isHistoryLong();
    if (mustRenew && running.size === 0) {
      await continueAsNew<typeof fleetPlan>({
        plan,
        tenantIds,
        limits,
        settled,
        approved,
        paused,
      });
    }
    if (step.kind === "run" && !mustRenew) {
      for (const tenant of step.tenants) {
        void runTenant(tenant, step.ring);
      }
    }
    const seen = changes;
    await condition(() => changes !== seen);
  }
}
