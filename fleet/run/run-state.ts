import { z } from "zod";
import { tenantOutcome } from "../outcome.ts";
import { runPlan } from "./plan.ts";

/**
 * The ID that each tenant of a run had when it was planned, by its name: one that has another ID later is not the tenant that was
 * meant. Absent in a run by Temporal, whose workflow has them itself.
 */
const tenantIds = z.record(z.string(), z.string()).optional();

/** What happened in a run, in order. Times are ISO 8601, UTC. A run's journal has one a line. */
export const runEvent = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("planned"),
    at: z.string(),
    plan: runPlan,
    engine: z.enum(["local", "temporal"]),
    tenantIds,
  }),
  z.strictObject({ type: z.literal("started"), at: z.string(), tenant: z.string() }),
  z.strictObject({ type: z.literal("progress"), at: z.string(), tenant: z.string(), text: z.string() }),
  z.strictObject({ type: z.literal("settled"), at: z.string(), outcome: tenantOutcome }),
  z.strictObject({
    type: z.literal("waiting"),
    at: z.string(),
    ring: z.string(),
    reason: z.enum(["approval", "tooManyFailures", "paused"]),
  }),
  z.strictObject({ type: z.literal("paused"), at: z.string() }),
  z.strictObject({ type: z.literal("resumed"), at: z.string() }),
  z.strictObject({ type: z.literal("approved"), at: z.string(), ring: z.string() }),
  z.strictObject({ type: z.literal("ended"), at: z.string() }),
]);

export type RunEvent = z.output<typeof runEvent>;

/** A run as status, report and every engine see it: its plan, and what happened so far. */
export const runState = z.strictObject({
  plan: runPlan,
  engine: z.enum(["local", "temporal"]),
  tenantIds,
  outcomes: z.array(tenantOutcome),
  /** Tenants that were started and have not ended, with what they do now. */
  running: z.array(
    z.strictObject({ tenant: z.string(), since: z.string(), progress: z.string().optional() }),
  ),
  approved: z.array(z.string()),
  paused: z.boolean(),
  /** Where nothing runs until a person acts. */
  waiting: z
    .strictObject({ ring: z.string(), reason: z.enum(["approval", "tooManyFailures", "paused"]) })
    .optional(),
  endedAt: z.string().optional(),
});

export type RunState = z.output<typeof runState>;

/** What every engine offers for a run. */
export type FleetEngine = {
  /** Starts a run, or goes on with one; tells each event; settles when the run ended or waits for a person. */
  run(plan: RunState["plan"], onEvent: (event: RunEvent) => void, signal: AbortSignal): Promise<RunState>;
  state(runId: string): Promise<RunState>;
  /** The ids of the runs that this engine knows, the newest first. */
  runs(): Promise<readonly string[]>;
  pause(runId: string): Promise<void>;
  /** Takes a pause back. `run` goes on with the run afterwards, where no process does. */
  resume(runId: string): Promise<void>;
  approve(runId: string, ring: string): Promise<void>;
};
