import type { Context } from "../../cli/context.ts";
import type { Fleet } from "../fleet.ts";
import type { ReportModel } from "../report/model.ts";
import type { FleetEngine, RunState } from "../run/run-state.ts";
import { earlierRuns } from "./earlier-runs.ts";
import type { ReportOptions } from "./options.ts";

type Source = { readonly fleet: Fleet; readonly engine: FleetEngine };

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

/** The report of a run: with what changed since an earlier one of its operation, and tenants of the fleet that never ran. */
export async function modelOf({ fleet, engine }: Source, state: RunState): Promise<ReportModel> {
  const { reportModel } = await import("../report/model.ts");
  const fleetTenants = fleet.tenants.map(({ name }) => name);
  return reportModel(state, { ...(await earlierRuns(engine, state, fleetTenants)), fleetTenants });
}
