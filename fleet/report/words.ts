import { changesTenants } from "../operations.ts";
import type { DriftedResource, TenantOutcome } from "../outcome.ts";
import { counted, durationWords, reasonInWords } from "../words.ts";
import type { ReportModel, RowChange, RowStatus } from "./model.ts";

/** How each status is called where people read it. */
export const statusWords: Readonly<Record<RowStatus, string>> = {
  failed: "Failed",
  drifted: "Drifted",
  notScanned: "Not scanned",
  pending: "Pending",
  running: "Running",
  notRun: "Not run yet",
  changed: "Changed",
  inSync: "In sync",
};

export const changeWords: Readonly<Record<RowChange, string>> = {
  newlyDrifted: "newly drifted",
  newlyFailed: "newly failed",
  healed: "healed",
  recovered: "recovered",
  new: "new tenant",
};

const operations: Readonly<Record<ReportModel["operation"], string>> = {
  scan: "Scan",
  preview: "Preview",
  up: "Update",
  drift: "Drift check",
  heal: "Healing",
};

/** As `Scan of 250 tenants`. */
export function titleOf({ operation, rows }: ReportModel): string {
  return `${operations[operation]} of ${counted(rows.length, "tenant")}`;
}

/** What matters most of a run, in a sentence or two. */
export function headlineOf(model: ReportModel): string {
  const { totals, waiting, paused, endedAt } = model;
  const left = totals.running + totals.notRun;
  if (waiting !== undefined) {
    return `${waitInWords(waiting)} ${resultOf(model)}`;
  }
  return endedAt === undefined && left > 0
    ? `${paused ? "Paused" : "Still running"}: ${left} of the tenants have not ended. ${resultOf(model)}`
    : resultOf(model);
}

/** How the tenants are that have ended. */
export function resultOf({ totals }: ReportModel): string {
  const parts = (
    [
      [totals.failed, "failed"],
      [totals.drifted, "drifted"],
      [totals.notScanned, "could not be compared"],
      [totals.pending, totals.pending === 1 ? "has pending changes" : "have pending changes"],
      [totals.changed, "changed"],
    ] as const
  ).filter(([number]) => number > 0);
  const words = parts.map(
    ([number, verb], index) => `${index === 0 ? counted(number, "tenant") : number} ${verb}`,
  );
  return words.length === 0 ? calm(totals.inSync) : `${listed(words)}.`;
}

function calm(inSync: number): string {
  return inSync > 0 ? "All compared tenants are in sync." : "No tenant has ended yet.";
}

/** Why nothing runs until a person acts. */
export function waitInWords({ ring, reason }: NonNullable<ReportModel["waiting"]>): string {
  const words = {
    approval: `Ring ${ring} waits for approval.`,
    tooManyFailures: `Halted: too many tenants of ring ${ring} failed.`,
    paused: `Paused in ring ${ring}.`,
  };
  return words[reason];
}

/** What became of a tenant, in one line. */
export function summaryOf({ status, outcome, progress }: ReportModel["rows"][number]): string {
  if (outcome === undefined) {
    return progress ?? "";
  }
  const { drift, error, reason } = outcome;
  if (error !== undefined) {
    return error.message;
  }
  if (drift.length > 0) {
    return driftSummary(drift);
  }
  if (status === "notScanned") {
    return sentence(reasonInWords(reason));
  }
  return countsInWords(outcome);
}

function driftSummary(drift: readonly DriftedResource[]): string {
  const [first, ...others] = drift;
  if (first !== undefined && others.length === 0) {
    return driftInWords(first);
  }
  const missing = drift.filter(({ kind }) => kind === "missing").length;
  const parts = [
    drift.length > missing ? `${counted(drift.length - missing, "resource")} changed` : "",
    missing > 0 ? `${missing} deleted` : "",
  ];
  const names = new Set(drift.map(({ name }) => name));
  return `${listed(parts.filter(Boolean))}: ${[...names].join(", ")}`;
}

/** What drifted of one resource, in a few words: its name, and which of its properties. */
export function driftInWords({
  name,
  kind,
  paths,
}: Pick<DriftedResource, "name" | "kind" | "paths">): string {
  return kind === "missing" ? `${name}: deleted` : `${name}: ${paths.join(", ")}`;
}

/** What was done; of an operation that changes nothing, what an update would do. */
function countsInWords({ operation, changes, notices }: TenantOutcome): string {
  const done = { create: "created", update: "updated", replace: "replaced", delete: "deleted" };
  const planned = { create: "to create", update: "to update", replace: "to replace", delete: "to delete" };
  const parts = Object.entries(changesTenants(operation) ? done : planned).flatMap(([kind, verb]) => {
    const resources = changes?.[kind as keyof typeof done] ?? 0;
    return resources > 0 ? [`${resources} ${verb}`] : [];
  });
  return [parts.join(", "), notices.length > 0 ? counted(notices.length, "notice") : ""]
    .filter(Boolean)
    .join("; ");
}

/** As `a, b and c`. */
export function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** How long from one time to another, as `3 min 20 s`; "" where one is no time. */
export function durationInWords(from: string, to: string): string {
  const milliseconds = Date.parse(to) - Date.parse(from);
  return milliseconds >= 0 ? durationWords(milliseconds) : "";
}
