import fc from "fast-check";

const victims = ["server", "worker", "worker and its processes"] as const;

/** Who is killed: Temporal's server, a worker alone, or a worker with the Pulumi CLI and all else that it started. */
type FleetVictim = (typeof victims)[number];

/** A kill -9. */
export type FleetKill = {
  readonly victim: FleetVictim;
  /** Which worker, from 0; of no matter for the server. */
  readonly worker: number;
  /** How many tenants have ended when it comes, and how long after that, in milliseconds. */
  readonly after: number;
  readonly delay: number;
  /** After how long it is started again, in milliseconds. */
  readonly away: number;
};

/** How much chaos a fleet gets. */
export type FleetChaos = {
  readonly seed: number;
  readonly tenants: number;
  readonly kills: number;
  readonly workers: number;
  /** Whether some stay away for longer than a heartbeat's time, after which their tenants go to others. */
  readonly longOutages: boolean;
};

const short = fc.integer({ min: 0, max: 3_000 });
/** Longer than `heartbeatSeconds` of the usual limits. */
const long = fc.integer({ min: 25_000, max: 35_000 });

/** The kills of a run, spread over it: each three of them have one of each kind. The same seed gives the same kills. */
export function fleetKills({ seed, tenants, kills, workers, longOutages }: FleetChaos): FleetKill[] {
  const one = fc.record({
    worker: fc.integer({ min: 0, max: workers - 1 }),
    within: fc.double({ min: 0, max: 0.99, noNaN: true }),
    // Short beside an update: the last tenants may else have ended before it comes.
    delay: fc.integer({ min: 0, max: 500 }),
    away: longOutages ? fc.oneof({ weight: 3, arbitrary: short }, { weight: 1, arbitrary: long }) : short,
  });
  const order = fc.shuffledSubarray([...victims], { minLength: victims.length });
  const [sampled] = fc.sample(
    fc.record({
      orders: fc.array(order, { minLength: kills, maxLength: kills }),
      each: fc.array(one, { minLength: kills, maxLength: kills }),
    }),
    { seed, numRuns: 1 },
  );
  if (sampled === undefined) {
    throw new Error(`fast-check gave no plan for the seed ${seed}`);
  }
  const kinds = sampled.orders.flat();
  return sampled.each.map(({ within, ...kill }, index) => ({
    ...kill,
    victim: kinds[index] ?? "worker",
    after: Math.floor(((index + within) * tenants) / kills),
  }));
}
