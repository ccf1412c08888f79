import path from "node:path";
import { ApplicationFailure, CancelledFailure, Context } from "@temporalio/activity";
import { ExplainedError } from "../../text/explained-error.ts";
import { messageOf } from "../../text/message-of.ts";
import { plainText } from "../../text/plain-text.ts";
import { FleetError } from "../errors.ts";
import type { Fleet, FleetTenant } from "../fleet.ts";
import { type TenantOutcome, tenantOutcome } from "../outcome.ts";
import { type RunPlan, runPlan } from "../run/plan.ts";
import { tenantIdsOf } from "../run/tenant-ids.ts";
import type { PerformWork } from "../work.ts";
import { capOutcome } from "./cap-outcome.ts";
import type { PlannedRun, ScheduledRunInput, TenantInput } from "./contract.ts";

/** What a worker does its work with. */
export type WorkerParts = {
  /** Reads the fleet's file, as it is now. */
  readonly readFleet: () => Promise<Fleet>;
  readonly performWork: PerformWork;
  /** Plans a run over all tenants of the fleet. */
  readonly planRun: (fleet: Fleet, input: Pick<ScheduledRunInput, "operation" | "options">) => RunPlan;
  readonly env: NodeJS.ProcessEnv;
  readonly log: (line: string) => void;
};

export type Activities = {
  performTenant(input: TenantInput): Promise<TenantOutcome>;
  planScheduledRun(input: ScheduledRunInput): Promise<PlannedRun>;
};

type Parts = Omit<WorkerParts, "readFleet"> & { readonly readFleet: (runId: string) => Promise<Fleet> };

/** What workflows ask of a worker. Inputs come from the server: they choose among what the worker's own file has, no more. */
export function createActivities(given: WorkerParts): Activities {
  const parts: Parts = { ...given, readFleet: sharedInRun(given.readFleet) };
  const inProgress = new Map<string, Promise<unknown>>();

  return {
    async performTenant(input) {
      const work = afterEarlier(inProgress, input.tenantId, () => performTenant(parts, input));
      return await work;
    },
    async planScheduledRun(input) {
      const fleet = await given.readFleet();
      refuseOtherFile(fleet, input.fleetFile);
      const plan = runPlan.parse(parts.planRun(fleet, input));
      return { plan, tenantIds: tenantIdsOf(fleet, plan) };
    },
  };
}

const sharedMilliseconds = 10_000;

/**
 * Tenants of a run that begin together share the file, and what is kept with it: the states of their stacks, which a scan reads
 * all at once.
 */
function sharedInRun(readFleet: () => Promise<Fleet>): (runId: string) => Promise<Fleet> {
  let shared: { readonly runId: string; readonly until: number; readonly fleet: Promise<Fleet> } | undefined;
  return (runId) => {
    if (shared?.runId !== runId || shared.until < Date.now()) {
      shared = { runId, until: Date.now() + sharedMilliseconds, fleet: readFleet() };
    }
    return shared.fleet;
  };
}

/** A tenant that comes back to a worker which still stops its earlier attempt waits for that. */
async function afterEarlier<Result>(
  inProgress: Map<string, Promise<unknown>>,
  tenantId: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const earlier = inProgress.get(tenantId);
  const mine = (async () => {
    await earlier?.catch(() => undefined);
    return await work();
  })();
  inProgress.set(tenantId, mine);
  try {
    return await mine;
  } finally {
    if (inProgress.get(tenantId) === mine) {
      inProgress.delete(tenantId);
    }
  }
}

async function performTenant(parts: Parts, input: TenantInput): Promise<TenantOutcome> {
  const context = Context.current();
  const startedAt = new Date().toISOString();
  const { log, env, performWork } = parts;
  let progress = "starting";
  const beat = (): void => context.heartbeat(progress);
  beat();
  const heartbeats = setInterval(beat, (context.info.heartbeatTimeoutMs ?? 20_000) / 5);
  log(`${plainText(input.tenant)}: ${input.operation} begins${attemptOf(context.info.attempt)}.`);
  try {
    const fleet = await parts.readFleet(input.runId);
    const tenant = tenantOf(fleet, input);
    const outcome = await performWork({
      fleet,
      tenant,
      operation: input.operation,
      options: optionsWithin(fleet, input),
      runId: input.runId,
      env,
      signal: context.cancellationSignal,
      report: (text) => {
        progress = plainText(text).slice(0, mostProgressCharacters);
        beat();
      },
    });
    log(`${plainText(input.tenant)}: ${outcome.status}.`);
    return checked(outcome);
  } catch (error) {
    if (error instanceof FleetError) {
      log(`${plainText(input.tenant)}: ${error.message}`);
      return failedOutcome(input, startedAt, error);
    }
    const failure = failureOf(error, context);
    log(`${plainText(input.tenant)}: it ended early: ${plainText(messageOf(error))}`);
    throw failure;
  } finally {
    clearInterval(heartbeats);
  }
}

const mostProgressCharacters = 200;

function attemptOf(attempt: number): string {
  return attempt > 1 ? ` (attempt ${attempt})` : "";
}

/** The tenant of the worker's own file. One that has another id there would get work that was meant for another tenant. */
function tenantOf(fleet: Fleet, { fleetFile, tenant, tenantId }: TenantInput): FleetTenant {
  refuseOtherFile(fleet, fleetFile);
  const found = fleet.tenants.find(({ name }) => name === tenant);
  if (found?.tenantId !== tenantId) {
    throw new FleetError({
      code: "otherFleetFile",
      message:
        found === undefined
          ? `The worker's ${fleetFile} has no tenant '${plainText(tenant)}'.`
          : `The worker's ${fleetFile} has another tenant ID for '${plainText(tenant)}'.`,
      hint: "Give every worker the same fleet.yaml as the command that started the run, and start the run again.",
    });
  }
  return found;
}

function refuseOtherFile(fleet: Fleet, fleetFile: string): void {
  if (path.resolve(fleet.project, fleetFile) !== path.resolve(fleet.file)) {
    throw new FleetError({
      code: "otherFleetFile",
      message: `The run is for ${plainText(fleetFile)}, and this worker serves ${relativeFile(fleet)}.`,
      hint: "Start a worker for that file, with another --task-queue where both are served, or run the file that the workers have.",
    });
  }
}

function relativeFile({ project, file }: Fleet): string {
  return path.relative(project, file).replaceAll(path.sep, "/");
}

/** A policy pack is a program: only one of the worker's own checkout is run. */
function optionsWithin({ project }: Fleet, { options }: TenantInput): TenantInput["options"] {
  const { policyPack } = options;
  if (policyPack !== undefined) {
    const relative = path.relative(project, path.resolve(project, policyPack));
    if (relative.startsWith("..") || path.isAbsolute(relative)) {
      throw new FleetError({
        code: "otherFleetFile",
        message: `The policy pack ${plainText(policyPack)} is not in the project's folder.`,
        hint: "With --engine temporal, name a policy pack of the checkout, by its path from the project's folder.",
      });
    }
  }
  return options;
}

function failedOutcome(
  { tenant, tenantId, ring, operation }: TenantInput,
  startedAt: string,
  { code, message, hint }: FleetError,
): TenantOutcome {
  return {
    tenant,
    tenantId,
    ring,
    operation,
    startedAt,
    endedAt: new Date().toISOString(),
    status: "failed",
    drift: [],
    notices: [],
    error: { code, message, ...(hint === undefined ? {} : { hint }) },
  };
}

/** What was done already is not done again because its outcome is not as it must be. */
function checked(outcome: TenantOutcome): TenantOutcome {
  const parsed = tenantOutcome.safeParse(outcome);
  if (parsed.success) {
    return capOutcome(parsed.data);
  }
  const paths = parsed.error.issues.map(({ path: keys }) => keys.join("."));
  throw ApplicationFailure.nonRetryable(`the outcome is not valid: ${paths.join(", ")}`, "badOutcome");
}

/**
 * What is kept of an exception in the history: a code, and the text where it is one of this project's own, which have no secret.
 * A worker that is stopped gives its tenant to another; a tenant whose workflow was cancelled ends.
 */
function failureOf(error: unknown, context: Context): Error {
  if (context.cancellationDetails?.cancelRequested === true) {
    return new CancelledFailure("cancelled");
  }
  if (error instanceof ApplicationFailure) {
    return error;
  }
  const failure = context.cancellationSignal.aborted
    ? ApplicationFailure.retryable("the worker was stopped", "workerStopped")
    : error instanceof ExplainedError
      ? ApplicationFailure.retryable(error.message, error.code)
      : ApplicationFailure.retryable("unexpected error: see the worker's output", "unexpected");
  failure.stack = "";
  return failure;
}
