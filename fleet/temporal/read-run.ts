import type { Client } from "@temporalio/client";
import { defaultPayloadConverter } from "@temporalio/common";
import { z } from "zod";
import { plainText } from "../../text/plain-text.ts";
import { FleetError } from "../errors.ts";
import type { TenantOutcome } from "../outcome.ts";
import { runPlan } from "../run/plan.ts";
import {
  type FleetPlanInput,
  type FleetPlanResult,
  type PlanProgress,
  progressQuery,
  type SettledTenant,
  tenantWorkflowId,
} from "./contract.ts";
import { isNotFound, isWithoutWorker } from "./explain.ts";
import { decode, fetchOutcome } from "./outcomes.ts";

export type Reading = {
  readonly client: Client;
  readonly input: Pick<FleetPlanInput, "plan" | "tenantIds">;
  /** What is no event of the run: that no worker answers, that Temporal cannot be reached. */
  readonly onNotice: (text: string) => void;
};

const outcomesAtOnce = 8;
/** How long a worker has to answer. Temporal itself waits much longer for one. */
const usualQueryMilliseconds = 6_000;

const planInput = z.object({ plan: runPlan, tenantIds: z.record(z.string(), z.string()) });

/**
 * How far a run is.
 *
 * @param known How many settled tenants the caller knows.
 * @param queryMilliseconds How long a worker has to answer.
 * @returns A sentence where no worker answers, and the run has not ended.
 * @throws FleetError `runStopped`.
 */
export async function readProgress(
  client: Client,
  runId: string,
  known: number,
  queryMilliseconds: number = usualQueryMilliseconds,
): Promise<PlanProgress | string> {
  const handle = client.workflow.getHandle(runId);
  try {
    return await client.withDeadline(Date.now() + queryMilliseconds, () =>
      handle.query<PlanProgress, [number]>(progressQuery, known),
    );
  } catch (error) {
    if (!isWithoutWorker(error)) {
      throw error;
    }
  }
  // A run that ended has its result, for which no worker is needed.
  const { status } = await client.withDeadline(Date.now() + queryMilliseconds, () => handle.describe());
  if (status.name === "COMPLETED") {
    const { settled, approved }: FleetPlanResult = await handle.result();
    return { settled: settled.slice(known), approved, running: [], paused: false, ended: true };
  }
  if (status.name !== "RUNNING" && status.name !== "CONTINUED_AS_NEW") {
    throw new FleetError({
      code: "runStopped",
      message: `The run ${runId} was stopped in Temporal: ${status.name.toLowerCase()}.`,
      hint: "Start another run: tenants that are done already are found unchanged.",
    });
  }
  return `No worker answers for the run ${runId}: start one with \`npm run pin-reset -- fleet worker\`.`;
}

/** Fetches outcomes, several at once, in the order in which the tenants ended. */
export async function fetchOutcomes(
  { client, input, onNotice }: Reading,
  settled: readonly SettledTenant[],
): Promise<TenantOutcome[]> {
  const outcomes: TenantOutcome[] = [];
  for (let first = 0; first < settled.length; first += outcomesAtOnce) {
    const several = settled.slice(first, first + outcomesAtOnce);
    const fetched = await Promise.all(several.map((each) => fetchOutcome(client, input, each)));
    for (const [index, outcome] of fetched.entries()) {
      if (outcome === undefined) {
        onNotice(
          `Temporal has deleted the history of ${several[index]?.tenant}: its namespace keeps histories for a shorter time.`,
        );
      } else {
        outcomes.push(outcome);
      }
    }
  }
  return outcomes;
}

/** What a tenant's worker does now, as its last heartbeat says. */
export async function fetchActivityProgress(client: Client, tenantId: string): Promise<string | undefined> {
  const description = await client.workflow.getHandle(tenantWorkflowId(tenantId)).describe();
  const [activity] = description.raw.pendingActivities ?? [];
  const [details] = activity?.heartbeatDetails?.payloads ?? [];
  if (activity?.attempt && activity.attempt > 1 && !details) {
    return `its worker stopped responding: attempt ${activity.attempt}`;
  }
  return details ? String(defaultPayloadConverter.fromPayload(details)) : undefined;
}

/**
 * What a run was started with.
 *
 * @throws FleetError `noSuchRun`.
 */
export async function readInput(
  client: Client,
  runId: string,
): Promise<Pick<FleetPlanInput, "plan" | "tenantIds">> {
  const started = await readStart(client, runId);
  const input = started?.input ? planInput.safeParse(decode(started.input)) : undefined;
  if (started?.workflowType?.name === "fleetPlan" && input?.success) {
    return input.data;
  }
  throw new FleetError({
    code: "noSuchRun",
    message: `There is no run '${plainText(runId)}'.`,
    hint: "`npm run pin-reset -- fleet status --all` with the same --engine names the runs.",
  });
}

async function readStart(client: Client, runId: string) {
  try {
    const { history } = await client.workflowService.getWorkflowExecutionHistory({
      namespace: client.options.namespace,
      execution: { workflowId: runId },
      maximumPageSize: 1,
    });
    return history?.events?.[0]?.workflowExecutionStartedEventAttributes;
  } catch (error) {
    if (isNotFound(error)) {
      return undefined;
    }
    throw error;
  }
}
