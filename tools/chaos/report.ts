import type { Finding } from "./compare.ts";
import { type FaultKind, faultKinds } from "./faults.ts";
import type { Outcome } from "./round.ts";

/** The sums over all rounds. */
export type Totals = {
  readonly rounds: number;
  readonly runs: number;
  readonly faults: Readonly<Record<FaultKind, number>>;
  readonly retries: number;
  readonly kills: { readonly plugin: number; readonly cli: number };
  readonly duplicates: number;
  readonly losses: number;
  readonly falseDrifts: number;
  readonly leaks: number;
  readonly doubleResets: number;
  readonly bulk: { readonly faults: number; readonly kills: number };
};

/** The sums of what happened. */
export function totalsOf(outcomes: readonly Outcome[]): Totals {
  const faults = outcomes.flatMap((outcome) => outcome.faults);
  const kills = outcomes.flatMap((outcome) => outcome.kills);
  const findings = outcomes.flatMap((outcome) => outcome.findings);
  const ofKind = (kind: Finding["kind"]) => findings.filter((finding) => finding.kind === kind).length;
  const plugins = kills.filter((victim) => victim === "plugin").length;
  return {
    rounds: outcomes.length,
    runs: sum(outcomes.map(({ runs }) => runs)),
    faults: countEach(faults),
    retries: sum(outcomes.map(({ repeats }) => repeats)),
    kills: { plugin: plugins, cli: kills.length - plugins },
    duplicates: ofKind("duplicate"),
    losses: ofKind("loss"),
    falseDrifts: ofKind("false drift"),
    leaks: ofKind("leak"),
    doubleResets: ofKind("double reset"),
    bulk: {
      faults: sum(outcomes.map(({ bulk }) => bulk.faults)),
      kills: sum(outcomes.map(({ bulk }) => bulk.kills)),
    },
  };
}

/** Whether the plugin kept what it promises. */
export function isGood({ duplicates, losses, falseDrifts, leaks, doubleResets }: Totals): boolean {
  return duplicates + losses + falseDrifts + leaks + doubleResets === 0;
}

/** The totals as a table to read, one row a line. */
export function tableOf(totals: Totals): string {
  const faults = faultKinds.map((kind): [string, number] => [`  ${kind}`, totals.faults[kind]]);
  const rows: [string, number][] = [
    ["rounds", totals.rounds],
    ["runs of up and destroy", totals.runs],
    ["faults injected", sum(Object.values(totals.faults))],
    ...faults,
    ["retries", totals.retries],
    ["kills of the plugin", totals.kills.plugin],
    ["kills of the CLI", totals.kills.cli],
    ["duplicates", totals.duplicates],
    ["losses", totals.losses],
    ["false drifts", totals.falseDrifts],
    ["leaks", totals.leaks],
    ["faults in bulk resets", totals.bulk.faults],
    ["kills of pin-reset", totals.bulk.kills],
    ["double resets", totals.doubleResets],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, count]) => `${name.padEnd(width)}  ${String(count).padStart(5)}`).join("\n");
}

function countEach(faults: readonly FaultKind[]): Record<FaultKind, number> {
  const counts = faultKinds.map((kind) => [kind, faults.filter((fault) => fault === kind).length]);
  return Object.fromEntries(counts);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
