import type { Context, Middleware } from "@microsoft/microsoft-graph-client";

export type Next = (context: Context) => Promise<Response>;

/**
 * A middleware of the Graph client from a function that returns a context's response, with the help of the next
 * one in the chain or without. `next` may be called any number of times: it gets a context of its own each time,
 * since the client's own middleware adds to the headers that it finds.
 */
export function link(respond: (context: Context, next: Next) => Promise<Response>): Middleware {
  let following: Middleware | undefined;
  const next: Next = async (context) => {
    const own: Context = { ...context, options: { ...context.options, headers: { ...headersOf(context) } } };
    await following?.execute(own);
    if (own.response) {
      return own.response;
    }
    throw new TypeError("The chain of middleware ended without a response.");
  };
  return {
    setNext: (middleware) => {
      following = middleware;
    },
    execute: async (context) => {
      context.response = await respond(context, next);
    },
  };
}

/** The headers of a context. The Graph client keeps them as a plain object. */
export function headersOf(context: Context): Record<string, string> {
  return Object.fromEntries(Object.entries(context.options?.headers ?? {}));
}
