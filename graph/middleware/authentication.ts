import type { Context, Middleware } from "@microsoft/microsoft-graph-client";
import type { AccessTokenSource } from "../credentials/source.ts";
import { elsewhere } from "../errors.ts";
import { callOf } from "./call.ts";
import { headersOf, link } from "./link.ts";

/**
 * Puts a token of `source` on each request; on a 401 drops it, and repeats the request once with a new one. The last of
 * the chain that knows of tokens: a request to another origin than `graph` gets none and is not sent, and a response that
 * points elsewhere is given as it is, since fetch would send the body there.
 */
export function authenticating(source: AccessTokenSource, graph: string): Middleware {
  return link(async (context, next) => {
    const { origin } = new URL(String(context.request));
    if (origin !== graph) {
      throw elsewhere(callOf(context), origin, graph);
    }
    const token = await source.getToken(context.options?.signal ?? undefined);
    const response = await next(withToken(context, token));
    if (response.status !== 401) {
      return response;
    }
    source.forget(token);
    return next(withToken(context, await source.getToken(context.options?.signal ?? undefined)));
  });
}

function withToken(context: Context, token: string): Context {
  const headers = { ...headersOf(context), authorization: `Bearer ${token}` };
  return { ...context, options: { ...context.options, headers, redirect: "manual" } };
}
