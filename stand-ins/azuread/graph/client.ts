import { z } from "zod";
import { type Settings, settingName } from "../settings.ts";
import { GraphFailure, graphFailure } from "./errors.ts";
import { type FullResponse, fetchWithRetry, type Wait, waitOnClock } from "./fetch.ts";
import { type Session, signIn } from "./session.ts";

type Request = {
  readonly body?: unknown;
  /** What the path or the body names may have been made a moment ago, so that Graph may not know it yet. */
  readonly fresh?: boolean;
};

type Method = "GET" | "POST" | "PATCH" | "DELETE";

const page = z.object({ value: z.array(z.unknown()), "@odata.nextLink": z.string().optional() });

/** Microsoft Graph v1.0, for one sign-in. Signs in at the first request, once for all that wait for it. */
export class GraphClient {
  readonly #settings: Settings;
  readonly #wait: Wait;
  #session: Promise<Session> | undefined;

  constructor(settings: Settings, wait: Wait = waitOnClock) {
    this.#settings = settings;
    this.#wait = wait;
  }

  /** Who is signed in. Throws what signing in throws. */
  async session(signal: AbortSignal): Promise<Session> {
    const pending = this.#session;
    if (pending !== undefined) {
      const session = await pending;
      if (session.staleAt > Date.now()) {
        return session;
      }
      this.#forget(pending);
    }
    return this.#session ?? this.#signIn(signal);
  }

  /** Sends a request to a path such as `/groups`; gives the parsed response. Throws GraphFailure. */
  async send(method: Method, path: string, signal: AbortSignal, request: Request = {}): Promise<unknown> {
    const { graph } = await this.session(signal);
    return this.#sendTo(method, `${graph}/v1.0${path}`, signal, request);
  }

  /** All of a collection, page by page. Throws GraphFailure. */
  async list<Item>(path: string, item: z.ZodType<Item>, signal: AbortSignal): Promise<Item[]> {
    const first = page.parse(await this.send("GET", path, signal));
    const values = [...first.value];
    for (let next = first["@odata.nextLink"]; next !== undefined; ) {
      const more = page.parse(await this.#sendTo("GET", next, signal, {}));
      values.push(...more.value);
      next = more["@odata.nextLink"];
    }
    return z.array(item).parse(values);
  }

  async #sendTo(method: Method, url: string, signal: AbortSignal, request: Request): Promise<unknown> {
    const result = await this.#attempt(method, url, signal, request);
    if (result.status !== 401) {
      return bodyOf(method, url, result);
    }
    this.#session = undefined;
    return bodyOf(method, url, await this.#attempt(method, url, signal, request));
  }

  async #attempt(method: Method, url: string, signal: AbortSignal, request: Request): Promise<FullResponse> {
    const { accessToken } = await this.session(signal);
    return fetchWithRetry(
      {
        method,
        url,
        headers: {
          accept: "application/json",
          authorization: `Bearer ${accessToken}`,
          "client-request-id": crypto.randomUUID(),
          ...(request.body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
        signal,
        setting: settingName("environment"),
        again: (result) => request.fresh === true && isUnknownYet(result),
      },
      this.#wait,
    );
  }

  #signIn(signal: AbortSignal): Promise<Session> {
    const next = signIn(this.#settings, this.#wait, signal);
    next.catch(() => this.#forget(next));
    this.#session = next;
    return next;
  }

  #forget(session: Promise<Session>): void {
    if (this.#session === session) {
      this.#session = undefined;
    }
  }
}

/** The response to a read, or undefined where Graph has nothing there. Throws any other GraphFailure. */
export async function unlessMissing<Answered>(work: Promise<Answered>): Promise<Answered | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof GraphFailure && error.status === 404) {
      return undefined;
    }
    throw error;
  }
}

/** A text as OData writes it in a filter. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function bodyOf(method: Method, url: string, result: FullResponse): unknown {
  if (result.status < 300) {
    return result.body;
  }
  throw graphFailure(`${method} ${new URL(url).pathname}`, result.status, result.body);
}

/** Until an object has reached every replica, Graph returns 404, or 400 where a body refers to it. */
function isUnknownYet({ status, body }: FullResponse): boolean {
  return status === 404 || (status === 400 && /does not exist/.test(JSON.stringify(body)));
}
