import type { Reply } from "../../http/message.ts";
import type { GraphCall } from "../call.ts";
import { badRequest, GraphFault } from "./errors.ts";
import { parseFilter } from "./filter.ts";
import type { Listing, ListingForm, Row } from "./listing.ts";
import { isAdvanced, keepSupported, matches, propertiesOf } from "./matches.ts";
import { type ListingService, pageOf } from "./paging.ts";
import { selectFrom, selection } from "./select.ts";

const knownOptions = new Set([
  "$filter",
  "$select",
  "$expand",
  "$top",
  "$skip",
  "$skiptoken",
  "$count",
  "$orderby",
  "$format",
]);

/** Returns a list as Graph does: filtered, ordered, counted, paged, selected and expanded. */
export function listReply(call: GraphCall, service: ListingService, listing: Listing): Reply {
  refuseUnknownOptions(call.query);
  const filtered = filterRows(call, service, listing);
  const ordered = orderRows(call.query.get("$orderby"), filtered);
  const page = pageOf(call, service, ordered, listing.usualPageSize);
  const chosen = selection(call.query, listing);
  const count = call.query.get("$count") === "true" ? { "@odata.count": filtered.length } : {};
  return {
    status: 200,
    body: {
      "@odata.context": `${call.core.origin}/${call.version}/$metadata#${listing.set}`,
      ...count,
      ...page.links,
      value: page.rows.map((row) => selectFrom(row, chosen, listing, call.query)),
    },
  };
}

/** Returns one object as Graph does: selected and expanded. */
export function entityReply(call: GraphCall, listing: ListingForm, row: Row, status = 200): Reply {
  refuseUnknownOptions(call.query);
  const chosen = selection(call.query, listing);
  return {
    status,
    body: {
      "@odata.context": `${call.core.origin}/${call.version}/$metadata#${listing.set}/$entity`,
      ...selectFrom(row, chosen, listing, call.query),
    },
  };
}

/** Returns `.../$count`: the number alone, as text. Graph requires `ConsistencyLevel: eventual` for it. */
export function countReply(call: GraphCall, listing: Listing): Reply {
  if (!isEventual(call)) {
    throw badRequest("$count is not currently supported.");
  }
  const count = filterRows(call, "directory", listing).length;
  return { status: 200, headers: { "content-type": "text/plain" }, body: String(count) };
}

function refuseUnknownOptions(query: URLSearchParams): void {
  for (const name of query.keys()) {
    if (name.startsWith("$") && !knownOptions.has(name)) {
      throw badRequest(`The query parameter '${name}' is not supported.`);
    }
  }
}

function filterRows(call: GraphCall, service: ListingService, listing: Listing): readonly Row[] {
  const source = call.query.get("$filter");
  if (source === null) {
    return listing.rows;
  }
  const filter = parseFilter(source);
  const supported = new Set([...(listing.filterable ?? listing.properties), "id"]);
  if (service === "intune") {
    const kept = keepSupported(filter, supported);
    return kept === undefined ? listing.rows : listing.rows.filter((row) => matches(kept, row));
  }
  for (const property of propertiesOf(filter)) {
    const [root = property] = property.split("/");
    if (!supported.has(root)) {
      throw new GraphFault(
        400,
        "Request_UnsupportedQuery",
        `Unsupported or invalid query filter clause specified for property '${root}' of resource '${listing.type}'.`,
      );
    }
  }
  if (isAdvanced(filter) && !(isEventual(call) && call.query.get("$count") === "true")) {
    throw new GraphFault(
      400,
      "Request_UnsupportedQuery",
      "Operator is not supported without the ConsistencyLevel header set to eventual and $count=true.",
    );
  }
  return listing.rows.filter((row) => matches(filter, row));
}

function isEventual(call: GraphCall): boolean {
  return (call.headers.consistencylevel ?? "").toLowerCase() === "eventual";
}

function orderRows(orderby: string | null, rows: readonly Row[]): readonly Row[] {
  if (orderby === null) {
    return rows;
  }
  const [property = "", direction = "asc"] = orderby.trim().split(/\s+/);
  const sign = direction.toLowerCase() === "desc" ? -1 : 1;
  return [...rows].sort(
    (left, right) => sign * String(left[property] ?? "").localeCompare(String(right[property] ?? "")),
  );
}
