import type { Ending } from "../../cli/exit-codes.ts";
import { isFailure, type Status } from "../outcome.ts";
import type { RunState } from "../run/run-state.ts";

const foundStatuses: ReadonlySet<Status> = new Set<Status>(["drifted", "pending", "notScanned"]);

/** How the command ends that followed a run until it ended, waits for a person, or was interrupted. */
export function endingOfRun({ outcomes, waiting }: RunState, isInterrupted: boolean): Ending {
  if (isInterrupted) {
    return "interrupted";
  }
  if (waiting !== undefined) {
    return "waiting";
  }
  const failed = outcomes.filter(isFailure).length;
  if (failed > 0) {
    return failed === outcomes.length ? "failed" : "partly";
  }
  return outcomes.some(({ status }) => foundStatuses.has(status)) ? "found" : "done";
}
