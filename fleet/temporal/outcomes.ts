import type { Client, WorkflowHandle } from "@temporalio/client";
import { defaultPayloadConverter, WorkflowNotFoundError } from "@temporalio/common";
import { type TenantOutcome, tenantOutcome } from "../outcome.ts";
import {
  type FleetPlanInput,
  type LostReason,
  type SettledTenant,
  type TenantResult,
  tenantWorkflowId,
} from "./contract.ts";

type History = Awaited<ReturnType<WorkflowHandle["fetchHistory"]>>;
type HistoryEvent = NonNullable<History["events"]>[number];
type Payloads = { readonly payloads?: Parameters<typeof defaultPayloadConverter.fromPayload>[0][] | null };

/**
 * The outcome of a tenant that ended, from its workflow's history. It is read from there, and not by the run's workflow, whose own
 * history would grow by every outcome.
 *
 * @returns Undefined where Temporal has deleted the history already.
 */
export async function fetchOutcome(
  client: Client,
  { plan, tenantIds }: Pick<FleetPlanInput, "plan" | "tenantIds">,
  settled: SettledTenant,
): Promise<TenantOutcome | undefined> {
  const tenantId = tenantIds[settled.tenant] ?? settled.tenant;
  const ring = plan.rings.find(({ tenants }) => tenants.includes(settled.tenant))?.name ?? "";
  const identity = { tenant: settled.tenant, tenantId, ring, operation: plan.operation };
  if (settled.workflowRunId === undefined) {
    return lostOutcome(identity, "cancelled", [plan.plannedAt, plan.plannedAt]);
  }
  const events = await eventsOf(client, tenantWorkflowId(tenantId), settled.workflowRunId);
  if (events === undefined) {
    return undefined;
  }
  const times = [timeOf(events.at(0)), timeOf(events.at(-1))] as const;
  const result = events.findLast((event) => event.activityTaskCompletedEventAttributes)
    ?.activityTaskCompletedEventAttributes?.result;
  const parsed = tenantOutcome.safeParse(result ? decode(result) : undefined);
  return parsed.success ? parsed.data : lostOutcome(identity, lostReasonOf(events), times);
}

async function eventsOf(
  client: Client,
  workflowId: string,
  runId: string,
): Promise<HistoryEvent[] | undefined> {
  try {
    const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    return events ?? [];
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) {
      return undefined;
    }
    throw error;
  }
}

/** The first value of a list of payloads, which is JSON. */
export function decode(payloads: Payloads): unknown {
  const [first] = payloads.payloads ?? [];
  return first === undefined ? undefined : defaultPayloadConverter.fromPayload(first);
}

function lostReasonOf(events: readonly HistoryEvent[]): LostReason {
  const result = events.at(-1)?.workflowExecutionCompletedEventAttributes?.result;
  const { lost }: Partial<TenantResult> = (result ? decode(result) : undefined) ?? {};
  return lost ?? "cancelled";
}

/** ISO 8601, UTC. */
function timeOf(event: HistoryEvent | undefined): string {
  const seconds = Number(event?.eventTime?.seconds ?? 0);
  return new Date(seconds * 1_000 + (event?.eventTime?.nanos ?? 0) / 1e6).toISOString();
}

function lostOutcome(
  identity: Pick<TenantOutcome, "tenant" | "tenantId" | "ring" | "operation">,
  lost: LostReason,
  [startedAt, endedAt]: readonly [string, string],
): TenantOutcome {
  const { why, hint } = lostTexts[lost];
  return {
    ...identity,
    startedAt,
    endedAt,
    status: "failed",
    drift: [],
    notices: [],
    error: { code: "workersLost", message: `No worker finished with ${identity.tenant}: ${why}.`, hint },
  };
}

const readAndRepeat = "Read the workers' output, then start another run for this tenant.";

const lostTexts: Record<LostReason, { why: string; hint: string }> = {
  workersLost: { why: "each stopped responding", hint: readAndRepeat },
  tookTooLong: { why: "it did not end within its time", hint: readAndRepeat },
  error: { why: "each attempt ended with an unexpected error", hint: readAndRepeat },
  cancelled: {
    why: "its workflow was stopped in Temporal",
    hint: "Start another run for this tenant if it was not meant to be left out.",
  },
};
