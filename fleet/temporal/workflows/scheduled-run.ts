import { executeChild, ParentClosePolicy, proxyActivities } from "@temporalio/workflow";
import type { PlannedRun, ScheduledRunInput } from "../contract.ts";
import type { fleetPlan } from "./fleet-plan.ts";

type Activities = {
  planScheduledRun(input: ScheduledRunInput): Promise<PlannedRun>;
};

/** What a schedule starts: it plans a run over all tenants of the file as it is then, and ends when the run has. */
export async function scheduledRun(input: ScheduledRunInput): Promise<string> {
  const { planScheduledRun } = proxyActivities<Activities>({
    startToCloseTimeout: 60_000,
    retry: { maximumAttempts: 10 },
  });
  const planned = await planScheduledRun(input);
  await executeChild<typeof fleetPlan>("fleetPlan", {
    workflowId: planned.plan.id,
    args: [{ ...planned, limits: input.limits, settled: [], approved: [], paused: false }],
    parentClosePolicy: ParentClosePolicy.ABANDON,
  });
  return planned.plan.id;
}
