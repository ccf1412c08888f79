import type { Middleware } from "@microsoft/microsoft-graph-client";
import { buffered } from "../response.ts";
import { type RetryPolicy, withRetry } from "../retry.ts";
import { callOf } from "./call.ts";
import { link } from "./link.ts";

/** Repeats a call as its policy says. Before authentication, so that each attempt carries a token that is valid. */
export function retrying(policy: RetryPolicy): Middleware {
  return link((context, next) =>
    withRetry(policy, callOf(context), async (signal) =>
      buffered(await next({ ...context, options: { ...context.options, signal } })),
    ),
  );
}
