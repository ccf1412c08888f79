/**
 * A text as it stands within the quotes of an OData literal: a quote is written as two.
 * Source: https://docs.oasis-open.org/odata/odata/v4.01/odata-v4.01-part2-url-conventions.html
 */
export function escapeQuotes(text: string): string {
  return text.replaceAll("'", "''");
}

/** An OData condition: that a property equals a text. Source: https://learn.microsoft.com/graph/filter-query-parameter */
export function isEqual(property: string, text: string): string {
  return `${property} eq '${escapeQuotes(text)}'`;
}

/** An OData condition as a query parameter. */
export function where(condition: string): string {
  return `$filter=${encodeURIComponent(condition)}`;
}
