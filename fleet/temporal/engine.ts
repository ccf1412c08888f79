import {
  Client,
  Connection,
  WorkflowExecutionAlreadyStartedError,
  WorkflowIdReusePolicy,
  WorkflowNotFoundError,
} from "@temporalio/client";
import { plainText } from "../../text/plain-text.ts";
import { FleetError } from "../errors.ts";
import type { Fleet } from "../fleet.ts";
import type { TenantOutcome } from "../outcome.ts";
import type { RunPlan } from "../run/plan.ts";
import type { FleetEngine, RunEvent, RunState } from "../run/run-state.ts";
import { tenantIdsOf } from "../run/tenant-ids.ts";
import type { ConnectionSettings } from "./connection-settings.ts";
import {
  approveSignal,
  defaultTaskQueue,
  type FleetPlanInput,
  type PlanProgress,
  pauseSignal,
  type RunLimits,
  resumeSignal,
  usualLimits,
} from "./contract.ts";
import { explainConnecting, explainTemporal } from "./explain.ts";
import { follow } from "./follow.ts";
import { fetchActivityProgress, fetchOutcomes, readInput, readProgress } from "./read-run.ts";
import { journaledRun, withJournal } from "./with-journal.ts";
import type { fleetPlan } from "./workflows/fleet-plan.ts";

export type EngineOptions = {
  readonly connection: ConnectionSettings;
  readonly fleet: Fleet;
  readonly taskQueue?: string | undefined;
  readonly limits?: Partial<RunLimits>;
  /** Gets what is no event of a run: that no worker answers, or that Temporal cannot be reached for now. */
  readonly onNotice?: (text: string) => void;
  /** How often a run that is followed is asked for its progress. */
  readonly pollMilliseconds?: number;
  /** How long a worker has to answer that. */
  readonly queryMilliseconds?: number;
};

export type TemporalEngine = FleetEngine & { close(): Promise<void> };

/**
 * Connects to Temporal.
 *
 * @throws FleetError where it cannot be reached, refuses the client, or lacks the namespace.
 */
export async function connectClient(settings: ConnectionSettings): Promise<Client> {
  const { address, namespace, apiKey, tls } = settings;
  try {
    const connection = await Connection.connect({
      address,
      connectTimeout: "5s",
      ...(apiKey === undefined ? {} : { apiKey }),
      ...(tls === undefined ? {} : { tls }),
    });
    await connection.workflowService.describeNamespace({ namespace });
    return new Client({ connection, namespace });
  } catch (error) {
    throw await explainConnecting(error, settings);
  }
}

/** Runs on Temporal: this process only starts them, follows them and tells them what a person decides. */
export async function createTemporalEngine(options: EngineOptions): Promise<TemporalEngine> {
  const { connection: settings, fleet, onNotice = () => undefined, pollMilliseconds = 1_000 } = options;
  const client = await connectClient(settings);
  const explained = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    try {
      return await work();
    } catch (error) {
      throw explainTemporal(error, settings);
    }
  };

  async function start(plan: RunPlan): Promise<boolean> {
    const input: FleetPlanInput = {
      plan,
      tenantIds: tenantIdsOf(fleet, plan),
      limits: { ...usualLimits, ...options.limits },
      settled: [],
      approved: [],
      paused: false,
    };
    try {
      await client.workflow.start<typeof fleetPlan>("fleetPlan", {
        workflowId: plan.id,
        workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
        taskQueue: options.taskQueue ?? defaultTaskQueue,
        args: [input],
      });
      return true;
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError) {
        return false;
      }
      throw error;
    }
  }

  async function run(
    plan: RunPlan,
    onEvent: (event: RunEvent) => void,
    signal: AbortSignal,
  ): Promise<RunState> {
    const isNew = await start(plan);
    const input = isNew ? { plan, tenantIds: tenantIdsOf(fleet, plan) } : await readInput(client, plan.id);
    return await withJournal(fleet, { plan: input.plan, signal }, onEvent, async (told, tell) => {
      const progress = await follow({
        client,
        input,
        onEvent: tell,
        told,
        onNotice,
        signal,
        pollMilliseconds,
        queryMilliseconds: options.queryMilliseconds,
      });
      return progress?.running ?? [];
    });
  }

  async function state(runId: string): Promise<RunState> {
    const journaled = await journaledRun(fleet, runId);
    if (journaled !== undefined) {
      return journaled;
    }
    const input = await readInput(client, runId);
    const progress = await readProgress(client, runId, 0);
    if (typeof progress === "string") {
      throw new FleetError({
        code: "noWorker",
        message: `No worker answers for the run ${runId}.`,
        hint: "Start one with `npm run pin-reset -- fleet worker`, with the same --address, --namespace and --task-queue.",
      });
    }
    const outcomes = await fetchOutcomes({ client, input, onNotice }, progress.settled);
    const texts = await Promise.all(
      progress.running.map(async ({ tenant }) => {
        const id = input.tenantIds[tenant] ?? tenant;
        return [tenant, await fetchActivityProgress(client, id).catch(() => undefined)] as const;
      }),
    );
    return stateOf(input.plan, outcomes, progress, new Map(texts));
  }

  async function runs(): Promise<readonly string[]> {
    const ids = new Set<string>();
    const query = 'WorkflowType = "fleetPlan"';
    for await (const { workflowId } of client.workflow.list({ query })) {
      ids.add(workflowId);
    }
    // Their ids have the time in them, after the operation.
    return [...ids].sort((one, other) => startOf(other).localeCompare(startOf(one)));
  }

  async function signalRun(runId: string, signal: string, ...args: string[]): Promise<void> {
    try {
      await client.workflow.getHandle(runId).signal(signal, ...args);
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) {
        throw error;
      }
      await readInput(client, runId);
      throw new FleetError({
        code: "runHasEnded",
        message: `The run ${plainText(runId)} has ended.`,
        hint: "A run that has ended can't be changed: start another.",
      });
    }
  }

  return {
    run: (...given) => explained(() => run(...given)),
    state: (runId) => explained(() => state(runId)),
    runs: () => explained(runs),
    pause: (runId) => explained(() => signalRun(runId, pauseSignal)),
    resume: (runId) => explained(() => signalRun(runId, resumeSignal)),
    approve: (runId, ring) => explained(() => signalRun(runId, approveSignal, ring)),
    close: () => client.connection.close(),
  };
}

function startOf(runId: string): string {
  return runId.slice(runId.indexOf("-") + 1);
}

function stateOf(
  plan: RunPlan,
  outcomes: readonly TenantOutcome[],
  progress: PlanProgress | undefined,
  texts: ReadonlyMap<string, string | undefined>,
): RunState {
  const { running = [], approved = [], paused = false, waiting, ended = false } = progress ?? {};
  const last = outcomes
    .map(({ endedAt }) => endedAt)
    .sort()
    .at(-1);
  return {
    plan,
    engine: "temporal",
    outcomes: [...outcomes],
    running: running.map(({ tenant, since }) => {
      const text = texts.get(tenant);
      return { tenant, since, ...(text === undefined ? {} : { progress: text }) };
    }),
    approved: [...approved],
    paused,
    ...(waiting === undefined ? {} : { waiting }),
    ...(ended ? { endedAt: last ?? plan.plannedAt } : {}),
  };
}
