import type { Graph } from "../../../graph/client.ts";
import { deviceSchema } from "../../devices/device.ts";
import type { AllowablePlatform } from "../../devices/support.ts";
import { devicesOf, type Target, targetsOf } from "./resolve.ts";
import type { Entry, Results } from "./results.ts";
import type { Row } from "./rows.ts";

/** What is to do for a list, by what earlier runs did. */
export type Plan = {
  /** Those whose end is known: they are left alone. */
  readonly ended: readonly Entry[];
  /** Those whose reset was asked for, or may have been. */
  readonly begun: readonly Target[];
  readonly fresh: readonly Target[];
};

type Planning = {
  readonly earlier: Results["byLine"];
  readonly allowPlatforms: readonly AllowablePlatform[];
  readonly signal: AbortSignal;
};

/**
 * What is to do for the rows of a list. The tenant's devices are read once, and only if something is left to do.
 * Raises as `targetsOf` and `devicesOf` do.
 */
export async function planOf(graph: Graph, rows: readonly Row[], planning: Planning): Promise<Plan> {
  const { earlier, allowPlatforms, signal } = planning;
  const entries = rows.flatMap(({ line }) => earlier.get(line) ?? []);
  const ended = entries.filter(hasEnded);
  const begun = entries.filter(hasBegun);
  const left = new Set([...ended, ...begun].map(({ line }) => line));
  const fresh = rows.filter(({ line }) => !left.has(line));
  if (begun.length + fresh.length === 0) return { ended, begun: [], fresh: [] };
  const byId = begun.map(({ line, id }): Row => ({ line, key: "id", cells: { id } }));
  const found = await devicesOf(graph, [...byId, ...fresh], signal);
  const taken = new Map([...ended, ...begun].map(({ id, line }) => [id, line]));
  return {
    ended,
    // Who has left Intune since keeps the name under which the reset was asked for.
    begun: begun.map(({ line, id, name }) => ({
      line,
      device: found.get(line)?.[0] ?? deviceSchema.parse({ id, deviceName: name }),
    })),
    fresh: targetsOf(fresh, { found, taken, allowPlatforms }),
  };
}

/** Whether an entry says what came of the reset. */
export function hasEnded({ state }: Entry): boolean {
  return !(state === "asking" || state === "asked" || state === "notAsked");
}

function hasBegun({ state }: Entry): boolean {
  return state === "asking" || state === "asked";
}
