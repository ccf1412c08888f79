import type { Graph } from "../../graph/client.ts";
import { type Pauses, poll } from "../../graph/poll.ts";
import type { Principal } from "../doctor/facts.ts";
import { readClient, readService } from "../doctor/read/principals.ts";

/** Both applications, in the order of their links; undefined for one that has not arrived. */
export type Arrivals = readonly [service: Principal | undefined, client: Principal | undefined];

const usualPauses: Pauses = { first: 1000, longest: 5000 };

type Waiting = {
  readonly signal: AbortSignal;
  readonly timeoutMilliseconds: number;
  readonly pauses?: Pauses;
};

/**
 * Waits until both applications have a service principal.
 *
 * @param seen What was found before.
 * @returns Both applications; after `timeoutMilliseconds` what was found until then.
 * @throws GraphError, CredentialError, ZodError; when `signal` is aborted, at once.
 */
export async function waitForApplications(
  graph: Graph,
  seen: Arrivals,
  { signal, timeoutMilliseconds, pauses = usualPauses }: Waiting,
): Promise<Arrivals> {
  const look = (untilTimeIsUp: AbortSignal) => lookForApplications(graph, untilTimeIsUp);
  return poll({ seen, lookFirst: false, look, isDone: haveArrived, signal, timeoutMilliseconds, pauses });
}

/**
 * Which of both applications are in the tenant now.
 *
 * @throws GraphError, CredentialError, ZodError.
 */
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
