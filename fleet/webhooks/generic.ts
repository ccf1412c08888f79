import { jsonText } from "../../text/plain-text.ts";
import { isFailure } from "../outcome.ts";
import type { ReportModel, ReportRow } from "../report/model.ts";
import { headlineOf, titleOf } from "../report/words.ts";

/** What receivers take in general: Azure Event Grid and AWS stop at 256 kB or above. */
const mostBytes = 200_000;

/**
 * A run's message for a receiver of one's own: what drifted and failed, and what changed since the run that it is compared with. `leftOut` counts
 * the tenants that the lists do not have.
 */
export function genericMessage(model: ReportModel): string {
  const drifted = model.rows.filter(({ status }) => status === "drifted");
  const failed = model.rows.filter(({ outcome }) => outcome !== undefined && isFailure(outcome));
  let most = Math.max(drifted.length, failed.length, mostNames(model));
  for (;;) {
    const text = jsonText(message(model, drifted, failed, most));
    if (Buffer.byteLength(text) <= mostBytes || most === 0) {
      return text;
    }
    most = Math.floor(most / 2);
  }
}

function message(
  model: ReportModel,
  drifted: readonly ReportRow[],
  failed: readonly ReportRow[],
  most: number,
) {
  const { runId, operation, plannedAt, endedAt, totals, waiting, changes } = model;
  const left = (rows: readonly unknown[]) => Math.max(0, rows.length - most);
  return {
    schemaVersion: 1,
    title: titleOf(model),
    headline: headlineOf(model),
    run: { id: runId, operation, plannedAt, endedAt: endedAt ?? null, waiting: waiting ?? null },
    totals,
    drifted: drifted
      .slice(0, most)
      .map(({ tenant, ring, outcome }) => ({ tenant, ring, resources: outcome?.drift ?? [] })),
    failed: failed
      .slice(0, most)
      .map(({ tenant, ring, outcome }) => ({ tenant, ring, error: outcome?.error ?? null })),
    changes: changes ? shortened(changes, most) : null,
    leftOut: { drifted: left(drifted), failed: left(failed) },
  };
}

type Changes = NonNullable<ReportModel["changes"]>;

function shortened({ since, ...lists }: Changes, most: number) {
  const shown = Object.entries(lists).map(([kind, tenants]) => [kind, tenants.slice(0, most)] as const);
  return { since, ...Object.fromEntries(shown) };
}

function mostNames({ changes }: ReportModel): number {
  return changes
    ? Math.max(...Object.values(changes).map((list) => (Array.isArray(list) ? list.length : 0)))
    : 0;
}
