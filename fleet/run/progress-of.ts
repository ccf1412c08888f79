import { isFailure } from "../outcome.ts";
import type { RunProgress } from "./next-step.ts";
import type { RunState } from "./run-state.ts";

/** What the next step of a run depends on. */
export function progressOf({ outcomes, running, approved, paused }: RunState): RunProgress {
  return {
    settled: Object.fromEntries(
      outcomes.map((outcome) => [outcome.tenant, isFailure(outcome) ? "failed" : "ok"] as const),
    ),
    running: running.map(({ tenant }) => tenant),
    approved,
    paused,
  };
}
