import type { Graph, GraphVersion } from "../graph/client.ts";
import { GraphError } from "../graph/errors.ts";
import { itemsOf } from "../graph/pages.ts";

/** What this plugin's resources work with. */
export type IntuneClient = {
  readonly graph: Graph;
  /** Profiles that this process made and has not seen since: replicas may lag behind, and return 404 for them. */
  readonly made: Set<string>;
  /** Profiles that this process made and has not assigned yet: no one else can have done so. */
  readonly unassigned: Set<string>;
  /** Assignments that were read with their policy, by path, until their own resource is read; see assignmentsAhead. */
  readonly assignmentsAhead?: Map<string, Promise<unknown[]>> | undefined;
  /** Whether a value that Intune keeps encrypted may be asked for in the clear. */
  readonly readEncryptedValues: boolean;
  /** Seconds before each repetition of a call that gets 404 for what this process just made. */
  readonly replicationDelays: readonly number[];
};

/** Whether the request may have been carried out although there was no response, or none by Graph itself. */
export function mayBeDone(error: unknown): boolean {
  return error instanceof GraphError && (error.code === "interrupted" || error.code === "unavailable");
}

/**
 * All items of a collection, page by page. `path` is as in GraphRequest.
 *
 * @throws GraphError, CredentialError.
 */
export async function readAll(
  { graph }: IntuneClient,
  version: GraphVersion,
  path: string,
  signal: AbortSignal,
): Promise<unknown[]> {
  return itemsOf(path, (next) => graph.send({ method: "GET", version, path: next, signal }));
}

/**
 * As readAll, by reads that may travel with others.
 *
 * @throws GraphError, CredentialError.
 */
export async function readAllBatched(
  { graph }: IntuneClient,
  version: GraphVersion,
  path: string,
  signal: AbortSignal,
): Promise<unknown[]> {
  return itemsOf(path, (next) => graph.read({ version, path: next, signal }));
}
