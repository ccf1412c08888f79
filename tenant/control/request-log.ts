/** A step of a `$batch`. */
export type LoggedStep = {
  readonly id: string;
  readonly method: string;
  readonly target: string;
  readonly status: number;
  readonly body: unknown;
};

/** A request that came over the wire. A cut connection has the status 0. */
export type LoggedRequest = {
  readonly at: number;
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly status: number;
  readonly userAgent: string;
  readonly requestId: string;
  readonly clientRequestId: string;
  /** The body of a call of Graph or of Azure Resource Manager, parsed; bodies that hold credentials are not kept. */
  readonly body: unknown;
  readonly steps: readonly LoggedStep[];
};

/** A request, whether it came by itself or in a `$batch`. */
export type SingleRequest = Omit<LoggedStep, "id">;

/** Which requests match. All conditions that are given must hold. */
export type RequestFilter = {
  /** How the user agent begins. */
  readonly userAgent?: string;
  readonly method?: string;
  /** A regular expression that path and query must contain. */
  readonly path?: string;
};

/** Every request since the start or the last `clear`, oldest first. */
export class RequestLog {
  #requests: LoggedRequest[] = [];

  /** Notes a request. */
  add(request: LoggedRequest): void {
    this.#requests.push(request);
  }

  /** The requests that fit a filter. */
  list(filter: RequestFilter = {}): LoggedRequest[] {
    return this.#requests.filter((request) => fits(request, filter));
  }

  /** The round trips to Graph of a client: each request that went over the wire, a `$batch` once; no tokens, no metadata. */
  graph(userAgent = ""): LoggedRequest[] {
    return this.list({ userAgent, path: "^/(v1\\.0|beta)/" });
  }

  /** The requests that fit a filter, each by itself: the steps of a `$batch` in its place. */
  single(filter: RequestFilter = {}): SingleRequest[] {
    return this.list(filter).flatMap((entry): readonly SingleRequest[] =>
      entry.steps.length > 0 ? entry.steps : [entry],
    );
  }

  /** Forgets every request. */
  clear(): void {
    this.#requests = [];
  }
}

function fits(request: LoggedRequest, filter: RequestFilter): boolean {
  return (
    request.userAgent.startsWith(filter.userAgent ?? "") &&
    (filter.method === undefined || filter.method.toUpperCase() === request.method) &&
    (filter.path === undefined || new RegExp(filter.path).test(request.target))
  );
}
