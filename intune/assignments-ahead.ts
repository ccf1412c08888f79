import type { CallContext } from "../provider/resource.ts";
import { type IntuneClient, readAllBatched } from "./client.ts";
import { assignmentsPath, type PolicyKind } from "./policy-kind.ts";

/** The engine's own variable, which its plugins inherit: it reads each resource when the program declares it. */
const onePass = "PULUMI_RUN_PROGRAM";

/**
 * Where assignments are kept that are read ahead; undefined where a run reads all resources at once, since both travel in
 * one batch then. In one pass the assignments wait for the policy and all else that they depend on, and would take a round
 * trip of their own.
 */
export function assignmentsAhead(env: Record<string, string | undefined>): IntuneClient["assignmentsAhead"] {
  return /^(?:1|true)$/i.test(env[onePass] ?? "") ? new Map() : undefined;
}

/** Reads the assignments of a policy beside the policy itself, for the resource that has them. */
export function readAssignmentsAhead(
  { client, signal }: Pick<CallContext<IntuneClient>, "client" | "signal">,
  kind: PolicyKind,
  id: string,
): void {
  const path = assignmentsPath(kind, id);
  if (client.assignmentsAhead === undefined || client.assignmentsAhead.has(path)) {
    return;
  }
  const read = readAllBatched(client, kind.version, path, signal);
  // A failure is that of whoever asks for them; a stack without such a resource never asks.
  read.catch(() => undefined);
  client.assignmentsAhead.set(path, read);
}

/** The assignments that were read ahead, once; undefined where they were not, or that read failed. */
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
