import type { Context } from "@microsoft/microsoft-graph-client";
import { z } from "zod";
import { json } from "../answer.ts";
import { headersOf } from "./link.ts";

/** One request of a batch; `url` follows the version, `body` is what is sent as JSON. */
export type BatchItem = { method: string; url: string; headers: Record<string, string>; body?: unknown };

/** Sent as a batch's body: an item's id is its index. `inOrder` lets each item wait for the one before. */
export function batchBody(items: readonly BatchItem[], { inOrder = false } = {}): string {
  const requests = items.map((item, index) => ({
    id: String(index),
    ...item,
    ...(inOrder && index > 0 ? { dependsOn: [String(index - 1)] } : {}),
  }));
  return JSON.stringify({ requests });
}

const item = z.object({
  id: z.string(),
  status: z.int().min(200).max(599),
  headers: z.record(z.string(), z.string()).nullish(),
  body: z.unknown().optional(),
});

const answer = z.object({ responses: z.array(item) });

/** The answers in the body of a batch's answer, by item id; none where that body is not a batch's. */
export function batchAnswers(text: string): Map<string, Response> {
  const parsed = answer.safeParse(json(text));
  const items = parsed.success ? parsed.data.responses : [];
  return new Map(items.map((one) => [one.id, responseOf(one)]));
}

function responseOf({ status, headers, body }: z.infer<typeof item>): Response {
  const empty = body === undefined || body === null || status === 204;
  return new Response(empty ? null : JSON.stringify(body), { status, headers: headers ?? {} });
}

/** Whether such an answer says nothing of batches: a request by itself would have been answered alike. */
export function couldBeOfAnyRequest(status: number): boolean {
  return status === 401 || status === 408 || status === 429 || status >= 500;
}

/** What a batch's URL begins with, and those of its items: the origin and the version. */
export function rootOf(context: Context): string {
  const { origin, pathname } = new URL(String(context.request));
  const [, version] = pathname.split("/");
  return `${origin}/${version}`;
}

/** The headers of an item that stands for a request: what identifies it. */
export function itemHeaders(context: Context): Record<string, string> {
  const { "client-request-id": id = "" } = headersOf(context);
  return { "client-request-id": id };
}
