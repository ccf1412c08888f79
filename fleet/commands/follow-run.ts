import type { Context } from "../../cli/context.ts";
import type { Ending } from "../../cli/exit-codes.ts";
import { memoize } from "../../graph/memoize.ts";
import type { Fleet } from "../fleet.ts";
import type { TenantOutcome } from "../outcome.ts";
import { displayRun } from "../progress/run-display.ts";
import { closing, printOutcomes } from "../progress/summary.ts";
import type { RunPlan } from "../run/plan.ts";
import type { FleetEngine, RunState } from "../run/run-state.ts";
import { nextCommands } from "./next-commands.ts";
import type { ReportOptions } from "./options.ts";
import { endingOfRun } from "./run-ending.ts";
import type { Repeated } from "./typed-command.ts";
import { modelOf, sendMessages, writeFiles } from "./write-files.ts";

type Followed = {
  readonly fleet: Fleet;
  readonly engine: FleetEngine;
  readonly plan: RunPlan;
  /** Tenants that ended before, where a run is resumed. */
  readonly settled?: readonly TenantOutcome[];
  readonly given: Repeated & ReportOptions;
};

/**
 * Starts a run, or goes on with one, shows it until it ends, waits for a person or is interrupted, and prints what came of it
 * and what to do next. The report's files are written then, and the fleet's webhooks called.
 *
 * @throws what the engine throws where it was not interrupted.
 */
export async function followRun(context: Context, followed: Followed): Promise<Ending> {
  const { output, stdout, stderr, signal } = context;
  const { fleet, engine, plan, settled = [], given } = followed;
  const startedAt = Date.now();
  const display = await displayRun({
    rings: plan.rings,
    settled,
    stdout,
    stderr,
    linesAreData: output.format === "table",
  });
  let state: RunState;
  try {
    state = await engine.run(plan, display.show, signal);
  } catch (error) {
    if (!signal.aborted) {
      throw error;
    }
    display.stop();
    state = await engine.state(plan.id);
  } finally {
    display.stop();
  }
  const isInterrupted = signal.aborted && state.endedAt === undefined;
  printOutcomes(output, state, stdout.isTTY);
  for (const line of [
    ...closing(state, Date.now() - startedAt),
    ...nextCommands(state, { given, isInterrupted }),
  ]) {
    output.note(line);
  }
  const model = memoize(() => modelOf(followed, state));
  await writeFiles(model, given);
  if (!isInterrupted) {
    await sendMessages(context, model, fleet);
  }
  return endingOfRun(state, isInterrupted);
}
