import type { Context, Middleware } from "@microsoft/microsoft-graph-client";
import { buffered } from "../response.ts";
import {
  batchContext,
  batchResponses,
  couldBeOfAnyRequest,
  missingResponse,
  rootOf,
} from "./batch-format.ts";
import { type CallDetails, callOf } from "./call.ts";
import { link, type Next } from "./link.ts";

/** Graph takes no more in one batch: https://learn.microsoft.com/graph/json-batching */
const largestBatch = 20;

/** A stream of requests that never pauses is flushed after so many pauses. */
const mostPauses = 10;

/** How many pauses without a new request end the wait where a batch is full: the rest of a large stack is likely to follow. */
const pausesOfStream = 3;

export type BatchOptions = {
  /** Settles when a request could be sent: the token is there. */
  ready: () => Promise<unknown>;
  /** Settles after the time in which another one joins, where more are to come. */
  pause: () => Promise<unknown>;
};

/**
 * Lets requests that fall together travel in one `$batch`. Behind the retry, so that each fails and is repeated by
 * itself. One that is alone travels as it is; so does one whose batch failed, when it is repeated, and so do all
 * once the service has refused a batch.
 */
export function batching(options: BatchOptions): Middleware {
  const batches = new Batches(options);
  return link((context, next) => batches.respond({ context, next, call: callOf(context) }));
}

type QueuedRequest = { context: Context; call: CallDetails; next: Next };

type Waiting = QueuedRequest & PromiseWithResolvers<Response>;

class Batches {
  readonly #options: BatchOptions;
  readonly #waiting = new Map<string, Waiting[]>();
  readonly #single = new WeakSet<CallDetails>();
  #refused = false;

  constructor(options: BatchOptions) {
    this.#options = options;
  }

  respond(request: QueuedRequest): Promise<Response> {
    const { call, context, next } = request;
    const together = call.batchable && !this.#refused && !this.#single.has(call);
    return together ? this.#join(request) : next(context);
  }

  #join(request: QueuedRequest): Promise<Response> {
    const root = rootOf(request.context);
    const waiting = this.#waiting.get(root);
    const joined = { ...request, ...Promise.withResolvers<Response>() };
    if (waiting) {
      waiting.push(joined);
    } else {
      this.#open(root, joined);
    }
    return joined.promise;
  }

  #open(root: string, first: Waiting): void {
    this.#waiting.set(root, [first]);
    void this.#close(root);
  }

  async #close(root: string): Promise<void> {
    const [ready] = await Promise.allSettled([this.#options.ready(), this.#gathered(root)]);
    const waiting = (this.#waiting.get(root) ?? []).filter(
      ({ context }) => !context.options?.signal?.aborted,
    );
    this.#waiting.delete(root);
    if (ready.status === "rejected") {
      fail(waiting, ready.reason);
    } else {
      this.#flush(waiting);
    }
  }

  /** An engine starts its requests one after the other: as long as some join, more may come. */
  async #gathered(root: string): Promise<void> {
    const size = () => this.#waiting.get(root)?.length ?? 0;
    for (let pauses = 0, quiet = 0, before = 0; pauses < mostPauses; pauses++) {
      quiet = size() > before ? 0 : quiet + 1;
      if (quiet >= (size() < largestBatch ? 1 : pausesOfStream)) {
        return;
      }
      before = size();
      await this.#options.pause();
    }
  }

  #flush(waiting: Waiting[]): void {
    for (let start = 0; start < waiting.length; start += largestBatch) {
      void this.#send(waiting.slice(start, start + largestBatch));
    }
  }

  async #send(waiting: Waiting[]): Promise<void> {
    const [first, second] = waiting;
    try {
      if (first && second) {
        await this.#settle(await sendTogether(first, waiting), waiting);
      } else {
        sendSingly(waiting);
      }
    } catch (error) {
      this.#singleFromNowOn(waiting);
      fail(waiting, error);
    }
  }

  async #settle(response: Response, waiting: Waiting[]): Promise<void> {
    const text = await response.text();
    if (response.ok) {
      distribute(text, waiting);
    } else if (couldBeOfAnyRequest(response.status)) {
      this.#share(response, text, waiting);
    } else {
      this.#refused = true;
      sendSingly(waiting);
    }
  }

  #share(response: Response, text: string, waiting: Waiting[]): void {
    if (response.status !== 429) {
      this.#singleFromNowOn(waiting);
    }
    for (const one of waiting) {
      one.resolve(new Response(text, response));
    }
  }

  #singleFromNowOn(waiting: Waiting[]): void {
    for (const { call } of waiting) {
      this.#single.add(call);
    }
  }
}

function distribute(text: string, waiting: Waiting[]): void {
  const responses = batchResponses(text);
  for (const [index, one] of waiting.entries()) {
    const response = responses.get(String(index));
    // A token that only one part refuses is renewed where that part travels alone; it was not carried out.
    if (response?.status === 401 || (response === undefined && one.call.repeatable)) {
      sendSingly([one]);
    } else {
      one.resolve(response ?? missingResponse());
    }
  }
}

function sendSingly(waiting: Waiting[]): void {
  for (const { context, next, resolve, reject } of waiting) {
    next(context).then(resolve, reject);
  }
}

function fail(waiting: Waiting[], error: unknown): void {
  for (const { reject } of waiting) {
    reject(error);
  }
}

/** The batch is aborted when no caller waits for it any more. */
async function sendTogether({ context, next }: Waiting, waiting: Waiting[]): Promise<Response> {
  const controller = new AbortController();
  let left = waiting.length;
  const leave = () => {
    left -= 1;
    if (left === 0) {
      controller.abort(context.options?.signal?.reason);
    }
  };
  const signals = waiting.map((one) => one.context.options?.signal);
  for (const signal of signals) {
    signal?.addEventListener("abort", leave);
  }
  try {
    const contexts = waiting.map((one) => one.context);
    return await buffered(await next(batchContext(context, contexts, { signal: controller.signal })));
  } finally {
    // A signal that is listened to is kept in memory, and all that hangs on it, until its time is up.
    for (const signal of signals) {
      signal?.removeEventListener("abort", leave);
    }
  }
}
