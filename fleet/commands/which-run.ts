import { FleetError } from "../errors.ts";
import type { FleetEngine } from "../run/run-state.ts";

/**
 * The run that was named, or the newest.
 *
 * @throws FleetError `noRuns` where none was named and there is none.
 */
export async function whichRun(engine: FleetEngine, named: string | undefined): Promise<string> {
  const id = named ?? (await engine.runs())[0];
  if (id === undefined) {
    throw new FleetError({
      code: "noRuns",
      message: "There is no run of this fleet yet.",
      hint: "Begin with `npm run pin-reset -- fleet scan`. Runs are kept beside the fleet's file, which --fleet names, or by Temporal, with --engine temporal.",
    });
  }
  return id;
}
