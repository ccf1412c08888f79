import type { Graph } from "../../../graph/client.ts";
import type { Clock } from "./clock.ts";
import { RateLimiter } from "./rate-limiter.ts";

/** Graph within Intune's limits, and the turn of each write. */
export type ThrottledGraph = {
  /** Sends and reads as Graph does, in `$batch`es and within the limit for requests of any kind. */
  readonly graph: Graph;
  /** Does work that sends one write, within the limit for writes. */
  writing<Outcome>(work: () => Promise<Outcome>): Promise<Outcome>;
};

/** Two batches at once: more would take memory, and not less time. */
const atOnce = 40;

/**
 * What Intune allows an app for managed devices in any 20 seconds.
 * Source: https://learn.microsoft.com/graph/throttling-limits#intune-service-limits
 */
const deviceLimits = { writes: 200, any: 2000, windowMilliseconds: 20_000 } as const;

/**
 * A Graph that stays within what Intune allows an app for managed devices. What other programs of the same app use
 * is not known here; they and this share the limit, and what Graph then refuses is sent again when it says.
 */
export function throttledGraph(graph: Graph, signal: AbortSignal, clock?: Clock): ThrottledGraph {
  const { windowMilliseconds } = deviceLimits;
  const any = new RateLimiter({ perWindow: deviceLimits.any, windowMilliseconds, atOnce }, signal, clock);
  const writes = new RateLimiter(
    { perWindow: deviceLimits.writes, windowMilliseconds, atOnce },
    signal,
    clock,
  );
  return {
    graph: {
      ...graph,
      send: (request) => any.run(() => graph.send({ ...request, batchable: true })),
      read: (request) => any.run(() => graph.read(request)),
    },
    writing: (work) => writes.run(work),
  };
}
