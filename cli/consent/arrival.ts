import { setTimeout as wait } from "node:timers/promises";
import type { Graph } from "../../graph/client.ts";
import type { Principal } from "../doctor/facts.ts";
import { readClient, readService } from "../doctor/read/principals.ts";

/** Both applications, in the order of their links; undefined for one that has not arrived. */
export type Arrivals = readonly [service: Principal | undefined, client: Principal | undefined];

/** The pauses between two looks, in milliseconds: they grow from the first to the longest. */
type Pauses = { readonly first: number; readonly longest: number };

const usualPauses: Pauses = { first: 1000, longest: 5000 };
const growth = 1.5;

type Waiting = {
  readonly signal: AbortSignal;
  readonly timeoutMilliseconds: number;
  readonly pauses?: Pauses;
};

/**
 * Waits until both applications have a service principal, and answers them; after `timeoutMilliseconds` it answers
 * how they stand. `seen` is how they stood before. Raises GraphError, CredentialError, ZodError; when `signal` is
 * aborted, at once.
 */
export async function waitForApplications(
  graph: Graph,
  seen: Arrivals,
  { signal, timeoutMilliseconds, pauses = usualPauses }: Waiting,
): Promise<Arrivals> {
  const timeIsUp = AbortSignal.timeout(timeoutMilliseconds);
  const either = AbortSignal.any([signal, timeIsUp]);
  let arrivals = seen;
  try {
    for (let pause = pauses.first; !haveArrived(arrivals); pause = Math.min(pause * growth, pauses.longest)) {
      await wait(pause, undefined, { signal: either });
      arrivals = await lookForApplications(graph, either);
    }
    return arrivals;
  } catch (error) {
    if (timeIsUp.aborted && !signal.aborted) return arrivals;
    throw error;
  }
}

/** How both applications stand now. Raises GraphError, CredentialError, ZodError. */
export async function lookForApplications(graph: Graph, signal: AbortSignal): Promise<Arrivals> {
  const reader = { graph, signal };
  return Promise.all([readService(reader), readClient(reader)]);
}

/** Whether both are there. */
export function haveArrived(arrivals: Arrivals): boolean {
  return arrivals.every((principal) => principal !== undefined);
}

/** Whether users can sign in to it, as far as it is up to an administrator or to Microsoft. */
export function isEnabled({ accountEnabled, disabledByMicrosoft }: Principal): boolean {
  return accountEnabled && disabledByMicrosoft === undefined;
}
