import type { PlannedRing } from "./plan.ts";

/** How far a run is. `settled` has the tenants that ended, by name; `running` those that were started and have not. */
export type RunProgress = {
  readonly settled: Readonly<Record<string, "ok" | "failed">>;
  readonly running: readonly string[];
  /** Rings that a person approved: to start, or to go on beyond their failure budget. */
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
  const { settled, running, approved, paused } = progress;
  const ring = rings.find(({ tenants }) => tenants.some((name) => !isSettled(progress, name)));
  if (ring === undefined) {
    return { kind: "ended" };
  }
  const failed = ring.tenants.filter(
    (name) => Object.hasOwn(settled, name) && settled[name] === "failed",
  ).length;
  const isApproved = approved.includes(ring.name);
  const hasBegun = ring.tenants.some((name) => isSettled(progress, name) || running.includes(name));
  const reason: WaitReason | undefined =
    failed > ring.maxFailures && !isApproved
      ? "tooManyFailures"
      : ring.approval && !isApproved && !hasBegun
        ? "approval"
        : paused
          ? "paused"
          : undefined;
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

function isSettled({ settled }: RunProgress, name: string): boolean {
  return Object.hasOwn(settled, name);
}
