import fc from "fast-check";
import type { Declaration } from "./declaration.ts";
import { faultKinds, type PlannedFault, type Target, targets, type Write } from "./faults.ts";

/** Who is killed: the Intune plugin, the CLI with all that it started, or the CLI alone. */
export type Victim = "plugin" | "cli and children" | "cli";

/** A kill -9 at the `nth` request of the Intune plugin's to `target`, before Graph's work or between it and the response. */
export type Kill = {
  readonly victim: Victim;
  readonly when: "before" | "after";
  readonly target: Target;
  readonly nth: number;
};

/** What is injected into one run of the CLI. */
export type Injection = { readonly faults: readonly PlannedFault[]; readonly kill?: Kill | undefined };

/** What an administrator does to the profile before it is changed. */
export type Tampering = "none" | "removes it" | "edits it" | "unassigns it";

/** The faults that a reset of many devices meets; one that is lost before it is carried out takes minutes by design. */
const bulkFaultKinds = [
  "reset carried out, response cut",
  "reset carried out, then 504",
  "reset throttled",
  "reset refused for now",
  "look fails",
  "look cut",
] as const;

/** A fault of the `nth` request of its kind. */
export type BulkFault = { readonly kind: (typeof bulkFaultKinds)[number]; readonly nth: number };

/** A reset of many devices: what is injected into its first run, and at which requests this run and the ones after it are killed. */
export type BulkPlan = { readonly faults: readonly BulkFault[]; readonly kills: readonly number[] };

/** The injections of a step: into its first run, and into the one after that; the runs that follow have none. */
export type StepInjections = readonly [Injection, Injection];

/** All that happens in a round. It follows from the seed alone. */
export type Plan = {
  readonly seed: number;
  readonly first: Declaration;
  readonly second: Declaration;
  readonly tampering: Tampering;
  /** After which of the steps a preview without faults must be empty: one a round, for the sake of time. */
  readonly previewed: "up" | "change";
  readonly up: StepInjections;
  readonly change: StepInjections;
  readonly destroy: StepInjections;
  readonly bulk: BulkPlan;
};

const fault: fc.Arbitrary<PlannedFault> = fc.record({
  kind: fc.constantFrom(...faultKinds),
  target: fc.constantFrom("any", "batch", "profiles", ...namesOf(targets)),
  method: fc.constantFrom<Write[]>("POST", "PATCH", "DELETE"),
  nth: fc.constantFrom(1, 1, 2, 3),
  count: fc.constantFrom(1, 1, 1, 2),
});

const victims = fc.constantFrom<Victim[]>("plugin", "plugin", "cli and children", "cli");
const moments = fc.constantFrom<Kill["when"][]>("before", "after");

/** The requests that a step is sure to send are where a kill is worth planning. */
function killAt(...worthwhile: Target[]): fc.Arbitrary<Kill> {
  return fc.record({
    victim: victims,
    when: moments,
    target: fc.constantFrom(...worthwhile),
    nth: fc.constantFrom(1, 1, 1, 2),
  });
}

function injection(kill: fc.Arbitrary<Kill>, kills: number, faults: number): fc.Arbitrary<Injection> {
  return fc.record({
    faults: fc.array(fault, { minLength: Math.min(1, faults), maxLength: faults, size: "max" }),
    kill: fc.oneof(
      { weight: kills, arbitrary: kill },
      { weight: 10 - kills, arbitrary: fc.constant(undefined) },
    ),
  });
}

function injections(...worthwhile: Target[]): fc.Arbitrary<StepInjections> {
  const kill = killAt(...worthwhile);
  return fc.tuple(injection(kill, 5, 4), injection(kill, 2, 2));
}

const groups = ["Windows devices", "Helpdesk", "Newsletter"];
const hosts = ["login.contoso.example", "sso.contoso.example", "adfs.contoso.example"];

const declaration: fc.Arbitrary<Omit<Declaration, "kind">> = fc.record({
  displayName: fc.constantFrom(
    "Windows Hello - PIN recovery",
    'PIN recovery\'s "profile" & more',
    "PIN-Zurücksetzung",
  ),
  description: fc.constantFrom(
    "",
    "Lets users replace a forgotten PIN.",
    "Changed <by> the second declaration",
  ),
  webSignInAllowedUrls: fc.subarray(hosts),
  groups: fc.subarray(groups, { minLength: 1 }),
  excludedGroups: fc.subarray(["Kiosks"]),
});

const bulkFault: fc.Arbitrary<BulkFault> = fc.record({
  kind: fc.constantFrom(...bulkFaultKinds),
  nth: fc.integer({ min: 1, max: 8 }),
});

const plan = fc.record({
  first: declaration,
  second: declaration,
  previewed: fc.constantFrom<Plan["previewed"][]>("up", "change"),
  tampering: fc.constantFrom<Tampering[]>("none", "none", "removes it", "edits it", "unassigns it"),
  losesCreate: fc.boolean(),
  up: injections("named", "posted", "assign", "assignments", "batch"),
  change: injections("any", "batch", "profile", "posted", "assign", "plainText"),
  destroy: injections("any", "batch", "profile", "assign"),
  bulk: fc.record({
    faults: fc.array(bulkFault, { minLength: 1, maxLength: 4, size: "max" }),
    kills: fc.uniqueArray(fc.integer({ min: 1, max: 25 }), { minLength: 1, maxLength: 2 }),
  }),
});

/** Affects every POST of a profile in both runs that have faults, so that every round has replication lag. */
const createLag: PlannedFault = { kind: "lag", target: "profiles", method: "POST", nth: 1, count: 3 };
/** The first POST of a profile is carried out, and its response lost: the fault that makes a careless client repeat it. */
const lostCreate: PlannedFault = { kind: "cut after", target: "posted", method: "POST", nth: 1, count: 1 };

/** The plan of a round. The same seed gives the same plan. */
export function planOf(seed: number): Plan {
  const [sampled] = fc.sample(plan, { seed, numRuns: 1 });
  if (sampled === undefined) {
    throw new Error(`fast-check gave no plan for the seed ${seed}`);
  }
  const { losesCreate, up, first: firstOf, second: secondOf, ...rest } = sampled;
  // Each third round, so that the plan of a seed is otherwise the same.
  const kind: Declaration["kind"] = seed % 3 === 0 ? "settingsCatalog" : "custom";
  const [firstRun, secondRun] = up;
  const forced = losesCreate ? [createLag, lostCreate] : [createLag];
  return {
    seed,
    ...rest,
    first: { kind, ...firstOf },
    second: { kind, ...secondOf },
    up: [
      { ...firstRun, faults: [...firstRun.faults, ...forced] },
      { ...secondRun, faults: [...secondRun.faults, createLag] },
    ],
  };
}

function namesOf<Named extends object>(named: Named): (keyof Named)[] {
  return Object.keys(named) as (keyof Named)[];
}
