import { z } from "zod";
import type { Graph } from "../graph/client.ts";
import { pagesOf } from "../graph/pages.ts";
import type { GraphVersion } from "../graph/request.ts";
import { answerAs } from "./response.ts";

type Listing<Item extends z.ZodType> = {
  readonly version?: GraphVersion;
  readonly path: string;
  /** What each item must be. */
  readonly item: Item;
  readonly signal: AbortSignal;
  /** After so many pages the rest is left out. */
  readonly mostPages?: number;
};

/**
 * The items of a list, page by page as Graph gives them. Raises GraphError, `unexpectedResponse` where an item is not
 * as it must be, and CredentialError.
 * Source: https://learn.microsoft.com/graph/paging
 */
export async function* listItems<Item extends z.ZodType>(
  graph: Graph,
  { version = "v1.0", path, item, signal, mostPages = Number.POSITIVE_INFINITY }: Listing<Item>,
): AsyncIterable<z.output<Item>> {
  const page = z.looseObject({ value: z.array(item) });
  let pages = 0;
  for await (const { path: link, body } of pagesOf(path, (next) =>
    graph.read({ version, path: next, signal }),
  )) {
    yield* answerAs(page, body, link).value;
    pages++;
    if (pages >= mostPages) {
      return;
    }
  }
}

/**
 * Every item of a list that is as `schema` says; anything else is none of what is looked for. Raises GraphError and
 * CredentialError.
 */
export async function listMatching<Schema extends z.ZodType>(
  { graph, signal }: { readonly graph: Graph; readonly signal: AbortSignal },
  path: string,
  schema: Schema,
  options: Pick<Listing<Schema>, "version" | "mostPages"> = {},
): Promise<z.output<Schema>[]> {
  const found: z.output<Schema>[] = [];
  for await (const one of listItems(graph, { ...options, path, item: z.unknown(), signal })) {
    const parsed = schema.safeParse(one);
    if (parsed.success) {
      found.push(parsed.data);
    }
  }
  return found;
}
