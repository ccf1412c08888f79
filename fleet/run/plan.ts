import { z } from "zod";
import { operation, workOptions } from "../operations.ts";

/** A ring as a run has it: its rules, and the names of the tenants that were selected. */
const plannedRing = z.strictObject({
  name: z.string(),
  concurrency: z.number().int().positive(),
  maxFailures: z.number().int().nonnegative(),
  approval: z.boolean(),
  tenants: z.array(z.string()),
});

export type PlannedRing = z.output<typeof plannedRing>;

/** What a run is to do: the same for every engine. It holds names only. */
export const runPlan = z.strictObject({
  /** As `up-20261127T071500Z-4f2a`: the operation, when it was planned, its milliseconds and a random digit in hexadecimal. */
  id: z.string().regex(/^[a-z]+-\d{8}T\d{6}Z-[0-9a-f]{4}$/),
  operation,
  options: workOptions,
  /** The path of fleet.yaml, relative to the project's folder, with `/`. */
  fleetFile: z.string(),
  /** ISO 8601, UTC. */
  plannedAt: z.string(),
  /** In order; a ring without a selected tenant is left out. */
  rings: z.array(plannedRing),
});

export type RunPlan = z.output<typeof runPlan>;
