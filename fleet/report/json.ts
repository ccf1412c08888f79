import { jsonText } from "../../text/plain-text.ts";
import type { TenantOutcome } from "../outcome.ts";
import type { ReportModel, ReportRow } from "./model.ts";

/**
 * The version of the JSON report's shape. A member that is added does not change it; one that is removed, or that means
 * something else, does.
 */
const reportSchemaVersion = 1;

/** The report as JSON: what ReportModel has, with a line of `tenants` for each tenant of the run. */
export function jsonReport(model: ReportModel): string {
  const { runId, operation, engine, fleetFile, plannedAt, endedAt, asOf, waiting, paused } = model;
  const { totals, rings, rows, drift, driftedBy, failures, notScanned } = model;
  const { changes, notSelected, neverRun } = model;
  const report = {
    schemaVersion: reportSchemaVersion,
    run: {
      id: runId,
      operation,
      engine,
      fleetFile,
      plannedAt,
      endedAt: endedAt ?? null,
      asOf,
      waiting: waiting ?? null,
      paused,
    },
    totals,
    rings: rings.map(({ maxFailures, ...ring }) => ({ ...ring, maxFailures: maxFailures ?? null })),
    tenants: rows.map(tenant),
    drift,
    driftedBy: driftedBy.map(({ by, ...counts }) => ({ by: by ?? null, ...counts })),
    failures,
    notScanned,
    changes: changes ?? null,
    notSelected,
    neverRun,
  };
  return `${jsonText(report, 2)}\n`;
}

function tenant({ tenant: name, ring, status, change, progress, outcome }: ReportRow) {
  return {
    tenant: name,
    tenantId: outcome?.tenantId ?? null,
    ring,
    status,
    change: change ?? null,
    ...(progress === undefined ? {} : { progress }),
    ...(outcome === undefined ? {} : results(outcome)),
  };
}

function results({ startedAt, endedAt, reason, drift, changes, error, notices, doctor }: TenantOutcome) {
  return { startedAt, endedAt, reason, drift, changes, error, notices, doctor };
}
