import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canApprove, type NextStep, nextStep, type RunProgress } from "../../../fleet/run/next-step.ts";
import type { PlannedRing } from "../../../fleet/run/plan.ts";

const ring = (name: string, tenants: string[], more: Partial<PlannedRing> = {}): PlannedRing => ({
  name,
  concurrency: 2,
  maxFailures: 0,
  approval: false,
  tenants,
  ...more,
});

const begun: RunProgress = { settled: {}, running: [], approved: [], paused: false };

describe("the next step of a run", () => {
  const canary = ring("canary", ["a", "b", "c"]);
  const broad = ring("broad", ["d", "e"], { approval: true });

  it("starts as many tenants of the first ring as it may run at once, and waits with the next ring for its end", () => {
    expect(nextStep([canary, broad], begun)).toEqual({ kind: "run", ring: "canary", tenants: ["a", "b"] });
    const last = { ...begun, settled: { a: "ok", b: "ok" }, running: ["c"] } as const;
    expect(nextStep([canary, broad], last)).toEqual({ kind: "run", ring: "canary", tenants: [] });
  });

  it("waits for the approval of a ring that needs it, and starts it then", () => {
    const settled = { a: "ok", b: "ok", c: "ok" } as const;
    expect(nextStep([canary, broad], { ...begun, settled })).toEqual({
      kind: "waiting",
      ring: "broad",
      reason: "approval",
    });
    expect(nextStep([canary, broad], { ...begun, settled, approved: ["broad"] })).toMatchObject({
      kind: "run",
      tenants: ["d", "e"],
    });
  });

  it("lets those that run end where one too many failed, and waits for a person then", () => {
    const failed = { ...begun, settled: { a: "failed" }, running: ["b"] } as const;
    expect(nextStep([canary], failed)).toMatchObject({ kind: "draining", reason: "tooManyFailures" });
    expect(nextStep([canary], { ...failed, running: [] })).toMatchObject({ kind: "waiting" });
    expect(nextStep([canary], { ...failed, running: [], approved: ["canary"] })).toMatchObject({
      kind: "run",
      tenants: ["b", "c"],
    });
  });

  it("halts before the next ring where the last tenant of a ring is the one too many", () => {
    const settled = { a: "ok", b: "ok", c: "failed" } as const;
    const open = ring("open", ["d"]);
    expect(nextStep([canary, open], { ...begun, settled })).toEqual({
      kind: "waiting",
      ring: "canary",
      reason: "tooManyFailures",
    });
    expect(nextStep([canary, open], { ...begun, settled, approved: ["canary"] })).toMatchObject({
      ring: "open",
    });
    expect(nextStep([canary], { ...begun, settled })).toEqual({ kind: "ended" });
  });

  it("does not take the approval to start for one to go on whatever fails", () => {
    const failed = { ...begun, settled: { d: "failed" }, approved: ["broad"] } as const;
    expect(nextStep([broad], failed)).toMatchObject({ kind: "waiting", reason: "tooManyFailures" });
    expect(canApprove([broad], failed, "broad")).toBe(true);
    expect(nextStep([broad], { ...failed, approved: ["broad", "broad"] })).toMatchObject({ kind: "run" });
  });

  it("has no use for an approval that nothing waits for", () => {
    expect(canApprove([canary, broad], begun, "canary")).toBe(false);
    expect(canApprove([canary, broad], begun, "broad")).toBe(true);
    expect(canApprove([canary, broad], { ...begun, approved: ["broad"] }, "broad")).toBe(false);
    expect(canApprove([canary, broad], begun, "other")).toBe(false);
  });

  it("starts none while it is paused", () => {
    expect(nextStep([canary], { ...begun, running: ["a"], paused: true })).toMatchObject({
      kind: "draining",
    });
    expect(nextStep([canary], { ...begun, paused: true })).toMatchObject({
      kind: "waiting",
      reason: "paused",
    });
  });

  it("takes a tenant's name for a name and nothing else", () => {
    const odd = ring("odd", ["__proto__", "constructor"]);
    expect(nextStep([odd], begun)).toMatchObject({ kind: "run", tenants: ["__proto__", "constructor"] });
  });
});

/** Rings whose tenants have names of their own, and what a person and chance do at each step. */
const rings = fc
  .array(
    fc.record({
      concurrency: fc.integer({ min: 1, max: 4 }),
      maxFailures: fc.integer({ min: 0, max: 3 }),
      approval: fc.boolean(),
      size: fc.integer({ min: 1, max: 6 }),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((given) =>
    given.map(({ size, ...rules }, index) =>
      ring(
        `ring${index}`,
        Array.from({ length: size }, (_, tenant) => `${index}-${tenant}`),
        rules,
      ),
    ),
  );
const chance = fc.infiniteStream(fc.record({ fails: fc.boolean(), which: fc.nat() }));

type Chances = Iterator<{ fails: boolean; which: number }>;
type Seen = { readonly step: NextStep; readonly before: RunProgress; readonly whilePaused: NextStep };

/** Runs to the end: approves what waits, and ends one tenant after each step. */
function simulate(planned: readonly PlannedRing[], chances: Chances): readonly Seen[] {
  const seen: Seen[] = [];
  let progress: RunProgress = begun;
  for (let step = nextStep(planned, progress); step.kind !== "ended"; step = nextStep(planned, progress)) {
    const whilePaused = nextStep(planned, { ...progress, paused: true });
    seen.push({ step, before: progress, whilePaused });
    const running = [...progress.running, ...(step.kind === "run" ? step.tenants : [])];
    const approved = [...progress.approved, ...(step.kind === "waiting" ? [step.ring] : [])];
    const { fails = false, which = 0 } = chances.next().value ?? {};
    const [ends] = running.splice(which % Math.max(1, running.length), 1);
    const settled = ends === undefined ? {} : { [ends]: fails ? ("failed" as const) : ("ok" as const) };
    progress = { settled: { ...progress.settled, ...settled }, running, approved, paused: false };
  }
  return seen;
}

const startsIn = (seen: readonly Seen[]) =>
  seen.flatMap(({ step, before }) =>
    step.kind === "run" && step.tenants.length > 0 ? [{ step, before }] : [],
  );

function holds(property: (planned: readonly PlannedRing[], seen: readonly Seen[]) => void): void {
  fc.assert(fc.property(rings, chance, (planned, chances) => property(planned, simulate(planned, chances))));
}

describe("a run of any rings, whatever fails in it", () => {
  it("never runs more tenants at once than the ring allows", () => {
    holds((planned, seen) => {
      for (const { step, before } of startsIn(seen)) {
        const most = planned.find(({ name }) => name === step.ring)?.concurrency;
        expect(before.running.length + step.tenants.length).toBeLessThanOrEqual(most ?? 0);
      }
    });
  });

  it("starts no tenant before those of the rings before have ended", () => {
    holds((planned, seen) => {
      for (const { step, before } of startsIn(seen)) {
        const index = planned.findIndex(({ name }) => name === step.ring);
        const earlier = planned.slice(0, index).flatMap(({ tenants }) => tenants);
        expect(earlier.filter((tenant) => !(tenant in before.settled))).toEqual([]);
      }
    });
  });

  it("starts no tenant after a halt, or in a ring that was not approved", () => {
    holds((planned, seen) => {
      for (const { step, before } of startsIn(seen)) {
        const index = planned.findIndex(({ name }) => name === step.ring);
        const missing = planned.slice(0, index + 1).filter((one) => approvalsMissing(one, before) > 0);
        expect(missing).toEqual([]);
      }
    });
  });

  it("starts no tenant while it is paused", () => {
    holds((_, seen) => {
      expect(seen.filter(({ whilePaused }) => whilePaused.kind === "run")).toEqual([]);
    });
  });

  it("waits only while nothing runs, and for what a person can approve", () => {
    holds((planned, seen) => {
      for (const { step, before } of seen) {
        if (step.kind === "waiting") {
          expect(before.running).toEqual([]);
          expect(canApprove(planned, before, step.ring)).toBe(true);
        }
      }
    });
  });

  it("starts every tenant once", () => {
    holds((planned, seen) => {
      const started = startsIn(seen).flatMap(({ step }) => step.tenants);
      expect(started.sort()).toEqual(planned.flatMap(({ tenants }) => tenants).sort());
    });
  });
});

function approvalsMissing(
  { name, tenants, maxFailures, approval }: PlannedRing,
  before: RunProgress,
): number {
  const failed = tenants.filter((tenant) => before.settled[tenant] === "failed").length;
  const needed = (approval ? 1 : 0) + (failed > maxFailures ? 1 : 0);
  return needed - before.approved.filter((one) => one === name).length;
}
