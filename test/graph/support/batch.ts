import { z } from "zod";
import type { Received } from "./server.ts";

const batch = z.object({
  requests: z.array(
    z.object({
      id: z.string(),
      method: z.string(),
      url: z.string(),
      headers: z.record(z.string(), z.string()),
      body: z.unknown().optional(),
    }),
  ),
});

/** A request in a batch. */
export type Item = z.infer<typeof batch>["requests"][number];

/** What a server answers to one. */
export type ItemReply = { status: number; headers?: Record<string, string>; body?: unknown };

/** The requests in a batch that a server received. */
export function itemsOf(request: Received | undefined): Item[] {
  return batch.parse(JSON.parse(request?.body ?? "")).requests;
}
