import type { Graph, GraphVersion } from "../graph/client.ts";
import { GraphError } from "../graph/errors.ts";

/** What this plugin's resources work with. */
export type IntuneClient = {
  readonly graph: Graph;
  /** Profiles that this process made and has not seen since: replicas may lag behind, and answer 404 for them. */
  readonly made: Set<string>;
  /** Profiles that this process made and has not assigned yet: nobody else can have done so. */
  readonly unassigned: Set<string>;
  /** Whether a value that Intune keeps encrypted may be asked for in the clear. */
  readonly readEncryptedValues: boolean;
  /** Seconds before each repetition of a call that answers 404 for what this process just made. */
  readonly replicationDelays: readonly number[];
};

export const configurationsPath = "/deviceManagement/deviceConfigurations";

/** Whether Graph surely answered that the object does not exist. */
export function isNotFound(error: unknown): boolean {
  return error instanceof GraphError && error.kind === "notFound";
}

/** Whether the request may have been carried out although it was not answered, or not by Graph itself. */
export function mayBeDone(error: unknown): boolean {
  return error instanceof GraphError && (error.kind === "interrupted" || error.kind === "unavailable");
}

/** What `read` gives, or undefined when Graph answers 404. */
export async function unlessNotFound<Result>(read: Promise<Result>): Promise<Result | undefined> {
  try {
    return await read;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** All items of a collection, page by page. `path` is as in GraphRequest. */
export async function readAll(
  { graph }: IntuneClient,
  version: GraphVersion,
  path: string,
  signal: AbortSignal,
): Promise<unknown[]> {
  return pagesFrom(
    graph,
    version,
    asPage(await graph.send({ method: "GET", version, path, signal }), path),
    signal,
  );
}

/** The items of a page and of all that follow it. */
export async function pagesFrom(
  graph: Graph,
  version: GraphVersion,
  first: Page,
  signal: AbortSignal,
): Promise<unknown[]> {
  const items = [...first.value];
  for (let next = first["@odata.nextLink"]; next !== undefined; ) {
    const page: Page = asPage(await graph.send({ method: "GET", version, path: next, signal }), next);
    items.push(...page.value);
    next = page["@odata.nextLink"];
  }
  return items;
}

export type Page = { readonly value: unknown[]; readonly "@odata.nextLink"?: string | undefined };

/** An answer as a page of a collection. Raises GraphError when it is something else. */
export function asPage(answer: unknown, path: string): Page {
  const page: Partial<Page> = typeof answer === "object" && answer !== null ? answer : {};
  if (Array.isArray(page.value)) return { value: page.value, "@odata.nextLink": page["@odata.nextLink"] };
  throw unexpectedAnswer(path, "a collection without `value`");
}

/** An answer that this plugin cannot take for what Graph promises: an error, never "absent" or "no drift". */
export function unexpectedAnswer(path: string, what: string): GraphError {
  return new GraphError({ kind: "unexpectedAnswer", method: "GET", path }, `Graph answered ${what}`);
}
