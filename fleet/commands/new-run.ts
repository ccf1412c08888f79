import type { Operation, WorkOptions } from "../operations.ts";
import type { PlanOptions } from "../run/new-plan.ts";

/** A run that begins now. */
export function planOptions(work: {
  readonly operation: Operation;
  readonly options: WorkOptions;
}): PlanOptions {
  return { operation: work.operation, options: work.options, now: Date.now(), random: Math.random() };
}
