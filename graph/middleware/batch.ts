import type { Context, Middleware } from "@microsoft/microsoft-graph-client";
import { batchAnswers, batchContext, couldBeOfAnyRequest, rootOf } from "./batch-format.ts";
import { type CallDetails, callOf } from "./call.ts";
import { link, type Next } from "./link.ts";

/** Graph takes no more in one batch: https://learn.microsoft.com/graph/json-batching */
const largestBatch = 20;

/** A stream of reads that never pauses departs after so many pauses. */
const mostPauses = 10;

export type BatchOptions = {
  /** Settles when a request could be sent: the token is there. */
  ready: () => Promise<unknown>;
  /** Settles after the time in which another read joins, where more are to come. */
  pause: () => Promise<unknown>;
};

/**
 * Lets reads that fall together travel in one `$batch`. Behind the retry, so that each is judged and repeated by
 * itself. A read that is alone travels as a plain GET; so does one whose batch failed, when it is repeated, and
 * so do all once the service has refused a batch.
 */
export function batching(options: BatchOptions): Middleware {
  const batches = new Batches(options);
  return link((context, next) => batches.respond({ context, next, call: callOf(context) }));
}

type Read = { context: Context; call: CallDetails; next: Next };

type WaitingRead = Read & PromiseWithResolvers<Response>;

class Batches {
  readonly #options: BatchOptions;
  readonly #waiting = new Map<string, WaitingRead[]>();
  readonly #single = new WeakSet<CallDetails>();
  #refused = false;

  constructor(options: BatchOptions) {
    this.#options = options;
  }

  respond(read: Read): Promise<Response> {
    const together = read.call.batchable && !this.#refused && !this.#single.has(read.call);
    return together ? this.#join(read) : read.next(read.context);
  }

  #join(read: Read): Promise<Response> {
    const root = rootOf(read.context);
    const waiting = this.#waiting.get(root);
    const joined = { ...read, ...Promise.withResolvers<Response>() };
    if (waiting) waiting.push(joined);
    else this.#open(root, joined);
    return joined.promise;
  }

  #open(root: string, first: WaitingRead): void {
    this.#waiting.set(root, [first]);
    void this.#close(root);
  }

  async #close(root: string): Promise<void> {
    const [ready] = await Promise.allSettled([this.#options.ready(), this.#gathered(root)]);
    const reads = (this.#waiting.get(root) ?? []).filter(({ context }) => !context.options?.signal?.aborted);
    this.#waiting.delete(root);
    if (ready.status === "rejected") fail(reads, ready.reason);
    else this.#depart(reads);
  }

  /** An engine starts its reads one after the other: as long as some join, more may come. */
  async #gathered(root: string): Promise<void> {
    const size = () => this.#waiting.get(root)?.length ?? 0;
    for (let pauses = 0, before = 0; pauses < mostPauses && size() > before; pauses++) {
      before = size();
      await this.#options.pause();
    }
  }

  #depart(reads: WaitingRead[]): void {
    for (let start = 0; start < reads.length; start += largestBatch) {
      void this.#send(reads.slice(start, start + largestBatch));
    }
  }

  async #send(reads: WaitingRead[]): Promise<void> {
    const [first, second] = reads;
    try {
      if (first && second) await this.#settle(await first.next(together(first, reads)), reads);
      else sendSingly(reads);
    } catch (error) {
      this.#singleFromNowOn(reads);
      fail(reads, error);
    }
  }

  async #settle(response: Response, reads: WaitingRead[]): Promise<void> {
    const text = await response.text();
    if (response.ok) distribute(text, reads);
    else if (couldBeOfAnyRequest(response.status)) this.#share(response, text, reads);
    else {
      this.#refused = true;
      sendSingly(reads);
    }
  }

  #share(response: Response, text: string, reads: WaitingRead[]): void {
    if (response.status !== 429) this.#singleFromNowOn(reads);
    for (const read of reads) read.resolve(new Response(text, response));
  }

  #singleFromNowOn(reads: WaitingRead[]): void {
    for (const { call } of reads) this.#single.add(call);
  }
}

function distribute(text: string, reads: WaitingRead[]): void {
  const answers = batchAnswers(text);
  const unanswered = reads.filter((read, index) => {
    const answer = answers.get(String(index));
    // A token that only one part refuses is renewed where that part travels alone.
    const answered = answer !== undefined && answer.status !== 401;
    if (answered) read.resolve(answer);
    return !answered;
  });
  sendSingly(unanswered);
}

function sendSingly(reads: WaitingRead[]): void {
  for (const { context, next, resolve, reject } of reads) next(context).then(resolve, reject);
}

function fail(reads: WaitingRead[], error: unknown): void {
  for (const { reject } of reads) reject(error);
}

function together(first: WaitingRead, reads: WaitingRead[]): Context {
  const contexts = reads.map(({ context }) => context);
  return batchContext(first.context, contexts, { signal: allAborted(reads) });
}

/** Aborted when nobody waits for the batch any more. */
function allAborted(reads: WaitingRead[]): AbortSignal {
  const controller = new AbortController();
  let left = reads.length;
  for (const { context } of reads) {
    context.options?.signal?.addEventListener("abort", () => {
      left -= 1;
      if (left === 0) controller.abort(context.options?.signal?.reason);
    });
  }
  return controller.signal;
}
