import { isOnePass } from "../launcher/one-pass.ts";
import type { CallContext } from "../provider/resource.ts";
import { type IntuneClient, readAllBatched } from "./client.ts";
import { assignmentsPath, type PolicyKind } from "./policy-kind.ts";

/**
 * Where assignments that were read ahead are kept. In one pass they wait for the policy and everything else that they depend
 * on, so that reading them then would take a round trip of its own.
 *
 * @returns Undefined where a run reads all resources at once: policy and assignments travel in one batch then.
 */
export function assignmentsAhead(env: Record<string, string | undefined>): IntuneClient["assignmentsAhead"] {
  return isOnePass(env) ? new Map() : undefined;
}

/** Starts to read the assignments of a policy beside the policy itself, for the resource that declares them. */
export function readAssignmentsAhead(
  { client, signal }: Pick<CallContext<IntuneClient>, "client" | "signal">,
  kind: PolicyKind,
  id: string,
): void {
  if (client.assignmentsAhead === undefined) {
    return;
  }
  const path = assignmentsPath(kind, id);
  const read = readAllBatched(client, kind.version, path, signal);
  // Where it fails, they are read once more; a stack without such a resource never asks for them.
  read.catch(() => undefined);
  // In place of what an earlier operation of this process read and did not ask for: it may have changed since.
  client.assignmentsAhead.set(path, read);
}

/**
 * The assignments that were read ahead, which a second call does not get: they may have changed since.
 *
 * @returns Undefined where they were not read ahead, or could not be.
 */
export async function takeAssignmentsAhead(
  client: IntuneClient,
  kind: PolicyKind,
  id: string,
): Promise<unknown[] | undefined> {
  const path = assignmentsPath(kind, id);
  const read = client.assignmentsAhead?.get(path);
  client.assignmentsAhead?.delete(path);
  return read?.catch(() => undefined);
}
