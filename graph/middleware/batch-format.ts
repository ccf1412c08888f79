import { randomUUID } from "node:crypto";
import type { Context } from "@microsoft/microsoft-graph-client";
import { z } from "zod";
import { approvalCodeHeader, justificationHeader } from "../approvals.ts";
import { elsewhere } from "../errors.ts";
import { json } from "../response.ts";
import { callOf } from "./call.ts";
import { headersOf } from "./link.ts";

/** How requests travel in a batch. */
type BatchTravel = {
  signal: AbortSignal | null;
  /** Lets each request wait for the one before, and not be carried out where that one failed. */
  inOrder?: boolean;
};

/**
 * The request that carries others, of the version of the first; the id of each is its place.
 * Source: https://learn.microsoft.com/graph/json-batching
 */
export function batchContext(
  first: Context,
  contexts: readonly Context[],
  { signal, inOrder = false }: BatchTravel,
): Context {
  const root = rootOf(first);
  const requests = contexts.map((context, index) => ({
    id: String(index),
    ...itemOf(context, root),
    ...(inOrder && index > 0 ? { dependsOn: [String(index - 1)] } : {}),
  }));
  const own = Object.entries(headersOf(first)).filter(
    ([name]) => name.toLowerCase() !== "content-type" && !approvalHeaders.includes(name),
  );
  const headers = {
    ...Object.fromEntries(own),
    "client-request-id": randomUUID(),
    "content-type": "application/json",
  };
  const options = { method: "POST", headers, body: JSON.stringify({ requests }), signal };
  return { ...first, request: `${root}/$batch`, options };
}

/** What goes along with a write alone. */
const approvalHeaders: readonly string[] = [justificationHeader, approvalCodeHeader];

/**
 * A request as a batch has it: its URL follows the version, and of its headers what identifies it and `Prefer` go along, and
 * with a write what says of its approval.
 */
function itemOf(context: Context, root: string) {
  const { method = "GET", body } = context.options ?? {};
  const { "client-request-id": id = "", prefer, ...others } = headersOf(context);
  const request = String(context.request);
  if (!request.startsWith(`${root}/`)) {
    throw elsewhere(callOf(context), URL.parse(request)?.origin ?? request, root);
  }
  const url = request.slice(root.length);
  const approval = Object.entries(method === "GET" ? {} : others).filter(([name]) =>
    approvalHeaders.includes(name),
  );
  const headers = {
    "client-request-id": id,
    ...(prefer === undefined ? {} : { prefer }),
    ...Object.fromEntries(approval),
  };
  if (typeof body !== "string") {
    return { method, url, headers };
  }
  return { method, url, headers: { ...headers, "content-type": "application/json" }, body: json(body) };
}

const item = z.object({
  id: z.string(),
  status: z.int().min(200).max(599),
  headers: z.record(z.string(), z.string()).nullish(),
  body: z.unknown().optional(),
});

const batchResponse = z.object({ responses: z.array(item) });

/** The responses in the body of a batch's response, by item id; none where that body is not a batch's. */
export function batchResponses(text: string): Map<string, Response> {
  const parsed = batchResponse.safeParse(json(text));
  const items = parsed.success ? parsed.data.responses : [];
  return new Map(items.map((one) => [one.id, responseOf(one)]));
}

function responseOf({ status, headers, body }: z.infer<typeof item>): Response {
  const empty = body === undefined || body === null || status === 204;
  return new Response(empty ? null : JSON.stringify(body), { status, headers: headers ?? {} });
}

/** Whether such a status says nothing of batches: a request by itself would have got the same. */
export function couldBeOfAnyRequest(status: number): boolean {
  return status === 401 || status === 408 || status === 429 || status >= 500;
}

/** What a batch's URL begins with, and those of its items: the origin and the version. */
export function rootOf(context: Context): string {
  const { origin, pathname } = new URL(String(context.request));
  const [, version] = pathname.split("/");
  return `${origin}/${version}`;
}

/** For a part that the response to its batch lacks: it is not known whether that part was carried out. */
export function missingResponse(): Response {
  const message = "Graph returned a batch without the response to one of its requests";
  return new Response(JSON.stringify({ error: { code: "noAnswer", message } }), { status: 504 });
}
