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
  const names = expand.split(",").map((name) => name.replace(/\(.*/, "").trim());
  return Object.fromEntries(names.map((name) => [name, expansion(name, row, listing)]));
}

function expansion(name: string, row: Row, listing: ListingForm): unknown {
  const expand = listing.expand?.[name];
  if (expand === undefined) {
    throw badRequest(
      `Parsing OData Select and Expand failed: Could not find a property named '${name}' on type '${listing.type}'.`,
    );
  }
  return expand(row);
}
