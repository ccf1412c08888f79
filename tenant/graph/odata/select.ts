import { badRequest } from "./errors.ts";
import type { ListingForm, Row } from "./listing.ts";

/** The properties that a response shows: those of `$select`, or the usual ones. Throws Graph's 400 for one the type does not have. */
export function selection(query: URLSearchParams, listing: ListingForm): ReadonlySet<string> {
  const select = query.get("$select");
  if (select === null || select.trim() === "") {
    return new Set(listing.defaults ?? listing.properties);
  }
  const wanted = select.split(",").map((name) => name.trim());
  for (const name of wanted) {
    if (name !== "*" && !listing.properties.includes(name)) {
      throw badRequest(
        `Parsing OData Select and Expand failed: Could not find a property named '${name}' on type '${listing.type}'.`,
      );
    }
  }
  return new Set(wanted.includes("*") ? listing.properties : wanted);
}

/** One row, cut to what was chosen, with what `$expand` adds. Annotations (`@odata.type`) always show. */
export function selectFrom(
  row: Row,
  chosen: ReadonlySet<string>,
  listing: ListingForm,
  query: URLSearchParams,
): Record<string, unknown> {
  const shown = Object.entries(row).filter(([name]) => name.includes("@odata.") || chosen.has(name));
  return { ...Object.fromEntries(shown), ...expansions(row, listing, query) };
}

function expansions(row: Row, listing: ListingForm, query: URLSearchParams): Record<string, unknown> {
  const expand = query.get("$expand");
  if (expand === null || expand.trim() === "") {
    return {};
  }
  return Object.fromEntries(splitExpand(expand).flatMap((item) => expansion(item, row, listing)));
}

/** `a,b($select=c,d)` is two: a comma within parentheses parts nothing. */
function splitExpand(expand: string): string[] {
  return expand.match(/[^,(]+(\([^)]*\))?/g)?.map((item) => item.trim()) ?? [];
}

function expansion(item: string, row: Row, listing: ListingForm): [string, unknown][] {
  const [, name = "", options] = /^([^(]*)(?:\((.*)\))?$/.exec(item) ?? [];
  const expand = listing.expand?.[name];
  if (expand === undefined) {
    throw badRequest(
      `Parsing OData Select and Expand failed: Could not find a property named '${name}' on type '${listing.type}'.`,
    );
  }
  const value = expand(row);
  const link = listing.expandLink?.(name, row);
  return [
    [name, options === undefined ? value : nestedSelect(name, value, options)],
    ...(link === undefined ? [] : [[`${name}@odata.nextLink`, link] as [string, unknown]]),
  ];
}

/** What is expanded, cut to the `$select` in parentheses; of the other options the tenant has none. */
function nestedSelect(name: string, value: unknown, options: string): unknown {
  const [, names] = /^\$select=([\w,@. ]+)$/.exec(options) ?? [];
  if (names === undefined) {
    throw badRequest(`Parsing OData Select and Expand failed: '${options}' of '${name}' is not supported.`);
  }
  const wanted = names.split(",").map((part) => part.trim());
  const cut = (object: unknown): unknown =>
    typeof object === "object" && object !== null
      ? Object.fromEntries(wanted.map((part) => [part, memberOf(object, part)]))
      : object;
  return Array.isArray(value) ? value.map(cut) : cut(value);
}

function memberOf(object: object, name: string): unknown {
  if (!Object.hasOwn(object, name)) {
    throw badRequest(`Parsing OData Select and Expand failed: Could not find a property named '${name}'.`);
  }
  return Reflect.get(object, name);
}
