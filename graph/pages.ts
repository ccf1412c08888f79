import { unexpectedAnswer } from "./errors.ts";

/** One page of a collection, as Graph answered it, and the path or link that it was read by. */
export type PageAnswer = { readonly path: string; readonly answer: unknown };

/**
 * The pages of a collection as Graph gives them, from the one at `path` on. `read` reads one by its path or link.
 *
 * @throws GraphError `unexpectedAnswer` where a page names the next one by what is no link, or by one that was
 * followed before: a list that is cut short, or never ends, must not pass for the collection.
 * Source: https://learn.microsoft.com/graph/paging
 */
export async function* pagesOf(
  path: string,
  read: (path: string) => Promise<unknown>,
): AsyncGenerator<PageAnswer, void, undefined> {
  const followed = new Set<string>();
  for (let next: string | undefined = path; next !== undefined; ) {
    followed.add(next);
    const page: PageAnswer = { path: next, answer: await read(next) };
    next = nextLink(page);
    if (next !== undefined && followed.has(next)) {
      throw unexpectedAnswer(page.path, "an `@odata.nextLink` to a page that was read before");
    }
    yield page;
  }
}

/**
 * The link to the page after this one; undefined where it is the last.
 *
 * @throws GraphError `unexpectedAnswer` where `@odata.nextLink` is there and is no link.
 */
export function nextLink({ path, answer }: PageAnswer): string | undefined {
  const link: unknown =
    typeof answer === "object" && answer !== null ? Reflect.get(answer, "@odata.nextLink") : undefined;
  if (link === undefined || link === null) return undefined;
  if (typeof link === "string" && link !== "") return link;
  throw unexpectedAnswer(path, "an `@odata.nextLink` that is no link");
}
