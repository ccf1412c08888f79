import { unlessNotFound } from "../graph/not-found.ts";
import type { CallContext } from "../provider/resource.ts";
import { fullMessage } from "../text/explained-error.ts";
import { type IntuneClient, readAll } from "./client.ts";
import type { GraphEntity } from "./graph-object.ts";
import { continueByName, listByName, type NamedPolicies, parsePolicy } from "./policies.ts";
import { assignmentsPath, namePath, type PolicyKind, policyPath } from "./policy-kind.ts";
import { untilVisible } from "./replication.ts";

/** A policy that was made: what Graph returned to the POST, and as the list behind it has it, if it is there yet. */
export type NewPolicy = { readonly made: GraphEntity; readonly listed: GraphEntity | undefined };

/**
 * Posts a policy, and looks in the same round trip whether another one of its name has appeared: two stacks
 * may both have looked before either posted. The older one stays; a younger one is removed again.
 *
 * @returns the policy; undefined where it was the younger one.
 * @throws GraphError where the POST failed, and never once the policy is made.
 */
export async function postPolicy(
  { client, signal, warn }: CallContext<IntuneClient>,
  named: NamedPolicies,
  body: unknown,
): Promise<NewPolicy | undefined> {
  const { kind, name, version } = named;
  const path = kind.collection;
  const after = namePath(kind, name);
  const { response, after: firstPage } = await client.graph.change({
    method: "POST",
    version,
    path,
    body,
    after,
    signal,
  });
  const made = parsePolicy(kind, response, path);
  client.made.add(made.id);
  client.unassigned.add(made.id);
  try {
    if (firstPage === undefined) {
      throw new Error("Graph did the work and did not answer the look behind it.");
    }
    const found = await continueByName(client, named, firstPage);
    if (!found.some((other) => isOlder(other, made))) {
      return { made, listed: found.find(({ id }) => id === made.id) };
    }
    await removeNew(client, kind, made.id, signal);
    client.made.delete(made.id);
    client.unassigned.delete(made.id);
    return undefined;
  } catch (error) {
    await warn(
      `The ${kind.words.noun} "${name}" is made (${made.id}), but whether another one of that name was made at the ` +
        `same time could not be settled: ${fullMessage(error)}`,
    );
    return { made, listed: undefined };
  }
}

/**
 * Of equal policies of one name, which lost responses left, the oldest stays. A younger one is removed unless it is assigned:
 * then it is in use.
 */
export async function keepOldest(client: IntuneClient, named: NamedPolicies): Promise<void> {
  const { kind, signal } = named;
  const found = await listByName(client, named);
  const oldest = found.find((each) => !found.some((other) => isOlder(other, each)));
  for (const { id } of found) {
    if (id === oldest?.id || (await isAssigned(client, kind, id, signal))) {
      continue;
    }
    await removeNew(client, kind, id, signal);
  }
}

async function isAssigned(
  client: IntuneClient,
  kind: PolicyKind,
  id: string,
  signal: AbortSignal,
): Promise<boolean> {
  const read = () => readAll(client, kind.version, assignmentsPath(kind, id), signal);
  const assignments = await untilVisible(client.replicationDelays, signal, read);
  return assignments.length > 0;
}

/** A replica that does not know the policy yet returns 404: taken for "gone", it would stay beside the older one. */
async function removeNew(
  client: IntuneClient,
  kind: PolicyKind,
  id: string,
  signal: AbortSignal,
): Promise<void> {
  const remove = () =>
    client.graph.send({ method: "DELETE", version: kind.version, path: policyPath(kind, id), signal });
  await unlessNotFound(untilVisible(client.replicationDelays, signal, remove));
}

/** Both sides of a race must come to the same answer: the earlier instant, else the smaller id. */
function isOlder(other: GraphEntity, made: GraphEntity): boolean {
  if (other.id === made.id) {
    return false;
  }
  const [theirs, ours] = [other, made].map(({ createdDateTime }) => Date.parse(String(createdDateTime)));
  if (theirs !== ours && !Number.isNaN(theirs) && !Number.isNaN(ours)) {
    return Number(theirs) < Number(ours);
  }
  return other.id < made.id;
}
