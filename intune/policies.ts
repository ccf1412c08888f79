import type { GraphVersion } from "../graph/client.ts";
import { unexpectedResponse } from "../graph/errors.ts";
import { itemsOf } from "../graph/pages.ts";
import { type IntuneClient, readAll } from "./client.ts";
import { type GraphEntity, isGraphEntity } from "./graph-object.ts";
import { namePath, type PolicyKind } from "./policy-kind.ts";

/** Policies of one kind and name, as a version of Graph lists them. */
export type NamedPolicies = {
  readonly kind: PolicyKind;
  readonly name: string;
  readonly version: GraphVersion;
  readonly signal: AbortSignal;
};

/** The policies of exactly that name and kind, as Graph lists them. */
export async function listByName(client: IntuneClient, named: NamedPolicies): Promise<GraphEntity[]> {
  const { kind, name, version, signal } = named;
  return ofName(named, await readAll(client, version, namePath(kind, name), signal));
}

/** As listByName, from the first page at namePath. */
export async function continueByName(
  { graph }: IntuneClient,
  named: NamedPolicies,
  firstPage: unknown,
): Promise<GraphEntity[]> {
  const { kind, name, version, signal } = named;
  const path = namePath(kind, name);
  const read = async (next: string) =>
    next === path ? firstPage : graph.send({ method: "GET", version, path: next, signal });
  return ofName(named, await itemsOf(path, read));
}

/** Graph is known to ignore a filter in silence, so that what it found is looked at again. */
function ofName({ kind, name }: NamedPolicies, items: readonly unknown[]): GraphEntity[] {
  return items
    .filter(isGraphEntity)
    .filter((item) => kind.isOfKind(item) && item[kind.nameProperty] === name);
}

/**
 * A response as a policy, with all that it holds besides its id.
 *
 * @throws GraphError `unexpectedResponse` when it is none, as a proxy's page is.
 */
export function parsePolicy({ words }: PolicyKind, response: unknown, path: string): GraphEntity {
  return parseEntity(words.noun, response, path);
}

/** As parsePolicy, of an object of any kind, which is named as messages do. */
export function parseEntity(what: string, response: unknown, path: string): GraphEntity {
  if (isGraphEntity(response)) {
    return response;
  }
  throw unexpectedResponse(
    path,
    `no ${what}: an object with an id is expected there. Check whether a proxy responds in Graph's place`,
  );
}
