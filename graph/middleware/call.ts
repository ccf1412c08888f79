import type { Context } from "@microsoft/microsoft-graph-client";
import type { GraphCall } from "../errors.ts";

/** What a request travels with: other reads, or reads of its own around it, as in GraphChange. */
export type Travel = {
  batchable?: boolean;
  before?: string | undefined;
  after?: string | undefined;
};

export type CallDetails = GraphCall &
  Travel & {
    repeatable: boolean;
    signal?: AbortSignal | undefined;
  };

/** What this project's middleware knows of a call; it travels as one of the Graph client's middleware options. */
export class CallOptions {
  readonly details: CallDetails;

  constructor(details: CallDetails) {
    this.details = details;
  }
}

/**
 * The details of the call that a context belongs to. The same object for every attempt at it.
 *
 * @throws TypeError where the request was made without CallOptions.
 */
export function callOf(context: Context): CallDetails {
  const options = context.middlewareControl?.getMiddlewareOptions(CallOptions);
  if (options instanceof CallOptions) {
    return options.details;
  }
  throw new TypeError("A request of the Graph client was made without CallOptions.");
}
