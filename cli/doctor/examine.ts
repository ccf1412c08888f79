import type { Ending } from "../exit-codes.ts";
import type { Check, CheckId } from "./check.ts";
import type { Facts } from "./facts.ts";
import { type Finding, type FindingState, findingStates, note } from "./finding.ts";

/** What came of a check: the worst of its findings, or `skipped` since a check before it found a fault. */
export type Result = {
  readonly id: string;
  readonly title: string;
  readonly state: FindingState | "skipped";
  readonly findings: readonly Finding[];
};

/** Runs checks over what was read, in their order. */
export function examine(checks: Readonly<Record<CheckId, Check>>, facts: Facts): Result[] {
  const results = new Map<string, Result>();
  for (const [id, check] of Object.entries(checks)) {
    const before = (check.after ?? []).flatMap((needed) => results.get(needed) ?? []);
    const broken = before.find(({ state }) => state === "fault" || state === "skipped");
    results.set(id, broken ? skipped(id, check, broken) : result(id, check, facts));
  }
  return [...results.values()];
}

function result(id: string, { title, run }: Check, facts: Facts): Result {
  const findings = run(facts);
  const worst = Math.max(0, ...findings.map(({ state }) => findingStates.indexOf(state)));
  return { id, title, state: findingStates[worst] ?? "ok", findings };
}

function skipped(id: string, { title }: Check, { id: needed }: Result): Result {
  const message = `skipped until ${needed} is fixed.`;
  return { id, title, state: "skipped", findings: [note("skipped", message)] };
}

/**
 * How the examination ended: `failed` where something could not be checked, else `found` where there is a fault.
 * Warnings are no fault unless `strict`.
 */
export function endingOf(results: readonly Result[], { strict = false } = {}): Ending {
  const states = new Set(results.map(({ state }) => state));
  if (states.has("unknown")) {
    return "failed";
  }
  return states.has("fault") || (strict && states.has("warning")) ? "found" : "done";
}
