import type { PlannedRing } from "./plan.ts";

/** How far a run is. `settled` has the tenants that ended, by name; `running` those that were started and have not. */
export type RunProgress = {
  readonly settled: Readonly<Record<string, "ok" | "failed">>;
  readonly running: readonly string[];
  /**
   * The rings of each approval, as often as they were approved. A ring that needs approval needs one to start; the next one,
   * or the first of any other ring, lets it go on beyond its failure budget.
   */
  readonly approved: readonly string[];
  readonly paused: boolean;
};

/**
 * What a run does next.
 * - `run`: these tenants start now; none where the ring's limit is reached, and it waits for those that run.
 * - `waiting`: nothing runs, and nothing starts until somebody resumes the run or approves the ring.
 * - `draining`: it was paused or halted, and waits for those that still run.
 * - `ended`: every tenant has ended.
 */
export type NextStep =
  | { readonly kind: "run"; readonly ring: string; readonly tenants: readonly string[] }
  | { readonly kind: "waiting"; readonly ring: string; readonly reason: WaitReason }
  | { readonly kind: "draining"; readonly ring: string; readonly reason: WaitReason }
  | { readonly kind: "ended" };

export type WaitReason = "approval" | "tooManyFailures" | "paused";

/**
 * What comes next in a plan of rings. Every engine decides by it. It is pure, so that a workflow may call it: Temporal
 * replays workflows, which must decide the same each time.
 */
export function nextStep(rings: readonly PlannedRing[], progress: RunProgress): NextStep {
  const { running, paused } = progress;
  const isOpen = ({ tenants }: PlannedRing) => tenants.some((name) => !isSettled(progress, name));
  // A ring whose last tenant is the one too many halts the plan too, unless nothing is left to be halted.
  const ring = rings.find((one) => isOpen(one) || neededApproval(one, progress) === "tooManyFailures");
  if (ring === undefined || !rings.some(isOpen)) {
    return { kind: "ended" };
  }
  const reason = neededApproval(ring, progress) ?? (paused ? "paused" : undefined);
  if (reason !== undefined) {
    return { kind: running.length > 0 ? "draining" : "waiting", ring: ring.name, reason };
  }
  const open = ring.tenants.filter((name) => !isSettled(progress, name) && !running.includes(name));
  return {
    kind: "run",
    ring: ring.name,
    tenants: open.slice(0, Math.max(0, ring.concurrency - running.length)),
  };
}

/**
 * Whether a run can use an approval of that ring: one that it needs now or, of a ring that has not begun, later. Another one
 * is not to be kept: it would let the ring go on beyond a failure budget that is not exceeded yet.
 */
export function canApprove(rings: readonly PlannedRing[], progress: RunProgress, name: string): boolean {
  const ring = rings.find((one) => one.name === name);
  return ring !== undefined && neededApproval(ring, progress) !== undefined;
}

function neededApproval(ring: PlannedRing, progress: RunProgress): Exclude<WaitReason, "paused"> | undefined {
  const { settled, running, approved } = progress;
  const approvals = approved.filter((name) => name === ring.name).length;
  const toStart = ring.approval ? 1 : 0;
  const failed = ring.tenants.filter((name) => isSettled(progress, name) && settled[name] === "failed");
  if (failed.length > ring.maxFailures) {
    return approvals > toStart ? undefined : "tooManyFailures";
  }
  const hasBegun = ring.tenants.some((name) => isSettled(progress, name) || running.includes(name));
  return approvals < toStart && !hasBegun ? "approval" : undefined;
}

function isSettled({ settled }: RunProgress, name: string): boolean {
  return Object.hasOwn(settled, name);
}
