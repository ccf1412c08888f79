import type { GraphCall } from "../call.ts";
import { badRequest } from "./errors.ts";

type Row = Readonly<Record<string, unknown>>;

/** How many rows a page holds where nothing else is said, and at most. */
const sizes = {
  directory: { usual: 100, most: 999 },
  intune: { usual: 1000, most: 1000 },
  reports: { usual: 1000, most: 1000 },
} as const;

/** Whose ways a list follows. */
export type ListingService = keyof typeof sizes;

/** One page of rows, and the link to the next where there is one. */
export function pageOf(
  call: GraphCall,
  service: ListingService,
  rows: readonly Row[],
  usualSize: number = sizes[service].usual,
): { rows: readonly Row[]; links: { "@odata.nextLink"?: string } } {
  const top = numberOption(call.query, "$top");
  const most = call.core.state.settings.pageSize ?? sizes[service].most;
  const usual = call.core.state.settings.pageSize ?? usualSize;
  const size = Math.min(top ?? usual, most);
  const start = startOf(call.query);
  const page = rows.slice(start, start + size);
  // Intune stops at $top; the directory takes it as the size of a page.
  const wantsNoMore = service === "intune" && top !== undefined && top <= most;
  if (start + size >= rows.length || wantsNoMore) {
    return { rows: page, links: {} };
  }
  return { rows: page, links: { "@odata.nextLink": nextLink(call, start + size) } };
}

function startOf(query: URLSearchParams): number {
  const token = query.get("$skiptoken");
  if (token === null) {
    return numberOption(query, "$skip") ?? 0;
  }
  const start = Number(Buffer.from(token, "base64url").toString("utf8"));
  if (!Number.isInteger(start)) {
    throw badRequest("The $skiptoken is not one that this service gave out.");
  }
  return start;
}

function nextLink(call: GraphCall, start: number): string {
  const query = new URLSearchParams(call.query);
  query.delete("$skip");
  query.set("$skiptoken", Buffer.from(String(start)).toString("base64url"));
  return `${call.core.origin}${call.path}?${query.toString().replaceAll("%24", "$")}`;
}

function numberOption(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) {
    return undefined;
  }
  if (!/^\d+$/.test(text) || (name === "$top" && Number(text) === 0)) {
    throw badRequest(
      `Invalid value '${text}' for ${name} query option found. The ${name} query option requires a positive integer value.`,
    );
  }
  return Number(text);
}
