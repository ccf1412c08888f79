import type { DriftedResource, TenantOutcome } from "../outcome.ts";
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

/** Why a scan compared nothing, for people. */
export function reasonInWords(reason: string | undefined): string {
  return reasons[reason ?? ""] ?? "not known";
}

const reasons: Readonly<Record<string, string>> = {
  neverDeployed: "never deployed",
  pendingChange: "settings changed since the last update",
  interruptedUpdate: "an update was interrupted",
  noPermission: "no permission",
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
  return `${operations[operation]} of ${count(rows.length, "tenant")}`;
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
    ([number, verb], index) => `${index === 0 ? count(number, "tenant") : number} ${verb}`,
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
    drift.length > missing ? `${count(drift.length - missing, "resource")} changed` : "",
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

function countsInWords({ changes, notices }: TenantOutcome): string {
  const verbs = { create: "to create", update: "to update", replace: "to replace", delete: "to delete" };
  const parts = Object.entries(verbs).flatMap(([operation, verb]) => {
    const resources = changes?.[operation as keyof typeof verbs] ?? 0;
    return resources > 0 ? [`${resources} ${verb}`] : [];
  });
  return [parts.join(", "), notices.length > 0 ? count(notices.length, "notice") : ""]
    .filter(Boolean)
    .join("; ");
}

/** As `1 tenant`, `2 tenants`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
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
  const seconds = Math.round((Date.parse(to) - Date.parse(from)) / 1000);
  if (Number.isNaN(seconds) || seconds < 0) {
    return "";
  }
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  if (hours > 0) {
    return `${hours} h ${minutes} min`;
  }
  return minutes > 0 ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
}
