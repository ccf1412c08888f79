import { z } from "zod";
import { json } from "../answer.ts";

/** One GET of a batch; `url` follows the version. */
export type BatchItem = { url: string; headers: Record<string, string> };

/** The body of a POST to `$batch`; an item's id is its index. https://learn.microsoft.com/graph/json-batching */
export function batchBody(items: readonly BatchItem[]): string {
  return JSON.stringify({
    requests: items.map((item, index) => ({ id: String(index), method: "GET", ...item })),
  });
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
