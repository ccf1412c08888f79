import { unexpectedResponse } from "./errors.ts";

/** One page of a collection, as Graph returned it, and the path or link that it was read by. */
export type PageResponse = { readonly path: string; readonly body: unknown };

/** One page of a collection in Graph's form. */
export type Page = { readonly value: unknown[]; readonly "@odata.nextLink"?: string | undefined };

/**
 * The pages of a collection as Graph gives them, from the one at `path` on. `read` reads one by its path or link.
 *
 * @throws GraphError `unexpectedResponse` where a page names the next one by what is no link, or by one that was
 * followed before: a list that is cut short, or never ends, must not pass for the collection.
 * Source: https://learn.microsoft.com/graph/paging
 */
export async function* pagesOf(
  path: string,
  read: (path: string) => Promise<unknown>,
): AsyncGenerator<PageResponse, void, undefined> {
  const followed = new Set<string>();
  for (let next: string | undefined = path; next !== undefined; ) {
    followed.add(next);
    const page: PageResponse = { path: next, body: await read(next) };
    next = nextLink(page);
    if (next !== undefined && followed.has(next)) {
      throw unexpectedResponse(page.path, "an `@odata.nextLink` to a page that was read before");
    }
    yield page;
  }
}

/**
 * The link to the page after this one; undefined where it is the last.
 *
 * @throws GraphError `unexpectedResponse` where `@odata.nextLink` is there and is no link.
 */
export function nextLink({ path, body }: PageResponse): string | undefined {
  const link: unknown =
    typeof body === "object" && body !== null ? Reflect.get(body, "@odata.nextLink") : undefined;
  if (link === undefined || link === null) {
    return undefined;
  }
  if (typeof link === "string" && link !== "") {
    return link;
  }
  throw unexpectedResponse(path, "an `@odata.nextLink` that is no link");
}

/**
 * A response as a page of a collection.
 *
 * @throws GraphError `unexpectedResponse` when it is something else.
 */
export function asPage({ path, body }: PageResponse): Page {
  const page: Partial<Page> = typeof body === "object" && body !== null ? body : {};
  if (Array.isArray(page.value)) {
    return { value: page.value, "@odata.nextLink": nextLink({ path, body }) };
  }
  throw unexpectedResponse(path, "a collection without `value`");
}

/**
 * The items of the collection at `path`, whose pages `read` reads.
 *
 * @throws GraphError `unexpectedResponse` where a page is none; what `read` throws.
 */
export async function itemsOf(path: string, read: (path: string) => Promise<unknown>): Promise<unknown[]> {
  const items: unknown[] = [];
  for await (const page of pagesOf(path, read)) {
    items.push(...asPage(page).value);
  }
  return items;
}
