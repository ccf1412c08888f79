import { unlessNotFound } from "../graph/not-found.ts";
import type { CallContext } from "../provider/resource.ts";
import { fullMessage } from "../text/explained-error.ts";
import { configurationsPath, type IntuneClient, readAll } from "./client.ts";
import type { GraphProfile } from "./graph-profile.ts";
import { profilePath } from "./plain-texts.ts";
import { continueByName, listByName, namePath, type ProfileRequest, parseProfile } from "./profiles.ts";
import { untilVisible } from "./replication.ts";

type NewProfile = Pick<ProfileRequest, "version"> & { readonly displayName: string; readonly body: unknown };

/**
 * Posts a profile, and looks in the same round trip whether another one of its name has appeared: two stacks
 * may both have looked before either posted. The older one stays; a younger one is removed again.
 *
 * @returns the profile; undefined where it was the younger one.
 * @throws GraphError where the POST failed, and never once the profile is made.
 */
export async function postProfile(
  { client, signal, warn }: CallContext<IntuneClient>,
  { version, displayName, body }: NewProfile,
): Promise<GraphProfile | undefined> {
  const { response, after } = await client.graph.change({
    method: "POST",
    version,
    path: configurationsPath,
    body,
    after: namePath(displayName),
    signal,
  });
  const made = parseProfile(response, configurationsPath);
  client.made.add(made.id);
  client.unassigned.add(made.id);
  try {
    if (after === undefined) {
      throw new Error("Graph did the work and did not answer the look behind it.");
    }
    const named = await continueByName(client, displayName, signal, version, after);
    if (!named.some((other) => isOlder(other, made))) {
      return made;
    }
    await removeNew(client, made.id, signal);
    client.made.delete(made.id);
    client.unassigned.delete(made.id);
    return undefined;
  } catch (error) {
    await warn(
      `The profile "${displayName}" is made (${made.id}), but whether another one of that name was made at the ` +
        `same time could not be settled: ${fullMessage(error)}`,
    );
    return made;
  }
}

/**
 * Of equal profiles of one name, which lost responses left, the oldest stays. A younger one is removed unless it is assigned:
 * then it is in use.
 */
export async function keepOldest(
  { client, signal }: CallContext<IntuneClient>,
  displayName: string,
  version: ProfileRequest["version"],
): Promise<void> {
  const named = await listByName(client, displayName, signal, version);
  const oldest = named.find((each) => !named.some((other) => isOlder(other, each)));
  for (const { id } of named) {
    if (id === oldest?.id || (await isAssigned(client, id, signal))) {
      continue;
    }
    await removeNew(client, id, signal);
  }
}

async function isAssigned(client: IntuneClient, id: string, signal: AbortSignal): Promise<boolean> {
  const path = `${profilePath(id)}/assignments`;
  const read = () => readAll(client, "v1.0", path, signal);
  const assignments = await untilVisible(client.replicationDelays, signal, read);
  return assignments.length > 0;
}

/** A replica that does not know the profile yet returns 404: taken for "gone", it would stay beside the older one. */
async function removeNew(client: IntuneClient, id: string, signal: AbortSignal): Promise<void> {
  const remove = () =>
    client.graph.send({ method: "DELETE", version: "v1.0", path: profilePath(id), signal });
  await unlessNotFound(untilVisible(client.replicationDelays, signal, remove));
}

/** Both sides of a race must come to the same answer: the earlier instant, else the smaller id. */
function isOlder(other: GraphProfile, made: GraphProfile): boolean {
  if (other.id === made.id) {
    return false;
  }
  const [theirs, ours] = [other, made].map(({ createdDateTime }) => Date.parse(String(createdDateTime)));
  if (theirs !== ours && !Number.isNaN(theirs) && !Number.isNaN(ours)) {
    return Number(theirs) < Number(ours);
  }
  return other.id < made.id;
}
