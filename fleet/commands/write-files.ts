import type { Context } from "../../cli/context.ts";
import type { Fleet } from "../fleet.ts";
import type { ReportModel } from "../report/model.ts";
import type { FleetEngine, RunState } from "../run/run-state.ts";
import type { ReportOptions } from "./options.ts";

type Source = { readonly fleet: Fleet; readonly engine: FleetEngine };

/** Of more earlier runs than these none is read for the report: it would take longer than it tells. */
const mostRuns = 100;

/** Writes the report's files that are asked for; none where no option names one. */
export async function writeFiles(
  model: () => Promise<ReportModel>,
  { html, json, csv, markdown }: ReportOptions,
): Promise<void> {
  const files = { html, json, csv, markdown };
  if (Object.values(files).some((file) => file !== undefined)) {
    const { writeReports } = await import("../report/write.ts");
    await writeReports(await model(), files);
  }
}

/** Posts a run's message to the fleet's webhooks, and says of each that was not reached why. */
export async function sendMessages(
  { env, output, signal }: Pick<Context, "env" | "output" | "signal">,
  model: () => Promise<ReportModel>,
  fleet: Fleet,
): Promise<void> {
  if (fleet.webhooks.length === 0) {
    return;
  }
  const { sendWebhooks } = await import("../webhooks/send.ts");
  const results = await sendWebhooks(await model(), fleet, { env, signal });
  for (const { kind, urlVariable, error } of results) {
    if (error !== undefined) {
      const said = [`The ${kind} webhook of ${urlVariable}: ${error.message}`, error.hint];
      output.note(said.filter(Boolean).join("\n"));
    }
  }
}

/** The report of a run: with what changed since the last one of its operation, and tenants of the fleet that never ran. */
export async function modelOf({ fleet, engine }: Source, state: RunState): Promise<ReportModel> {
  const { reportModel } = await import("../report/model.ts");
  const ids = (await engine.runs()).filter((id) => id !== state.plan.id);
  const earlier: RunState[] = [];
  for (const id of ids.slice(0, mostRuns)) {
    const run = await engine.state(id).catch(() => undefined);
    if (run !== undefined && run.plan.plannedAt < state.plan.plannedAt) {
      earlier.push(run);
    }
  }
  const known = earlier.flatMap(({ outcomes }) => outcomes.map(({ tenant }) => tenant));
  return reportModel(state, {
    previous: earlier.find(
      ({ plan, endedAt }) => plan.operation === state.plan.operation && endedAt !== undefined,
    ),
    fleetTenants: fleet.tenants.map(({ name }) => name),
    everRun: ids.length > mostRuns ? undefined : new Set(known),
  });
}
