import { changesTenants } from "../operations.ts";
import type { Status, TenantOutcome } from "../outcome.ts";
import type { RunState } from "../run/run-state.ts";
import { type Changes, changesSince } from "./changes.ts";
import { type DriftGroup, driftGroups, type FailureGroup, failureGroups } from "./groups.ts";

/** How a tenant stands in a report: its outcome's status, or why it has none. */
export type RowStatus = Status | "running" | "notRun";

/** From what needs a person to what needs none: the order of a report's rows. */
export const rowStatuses = [
  "failed",
  "drifted",
  "notScanned",
  "pending",
  "running",
  "notRun",
  "changed",
  "inSync",
] as const satisfies readonly RowStatus[];

export type Totals = Readonly<Record<RowStatus, number>>;

/** What changed for a tenant since the run that it is compared with. */
export type RowChange = "newlyDrifted" | "newlyFailed" | "healed" | "recovered" | "new";

/** One tenant of the run. */
export type ReportRow = {
  readonly tenant: string;
  readonly ring: string;
  readonly status: RowStatus;
  /** Absent where the tenant has not ended yet. */
  readonly outcome: TenantOutcome | undefined;
  /** What a tenant that runs does now. */
  readonly progress: string | undefined;
  readonly change: RowChange | undefined;
};

type RingReport = {
  readonly name: string;
  readonly tenants: number;
  readonly totals: Totals;
  /** How many of its tenants may fail before the run halts; `undefined` where the run only reads, and halts at none. */
  readonly maxFailures: number | undefined;
  readonly approval: boolean;
  readonly approved: boolean;
};

/** All that a report says, in the order in which it says it. Every format is made of it. */
export type ReportModel = {
  readonly runId: string;
  readonly operation: RunState["plan"]["operation"];
  readonly engine: RunState["engine"];
  readonly fleetFile: string;
  readonly plannedAt: string;
  readonly endedAt: string | undefined;
  /** The last moment that the report knows of (ISO 8601, UTC). */
  readonly asOf: string;
  readonly waiting: RunState["waiting"];
  readonly paused: boolean;
  readonly totals: Totals;
  readonly rings: readonly RingReport[];
  readonly rows: readonly ReportRow[];
  readonly drift: readonly DriftGroup[];
  /** How many resources drifted by who changed them last; `undefined` where Intune's audit log does not say. */
  readonly driftedBy: readonly {
    readonly by: string | undefined;
    readonly resources: number;
    readonly tenants: number;
  }[];
  readonly failures: readonly FailureGroup[];
  readonly notScanned: readonly { readonly reason: string; readonly tenants: readonly string[] }[];
  /** Absent where no run is known to compare with. */
  readonly changes: Changes | undefined;
  /** Tenants of fleet.yaml that this run did not select. */
  readonly notSelected: readonly string[];
  /** Tenants for which no run is known to have ended. */
  readonly neverRun: readonly string[];
};

/** What a report knows beside its run. */
export type ReportContext = {
  /** A run of the same operation that ended before, to compare with. */
  readonly previous?: RunState | undefined;
  /** Tenants that any earlier run of the same operation had. */
  readonly plannedEarlier?: ReadonlySet<string> | undefined;
  /** Every tenant of fleet.yaml. Without it, tenants are those of the run. */
  readonly fleetTenants?: readonly string[] | undefined;
  /** Tenants that earlier runs have outcomes of. */
  readonly everRun?: ReadonlySet<string> | undefined;
};

/** What a report says of a run. */
export function reportModel(state: RunState, context: ReportContext = {}): ReportModel {
  const { plan } = state;
  const changes = context.previous && changesSince(context.previous, state, context);
  const rows = rowsOf(state, changes);
  const outcomes = rows.flatMap(({ outcome }) => outcome ?? []);
  const planned = new Set(rows.map(({ tenant }) => tenant));
  return {
    runId: plan.id,
    operation: plan.operation,
    engine: state.engine,
    fleetFile: plan.fleetFile,
    plannedAt: plan.plannedAt,
    endedAt: state.endedAt,
    asOf: state.endedAt ?? latest([plan.plannedAt, ...outcomes.map(({ endedAt }) => endedAt)]),
    waiting: state.waiting,
    paused: state.paused,
    totals: totalsOf(rows),
    rings: plan.rings.map(({ name, maxFailures, approval, tenants }) => ({
      name,
      tenants: tenants.length,
      totals: totalsOf(rows.filter(({ ring }) => ring === name)),
      maxFailures: changesTenants(plan.operation) ? maxFailures : undefined,
      approval,
      approved: state.approved.includes(name),
    })),
    rows,
    drift: driftGroups(outcomes),
    driftedBy: driftedBy(outcomes),
    failures: failureGroups(outcomes),
    notScanned: notScanned(outcomes),
    changes,
    notSelected: (context.fleetTenants ?? []).filter((name) => !planned.has(name)),
    neverRun: neverRun(rows, context),
  };
}

function rowsOf(state: RunState, changes: Changes | undefined): readonly ReportRow[] {
  const outcomes = new Map(state.outcomes.map((outcome) => [outcome.tenant, outcome]));
  const running = new Map(state.running.map((tenant) => [tenant.tenant, tenant]));
  const changeOf = new Map<string, RowChange>();
  for (const kind of ["new", "recovered", "healed", "newlyFailed", "newlyDrifted"] as const) {
    for (const tenant of changes?.[kind] ?? []) {
      changeOf.set(tenant, kind);
    }
  }
  const rows = state.plan.rings.flatMap(({ name: ring, tenants }) =>
    tenants.map((tenant) => {
      const outcome = outcomes.get(tenant);
      const runs = running.get(tenant);
      return {
        tenant,
        ring,
        status: outcome?.status ?? (runs ? ("running" as const) : ("notRun" as const)),
        outcome,
        progress: runs?.progress,
        change: changeOf.get(tenant),
      };
    }),
  );
  const rank = new Map<RowStatus, number>(rowStatuses.map((status, index) => [status, index]));
  const order = (row: ReportRow) => rank.get(row.status) ?? rowStatuses.length;
  return rows.sort((a, b) => order(a) - order(b) || byName(a.tenant, b.tenant));
}

/** By code points, so that the order is the same on every machine. */
function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function totalsOf(rows: readonly ReportRow[]): Totals {
  const count = (status: RowStatus) => rows.filter((row) => row.status === status).length;
  return {
    failed: count("failed"),
    drifted: count("drifted"),
    notScanned: count("notScanned"),
    pending: count("pending"),
    running: count("running"),
    notRun: count("notRun"),
    changed: count("changed"),
    inSync: count("inSync"),
  };
}

function driftedBy(outcomes: readonly TenantOutcome[]): ReportModel["driftedBy"] {
  const groups = new Map<string | undefined, { resources: number; tenants: Set<string> }>();
  for (const { tenant, drift } of outcomes) {
    for (const { by } of drift) {
      const group = groups.get(by) ?? { resources: 0, tenants: new Set() };
      group.resources += 1;
      group.tenants.add(tenant);
      groups.set(by, group);
    }
  }
  return [...groups]
    .map(([by, { resources, tenants }]) => ({ by, resources, tenants: tenants.size }))
    .sort((a, b) => b.tenants - a.tenants || byName(a.by ?? "", b.by ?? ""));
}

function notScanned(outcomes: readonly TenantOutcome[]): ReportModel["notScanned"] {
  const groups = Map.groupBy(
    outcomes.filter(({ status }) => status === "notScanned"),
    ({ reason }) => reason ?? "unknown",
  );
  return [...groups]
    .map(([reason, members]) => ({ reason, tenants: members.map(({ tenant }) => tenant) }))
    .sort((a, b) => b.tenants.length - a.tenants.length || byName(a.reason, b.reason));
}

function neverRun(
  rows: readonly ReportRow[],
  { previous, fleetTenants, everRun }: ReportContext,
): readonly string[] {
  const ended = new Set([
    ...(everRun ?? []),
    ...(previous?.outcomes ?? []).map(({ tenant }) => tenant),
    ...rows.flatMap(({ tenant, outcome }) => (outcome ? tenant : [])),
  ]);
  const all = fleetTenants ?? rows.map(({ tenant }) => tenant);
  return all.filter((tenant) => !ended.has(tenant)).sort(byName);
}

function latest(times: readonly string[]): string {
  return times.reduce((last, time) => (Date.parse(time) > Date.parse(last) ? time : last));
}
