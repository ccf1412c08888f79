import type { ChangeResponse, GraphVersion } from "../graph/client.ts";
import { unlessNotFound } from "../graph/not-found.ts";
import type { ConcurrentChange } from "../provider/concurrent-change.ts";
import type { CallContext, PropertySnapshot } from "../provider/resource.ts";
import { adoptable, type Candidate, importedId } from "./adoption.ts";
import { type IntuneClient, mayBeDone } from "./client.ts";
import { IntuneError } from "./errors.ts";
import { keepOldest, type NewPolicy, postPolicy } from "./new-policy.ts";
import { type PolicyKind, type PolicySnapshot, policyPath, wholePath } from "./policy-kind.ts";
import { readOf, untilFound } from "./replication.ts";

type Context = CallContext<IntuneClient>;

/** How a policy is written: the request's parts, and which of the reads around it ask for more than the policy. */
type PolicyWrite = {
  readonly method: "PATCH" | "PUT";
  readonly version: GraphVersion;
  readonly body: unknown;
  /** What is read just before and, where it is wanted, just after it; all of the policy unless given. */
  readonly before?: string;
  readonly after?: string;
};

/** A write that is done: what was sent, what came back, and what state had before. */
type WrittenPolicy<Inputs> = {
  readonly id: string;
  readonly write: PolicyWrite;
  readonly wanted: Inputs;
  readonly response: ChangeResponse;
  readonly old: PropertySnapshot;
};

/** What a read just before a write found, by its path, in which version of Graph, and the method of the write. */
export type Before = {
  readonly response: unknown;
  readonly path: string;
  readonly version: GraphVersion;
  readonly method: PolicyWrite["method"] | "DELETE";
};

/** What the verbs of one kind of policy do their own way. `Snapshot` is what a read gives, `Outputs` what state has beyond inputs. */
export type PolicyVerbs<Inputs, Outputs, Snapshot extends PolicySnapshot> = {
  readonly kind: PolicyKind;
  /** The version of Graph that has all that is declared, or known in state. */
  versionFor(...states: readonly PropertySnapshot["inputs"][]): GraphVersion;
  toPropertyMap(wanted: Inputs): PropertySnapshot["inputs"];
  nameOf(wanted: Inputs): string;
  /** The body of the POST. */
  body(wanted: Inputs): unknown;
  /** The policies of a name. */
  find(client: IntuneClient, name: string, version: GraphVersion, signal: AbortSignal): Promise<Snapshot[]>;
  /** All of one policy; throws GraphError `notFound` where there is none. */
  read(
    client: IntuneClient,
    id: string,
    known: PropertySnapshot | undefined,
    signal: AbortSignal,
  ): Promise<Snapshot>;
  /** Throws where a program could not declare what is to be imported. */
  refuseImport(snapshot: Snapshot): void;
  /** The top-level inputs in which the wanted policy differs from a state. */
  changed(wanted: Inputs, current: PropertySnapshot["inputs"]): ReadonlySet<string>;
  /** The inputs of what was read, beside those that the program declares. */
  inputsOf(snapshot: Snapshot, declared: PropertySnapshot["inputs"]): PropertySnapshot["inputs"];
  outputsOf(snapshot: Snapshot): Outputs;
  /** The outputs of a policy that was just made. */
  outputsOfNew(context: Context, policy: NewPolicy, wanted: Inputs): Promise<Outputs>;
  /** What to say of a policy that has the name and does not count as equal. */
  noteOn(snapshot: Snapshot): string | undefined;
  write(changed: ReadonlySet<string>, wanted: Inputs, old: PropertySnapshot): PolicyWrite;
  /** The outputs of a policy that was just written. */
  outputsAfter(context: Context, written: WrittenPolicy<Inputs>): Promise<Outputs>;
  concurrentChange(before: Before, old: PropertySnapshot): ConcurrentChange;
};

/** Makes a policy, or finds the one that a create whose response was lost has made. */
export async function createPolicy<Inputs, Outputs, Snapshot extends PolicySnapshot>(
  verbs: PolicyVerbs<Inputs, Outputs, Snapshot>,
  context: Context,
  wanted: Inputs,
) {
  const present = await findEqual(verbs, context, wanted);
  const { id, outputs } = present ?? (await makeOnce(verbs, context, wanted));
  return { id, inputs: wanted, outputs, existed: present !== undefined };
}

/** Reads a policy; undefined where it is gone. An import may name it by its name, and must be declarable. */
export async function readPolicy<Inputs, Outputs, Snapshot extends PolicySnapshot>(
  verbs: PolicyVerbs<Inputs, Outputs, Snapshot>,
  { client, signal }: Context,
  givenId: string,
  known: PropertySnapshot | undefined,
): Promise<Snapshot | undefined> {
  const id = known === undefined ? await importedId(client, verbs.kind, givenId, signal) : givenId;
  const policy = await readOf(client, id, signal, () => verbs.read(client, id, known, signal));
  if (policy !== undefined && known === undefined) {
    verbs.refuseImport(policy);
  }
  return policy;
}

/** Writes what differs from state, in one round trip with a read of what was there just before. */
export async function updatePolicy<Inputs, Outputs, Snapshot extends PolicySnapshot>(
  verbs: PolicyVerbs<Inputs, Outputs, Snapshot>,
  context: Context,
  id: string,
  { wanted, old }: { wanted: Inputs; old: PropertySnapshot },
) {
  const changed = verbs.changed(wanted, old.inputs);
  if (changed.size === 0) {
    return undefined;
  }
  const path = policyPath(verbs.kind, id);
  const write = verbs.write(changed, wanted, old);
  const { method, version, body, after } = write;
  const before = `${path}${write.before ?? wholePath(verbs.kind, id).slice(path.length)}`;
  const response = await context.client.graph.change({
    method,
    version,
    path,
    body,
    before,
    after: after === undefined ? undefined : `${path}${after}`,
    signal: context.signal,
  });
  return {
    outputs: await verbs.outputsAfter(context, { id, write, wanted, response, old }),
    concurrentChange: () =>
      verbs.concurrentChange({ response: response.before, path: before, version, method }, old),
  };
}

/** Deletes a policy, in one round trip with a read of what was there just before. */
export async function deletePolicy<Inputs, Outputs, Snapshot extends PolicySnapshot>(
  verbs: PolicyVerbs<Inputs, Outputs, Snapshot>,
  { client, signal }: Context,
  id: string,
  old: PropertySnapshot,
) {
  const path = policyPath(verbs.kind, id);
  const before = wholePath(verbs.kind, id);
  const version = verbs.versionFor(old.inputs);
  const method = "DELETE";
  const removed = client.graph.change({ method, version, path, before, signal });
  const found = await unlessNotFound(removed);
  client.made.delete(id);
  client.unassigned.delete(id);
  return (
    found && {
      concurrentChange: () =>
        verbs.concurrentChange({ response: found.before, path: before, version, method }, old),
    }
  );
}

type Made<Outputs> = { readonly id: string; readonly outputs: Outputs };

/** A create whose response was lost in an earlier run left a policy equal to the wanted one: that is ours. */
async function findEqual<Inputs, Outputs, Snapshot extends PolicySnapshot>(
  verbs: PolicyVerbs<Inputs, Outputs, Snapshot>,
  context: Context,
  wanted: Inputs,
): Promise<Made<Outputs> | undefined> {
  return adopted(verbs, wanted, await candidates(verbs, context, wanted));
}

function adopted<Inputs, Outputs, Snapshot extends PolicySnapshot>(
  verbs: PolicyVerbs<Inputs, Outputs, Snapshot>,
  wanted: Inputs,
  found: readonly Candidate<Snapshot>[],
): Made<Outputs> | undefined {
  const policy = adoptable(verbs.kind, verbs.nameOf(wanted), found);
  return policy && { id: policy.id, outputs: verbs.outputsOf(policy) };
}

async function candidates<Inputs, Outputs, Snapshot extends PolicySnapshot>(
  verbs: PolicyVerbs<Inputs, Outputs, Snapshot>,
  { client, signal }: Context,
  wanted: Inputs,
): Promise<Candidate<Snapshot>[]> {
  const declared = verbs.toPropertyMap(wanted);
  const found = await verbs.find(client, verbs.nameOf(wanted), verbs.versionFor(declared), signal);
  return found.map((policy) => ({
    policy,
    equal: verbs.changed(wanted, verbs.inputsOf(policy, declared)).size === 0,
    note: verbs.noteOn(policy),
  }));
}

/**
 * Looks for the policy of a POST whose response was lost, for about 15 seconds, since a replica may not have it yet. It
 * goes on looking once one is found: that may be what an earlier run lost, and the one of this run comes on top.
 */
async function findLost<Inputs, Outputs, Snapshot extends PolicySnapshot>(
  verbs: PolicyVerbs<Inputs, Outputs, Snapshot>,
  context: Context,
  wanted: Inputs,
): Promise<Made<Outputs> | undefined> {
  const delays = context.client.replicationDelays.slice(0, 4);
  const all = () => candidates(verbs, context, wanted);
  const found = await untilFound(delays, context.signal, all, ({ length }) => length > 1);
  if (found.length > 1 && found.every(({ equal }) => equal)) {
    await keepOldest(context.client, named(verbs, context, wanted));
    return findEqual(verbs, context, wanted);
  }
  return adopted(verbs, wanted, found);
}

function named<Inputs, Outputs, Snapshot extends PolicySnapshot>(
  verbs: PolicyVerbs<Inputs, Outputs, Snapshot>,
  { signal }: Context,
  wanted: Inputs,
) {
  const version = verbs.versionFor(verbs.toPropertyMap(wanted));
  return { kind: verbs.kind, name: verbs.nameOf(wanted), version, signal };
}

/** Makes the policy; where its response is lost, or another one came first, looks for the one that is ours. */
async function makeOnce<Inputs, Outputs, Snapshot extends PolicySnapshot>(
  verbs: PolicyVerbs<Inputs, Outputs, Snapshot>,
  context: Context,
  wanted: Inputs,
): Promise<Made<Outputs>> {
  try {
    const policy = await postPolicy(context, named(verbs, context, wanted), verbs.body(wanted));
    if (policy !== undefined) {
      return { id: policy.made.id, outputs: await verbs.outputsOfNew(context, policy, wanted) };
    }
  } catch (error) {
    const found = mayBeDone(error) ? await findLost(verbs, context, wanted) : undefined;
    if (found !== undefined) {
      return found;
    }
    throw error;
  }
  const first = await findEqual(verbs, context, wanted);
  if (first !== undefined) {
    return first;
  }
  const { noun } = verbs.kind.words;
  throw new IntuneError({
    code: "profileGone",
    message: `Another ${noun} named "${verbs.nameOf(wanted)}" was made at the same time and is gone again.`,
    hint: "Run the same command again.",
  });
}
