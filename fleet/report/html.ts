import type { ReportModel } from "./model.ts";

/** The report as one HTML file. */
export async function htmlReport(model: ReportModel): Promise<string> {
  return model.runId;
}
