import type { Graph, GraphVersion } from "../graph/client.ts";
import { GraphError, unexpectedAnswer } from "../graph/errors.ts";
import { nextLink, pagesOf } from "../graph/pages.ts";

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
  return itemsOf(path, (next) => graph.send({ method: "GET", version, path: next, signal }));
}

/** As readAll, by reads that may travel with others. */
export async function readAllBatched(
  { graph }: IntuneClient,
  version: GraphVersion,
  path: string,
  signal: AbortSignal,
): Promise<unknown[]> {
  return itemsOf(path, (next) => graph.read({ version, path: next, signal }));
}

/** The items of the collection at `path`, whose pages `read` reads. */
export async function itemsOf(path: string, read: (path: string) => Promise<unknown>): Promise<unknown[]> {
  const items: unknown[] = [];
  for await (const page of pagesOf(path, read)) items.push(...asPage(page.answer, page.path).value);
  return items;
}

export type Page = { readonly value: unknown[]; readonly "@odata.nextLink"?: string | undefined };

/**
 * An answer as a page of a collection.
 *
 * @throws GraphError `unexpectedAnswer` when it is something else.
 */
export function asPage(answer: unknown, path: string): Page {
  const page: Partial<Page> = typeof answer === "object" && answer !== null ? answer : {};
  if (Array.isArray(page.value)) return { value: page.value, "@odata.nextLink": nextLink({ path, answer }) };
  throw unexpectedAnswer(path, "a collection without `value`");
}
