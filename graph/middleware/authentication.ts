import type { Context, Middleware } from "@microsoft/microsoft-graph-client";
import type { AccessTokenSource } from "../credentials/source.ts";
import { headersOf, link } from "./link.ts";

/** Puts a token of `source` on each request; on a 401 drops it, and repeats the request once with a new one. */
export function authenticating(source: AccessTokenSource): Middleware {
  return link(async (context, next) => {
    const token = await source.getToken();
    const response = await next(withToken(context, token));
    if (response.status !== 401) return response;
    source.forget(token);
    return next(withToken(context, await source.getToken()));
  });
}

function withToken(context: Context, token: string): Context {
  const headers = { ...headersOf(context), authorization: `Bearer ${token}` };
  return { ...context, options: { ...context.options, headers } };
}
