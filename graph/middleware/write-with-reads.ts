import { randomUUID } from "node:crypto";
import type { Context, Middleware } from "@microsoft/microsoft-graph-client";
import { z } from "zod";
import type { ChangeResponse } from "../request.ts";
import { json } from "../response.ts";
import {
  batchContext,
  batchResponses,
  couldBeOfAnyRequest,
  missingResponse,
  rootOf,
} from "./batch-format.ts";
import { callOf, type Travel } from "./call.ts";
import { headersOf, link, type Next } from "./link.ts";

/**
 * Sends a write and the reads around it as one `$batch`, each part only when the one before succeeded, and returns
 * a ChangeResponse as JSON; what fails before the write is done is returned as it is. Behind the retry, so that the
 * read before a repeated write is a new one. Once the service has refused a batch, the parts travel one by one.
 */
export function writeWithReads(): Middleware {
  let refused = false;
  return link(async (context, next) => {
    const call = callOf(context);
    if (call.before === undefined && call.after === undefined) {
      return next(context);
    }
    const parts = partsOf(context, call);
    if (refused) {
      return oneByOne(parts, next);
    }
    const response = await next(together(context, parts));
    if (response.ok) {
      const combined = await fromBatch(parts, await response.text());
      // A token that only one part refuses is renewed where that part travels alone; it was not carried out.
      return combined.status === 401 ? oneByOne(parts, next) : combined;
    }
    if (couldBeOfAnyRequest(response.status)) {
      return response;
    }
    refused = true;
    return oneByOne(parts, next);
  });
}

const changeResponse = z.object({
  before: z.unknown().optional(),
  response: z.unknown().optional(),
  after: z.unknown().optional(),
});

/** The response that `writeWithReads` made, as what it is. */
export function asChangeResponse(response: unknown): ChangeResponse {
  return changeResponse.parse(response);
}

type Part = { name: keyof ChangeResponse; context: Context };

function partsOf(context: Context, { before, after }: Travel): Part[] {
  const read = (name: keyof ChangeResponse, path: string | undefined): Part[] =>
    path === undefined ? [] : [{ name, context: readContext(context, path) }];
  return [...read("before", before), { name: "response", context }, ...read("after", after)];
}

function readContext(context: Context, path: string): Context {
  const headers = { ...headersOf(context), "client-request-id": randomUUID() };
  const options = { method: "GET", headers, signal: context.options?.signal ?? null };
  return { ...context, request: path.startsWith("/") ? `${rootOf(context)}${path}` : path, options };
}

function together(context: Context, parts: readonly Part[]): Context {
  const contexts = parts.map((part) => part.context);
  return batchContext(context, contexts, { signal: context.options?.signal ?? null, inOrder: true });
}

function fromBatch(parts: readonly Part[], text: string): Promise<Response> {
  const responses = batchResponses(text);
  return combine(parts, async (_, index) => responses.get(String(index)) ?? missingResponse());
}

function oneByOne(parts: readonly Part[], next: Next): Promise<Response> {
  return combine(parts, ({ context }) => next(context));
}

/** The responses to the parts, up to the first that failed; the read after a write that is done may fail. */
async function combine(
  parts: readonly Part[],
  respond: (part: Part, index: number) => Promise<Response>,
): Promise<Response> {
  const combined: ChangeResponse = {};
  for (const [index, part] of parts.entries()) {
    const response = await respond(part, index);
    if (response.ok) {
      combined[part.name] = json(await response.text());
    } else if (part.name !== "after") {
      return response;
    }
  }
  return Response.json(combined);
}
