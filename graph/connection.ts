import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import {
  Client,
  HTTPMessageHandler,
  type GraphRequest as LibraryRequest,
  ResponseType,
  TelemetryHandler,
} from "@microsoft/microsoft-graph-client";
import type { Cloud } from "./cloud-table.ts";
import type { AccessTokenSource } from "./credentials/source.ts";
import { notGraph } from "./error-words.ts";
import { elsewhere, GraphError } from "./errors.ts";
import { authenticating } from "./middleware/authentication.ts";
import { batching } from "./middleware/batch.ts";
import { CallOptions, type Travel } from "./middleware/call.ts";
import { errorHandling, uncarried } from "./middleware/errors.ts";
import { retrying } from "./middleware/retry.ts";
import { writeWithReads } from "./middleware/write-with-reads.ts";
import type { GraphMethod, GraphRequest } from "./request.ts";
import { json } from "./response.ts";
import type { RetryPolicy } from "./retry.ts";

/** Sends one request as its travel says, and returns what Graph's `send` does; with a read around it, ChangeResponse. */
export type Connection = (request: GraphRequest, travel?: Travel) => Promise<unknown>;

export type ConnectionOptions = {
  cloud: Cloud;
  source: AccessTokenSource;
  policy: RetryPolicy;
  userAgent: string;
};

/** Reads that arrive within this time of one another travel together. */
const gatherMilliseconds = 5;

/** The Graph client of one cloud and credential. Its middleware, in this order, makes errors, repeats, batches, signs in. */
export function connect({ cloud, source, policy, userAgent }: ConnectionOptions): Connection {
  const { hostname, host } = new URL(cloud.graph);
  const client = Client.initWithMiddleware({
    middleware: [
      errorHandling(),
      retrying(policy),
      writeWithReads(),
      batching({ ready: () => source.getToken(), pause: () => wait(gatherMilliseconds) }),
      authenticating(source, cloud.graph),
      new TelemetryHandler(),
      new HTTPMessageHandler(),
    ],
    customHosts: new Set([hostname]),
  });
  return async (request, travel = {}) => {
    const { method, path, signal, repeatable = method !== "POST", headers = {} } = request;
    const clientRequestId = headers["client-request-id"] ?? randomUUID();
    const details = { method, path, host, clientRequestId, repeatable, signal, ...travel };
    const prepared = client
      .api(urlOf(request, cloud))
      .headers({ ...headers, "user-agent": userAgent, "client-request-id": clientRequestId })
      .responseType(ResponseType.RAW)
      .middlewareOptions([new CallOptions(details)]);
    const response = await senders[method](prepared, request.body).catch((error: unknown) => {
      throw uncarried(error);
    });
    return parsed(await response.text(), response, request);
  };
}

const senders: Record<GraphMethod, (request: LibraryRequest, body: unknown) => Promise<Response>> = {
  GET: (request) => request.get(),
  POST: (request, body) => request.post(body),
  PATCH: (request, body) => request.patch(body),
  PUT: (request, body) => request.put(body),
  DELETE: (request) => request.delete(),
};

function urlOf({ method, version, path }: GraphRequest, cloud: Cloud): string {
  const url = URL.parse(path.startsWith("/") ? `${cloud.graph}/${version}${path}` : path);
  if (url?.origin === cloud.graph) {
    return url.href;
  }
  throw elsewhere({ method, path }, url?.origin ?? path, cloud.graph);
}

function parsed(text: string, { status }: Response, { method, path }: GraphRequest): unknown {
  if (text === "") {
    return undefined;
  }
  const value = json(text);
  if (value !== undefined) {
    return value;
  }
  throw new GraphError({ code: "unexpectedResponse", method, path, status }, notGraph);
}
