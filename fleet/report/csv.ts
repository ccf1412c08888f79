import { csvText } from "../../cli/output.ts";
import type { TenantOutcome } from "../outcome.ts";
import type { ReportModel, ReportRow } from "./model.ts";
import { driftInWords } from "./words.ts";

type Cell = string | number | undefined;

const columns: Readonly<Record<string, (row: ReportRow) => Cell>> = {
  tenant: ({ tenant }) => tenant,
  tenantId: ({ outcome }) => outcome?.tenantId,
  ring: ({ ring }) => ring,
  status: ({ status }) => status,
  reason: ({ outcome }) => outcome?.reason,
  change: ({ change }) => change,
  driftedResources: ({ outcome }) => outcome?.drift.length,
  drift: ({ outcome }) => outcome?.drift.map(driftInWords).join("; "),
  changedBy: ({ outcome }) => each(outcome, ({ by }) => by),
  changedAt: ({ outcome }) => each(outcome, ({ at }) => at),
  errorCode: ({ outcome }) => outcome?.error?.code,
  error: ({ outcome }) => outcome?.error?.message,
  hint: ({ outcome }) => outcome?.error?.hint,
  notices: ({ outcome }) => outcome?.notices.join("; "),
  doctor: ({ outcome }) => outcome?.doctor?.verdict,
  startedAt: ({ outcome }) => outcome?.startedAt,
  endedAt: ({ outcome }) => outcome?.endedAt,
};

/** The report as CSV with a header: a line for each tenant. A cell that a spreadsheet would take for a formula is text. */
export function csvReport({ rows }: ReportModel): string {
  const lines = rows.map((row) => Object.values(columns).map((cell) => cell(row)));
  return csvText([Object.keys(columns), ...lines]);
}

function each(
  outcome: TenantOutcome | undefined,
  value: (resource: TenantOutcome["drift"][number]) => string | undefined,
): string | undefined {
  return outcome && [...new Set(outcome.drift.flatMap((resource) => value(resource) ?? []))].join("; ");
}
