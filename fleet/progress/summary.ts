import type { Column, Output } from "../../cli/output.ts";
import { plainMessage } from "../../text/plain-text.ts";
import { changesTenants } from "../operations.ts";
import { isFailure, type Status, type TenantOutcome } from "../outcome.ts";
import type { RunState } from "../run/run-state.ts";
import { counted, detailOf, durationWords, statusWords } from "../words.ts";

const mostRows = 40;

const secondsOf = ({ startedAt, endedAt }: TenantOutcome) =>
  Math.max(0, Date.parse(endedAt) - Date.parse(startedAt)) / 1000;

const columns: readonly Column<TenantOutcome>[] = [
  { key: "tenant", title: "Tenant", value: ({ tenant }) => tenant, table: { priority: 1 } },
  { key: "ring", title: "Ring", value: ({ ring }) => ring, table: { priority: 2 } },
  { key: "status", title: "Status", value: ({ status }) => statusWords[status], table: { priority: 1 } },
  {
    key: "detail",
    title: "What",
    value: (outcome) => plainMessage(detailOf(outcome)),
    table: { priority: 1, min: 12 },
  },
];

const csvColumns: readonly Column<TenantOutcome>[] = [
  { key: "tenant", title: "", value: ({ tenant }) => tenant },
  { key: "tenantId", title: "", value: ({ tenantId }) => tenantId },
  { key: "ring", title: "", value: ({ ring }) => ring },
  { key: "operation", title: "", value: ({ operation }) => operation },
  { key: "status", title: "", value: ({ status }) => status },
  { key: "reason", title: "", value: ({ reason }) => reason },
  { key: "drifted", title: "", value: ({ drift }) => drift.length },
  { key: "code", title: "", value: ({ error }) => error?.code },
  { key: "message", title: "", value: ({ error }) => error?.message },
  { key: "hint", title: "", value: ({ error }) => error?.hint },
  { key: "seconds", title: "", value: (outcome) => secondsOf(outcome).toFixed(1) },
];

/**
 * Prints what came of a run: JSON and CSV have every tenant. A table has those that need attention; without a terminal it is
 * left out, since each tenant has had its line.
 */
export function printOutcomes(output: Output, state: RunState, isTerminal: boolean): void {
  if (output.format === "json") {
    output.record([], state, runDocument(state));
  } else if (output.format === "csv") {
    output.rows(csvColumns, state.outcomes);
  } else if (isTerminal) {
    const rows = attention(state);
    output.rows(columns, rows.slice(0, mostRows));
    if (rows.length > mostRows) {
      output.note(`And ${rows.length - mostRows} more; \`fleet report\` has them all.`);
    }
  }
}

/**
 * The version of the shape that `--output json` prints a run in. A member that is added does not change it; one that is removed, or
 * that means something else, does.
 */
const runSchemaVersion = 1;

/** A run as `--output json` prints it. */
export function runDocument(state: RunState) {
  const { plan, engine, endedAt, waiting, outcomes } = state;
  const { id, operation, plannedAt } = plan;
  return {
    schemaVersion: runSchemaVersion,
    run: id,
    operation,
    engine,
    plannedAt,
    endedAt: endedAt ?? null,
    waiting: waiting ?? null,
    totals: totalsOf(state),
    tenants: outcomes,
  };
}

/** How many tenants of a run have each status; `notRun` are those without an outcome. */
function totalsOf({ plan, outcomes }: RunState): Record<Status | "notRun" | "all", number> {
  const count = (status: Status) => outcomes.filter((outcome) => outcome.status === status).length;
  const all = plan.rings.reduce((sum, { tenants }) => sum + tenants.length, 0);
  return {
    all,
    inSync: count("inSync"),
    changed: count("changed"),
    drifted: count("drifted"),
    pending: count("pending"),
    notScanned: count("notScanned"),
    failed: count("failed"),
    notRun: all - outcomes.length,
  };
}

const urgency: readonly Status[] = ["failed", "notScanned", "drifted", "pending", "changed"];

function attention({ outcomes, plan }: RunState): TenantOutcome[] {
  const isExpected = (status: Status) =>
    status === "inSync" || (status === "changed" && changesTenants(plan.operation));
  return outcomes
    .filter(({ status }) => !isExpected(status))
    .toSorted((one, other) => urgency.indexOf(one.status) - urgency.indexOf(other.status));
}

const mostFailures = 10;

/** The closing sentences for a person: totals, and each failure with its hint. */
export function closing(state: RunState, milliseconds: number): string[] {
  const failures = state.outcomes.filter(isFailure);
  const left = failures.length - mostFailures;
  return [
    `${totalsLine(state)} It took ${durationWords(milliseconds)}.`,
    ...failures.slice(0, mostFailures).flatMap(failureLines),
    ...(left > 0 ? [`And ${counted(left, "more failure")}.`] : []),
  ];
}

/** `25 tenants: 21 in sync, 3 drifted, 1 failed.` */
export function totalsLine(state: RunState): string {
  const { all, ...totals } = totalsOf(state);
  const words = { ...statusWords, notRun: "not run" };
  const parts = Object.entries(totals).flatMap(([status, count]) =>
    count > 0 ? [`${count} ${words[status as keyof typeof totals]}`] : [],
  );
  return `${counted(all, "tenant")}: ${parts.join(", ")}.`;
}

function failureLines({ tenant, ring, status, error, reason }: TenantOutcome): string[] {
  const said = error === undefined ? detailOfReason(reason) : `${error.code}: ${error.message}`;
  const head = `${tenant} (ring ${ring}) ${statusWords[status]}: ${plainMessage(said)}`;
  return error?.hint === undefined ? [head] : [head, `  ${plainMessage(error.hint)}`];
}

function detailOfReason(reason: TenantOutcome["reason"]): string {
  return reason === "noPermission" ? "the application may not read what a scan compares" : "";
}
