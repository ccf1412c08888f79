import { z } from "zod";
import { plainMessage, plainText } from "../text/plain-text.ts";
import { CredentialError } from "./credentials/errors.ts";
import { explainNetworkFailure, type NetworkFailure, networkFailure } from "./network.ts";
import { type Permission, permissionFor } from "./permissions.ts";
import { redact } from "./redact.ts";
import { json } from "./response.ts";

/**
 * What kind of failure a GraphError is, so that callers need not read messages:
 * - notFound: 404 in Graph's own form. conflict: 409 or 412. rejected: any other 4xx.
 * - unauthorized: 401 after a fresh token. forbidden: 403. Both name the missing permission where it is known.
 * - throttled: 429 until the time was up. unavailable: 5xx (or 408) until the time was up.
 * - interrupted: the connection broke after the request was sent; it may have been carried out.
 * - unreachable: no connection, so nothing was sent. untrustedCertificate: the host's certificate is not trusted.
 * - unexpectedAnswer: an answer that is not Graph's. cancelled: the signal was aborted.
 */
export type GraphErrorKind =
  | "notFound"
  | "conflict"
  | "rejected"
  | "unauthorized"
  | "forbidden"
  | "throttled"
  | "unavailable"
  | "interrupted"
  | "unreachable"
  | "untrustedCertificate"
  | "unexpectedAnswer"
  | "cancelled";

export type GraphErrorDetails = {
  kind: GraphErrorKind;
  method: string;
  path: string;
  status?: number | undefined;
  code?: string | undefined;
  graphMessage?: string | undefined;
  requestId?: string | undefined;
  clientRequestId?: string | undefined;
  permission?: Permission | undefined;
};

/** A call of Microsoft Graph that failed. Its message is for the user, and holds no token or secret. */
export class GraphError extends Error {
  readonly kind: GraphErrorKind;
  readonly method: string;
  readonly path: string;
  readonly status: number | undefined;
  readonly code: string | undefined;
  readonly graphMessage: string | undefined;
  readonly requestId: string | undefined;
  readonly clientRequestId: string | undefined;
  readonly permission: Permission | undefined;

  /** `explanation` is what the user is told besides Graph's own words: the reason, and the way out. */
  constructor(details: GraphErrorDetails, explanation?: string) {
    super(messageOf(details, explanation));
    this.name = "GraphError";
    this.kind = details.kind;
    this.method = details.method;
    this.path = details.path;
    this.status = details.status;
    this.code = details.code;
    this.graphMessage = details.graphMessage;
    this.requestId = details.requestId;
    this.clientRequestId = details.clientRequestId;
    this.permission = details.permission;
  }
}

function messageOf(details: GraphErrorDetails, explanation: string | undefined): string {
  const { method, path, status, code, graphMessage, requestId, clientRequestId } = details;
  const said = [code, graphMessage].filter(Boolean).join(": ");
  const reason =
    status === undefined ? [graphMessage, explanation] : [`${status} ${said}`.trim(), explanation];
  const ids = [
    requestId && `request-id ${requestId}`,
    clientRequestId && `client-request-id ${clientRequestId}`,
  ].filter(Boolean);
  const lines = [...reason, ids.join(", ")].filter(Boolean);
  return `${method} ${path}: ${lines.join("\n")}`;
}

/** The call that an error is about. `host` is what it was sent to, with the port. */
export type GraphCall = { method: string; path: string; host: string; clientRequestId?: string | undefined };

const envelope = z.object({
  error: z.object({
    code: z.string().nullish(),
    message: z.string().nullish(),
    innerError: z.record(z.string(), z.unknown()).nullish(),
    innererror: z.record(z.string(), z.unknown()).nullish(),
  }),
});

/**
 * The GraphError for an answer that is not 2xx. `text` is the answer's body; Graph's error envelope is described
 * at https://learn.microsoft.com/graph/errors
 */
export function answerError(response: Response, text: string, call: GraphCall): GraphError {
  const parsed = envelope.safeParse(json(text));
  const error = parsed.success ? parsed.data.error : undefined;
  const inner = error?.innerError ?? error?.innererror;
  const status = response.status;
  const details: GraphErrorDetails = {
    // Only Graph itself can say that an object does not exist; a proxy's page says nothing of it.
    kind: status === 404 && !parsed.success ? "unexpectedAnswer" : kindOf(status),
    method: call.method,
    path: call.path,
    status,
    code: error?.code ? plainText(error.code) : undefined,
    graphMessage: error?.message ? redact(plainMessage(ownMessage(error.message))) : undefined,
    requestId: idOf(inner?.["request-id"]) ?? response.headers.get("request-id") ?? undefined,
    clientRequestId: idOf(inner?.["client-request-id"]) ?? call.clientRequestId,
    permission: status === 401 || status === 403 ? permissionFor(call.method, call.path) : undefined,
  };
  return new GraphError(details, wayOut(details, response, call));
}

function idOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

// Intune puts a JSON document of its own into the message of Graph's envelope.
function ownMessage(message: string): string {
  const own = z.object({ Message: z.string() }).safeParse(json(message));
  return own.success ? own.data.Message : message;
}

function kindOf(status: number): GraphErrorKind {
  if (status >= 500 || status === 408) return "unavailable";
  return kinds.get(status) ?? (status >= 400 ? "rejected" : "unexpectedAnswer");
}

const kinds = new Map<number, GraphErrorKind>([
  [401, "unauthorized"],
  [403, "forbidden"],
  [404, "notFound"],
  [409, "conflict"],
  [412, "conflict"],
  [429, "throttled"],
]);

/** What to say of an answer that is not in Graph's form. */
export const notGraph =
  "The answer is not in Microsoft Graph's form.\n" +
  "A proxy or a sign-in page of the network may stand between: check HTTPS_PROXY and the network.";

function wayOut(details: GraphErrorDetails, response: Response, call: GraphCall): string | undefined {
  const permission = details.permission && missingPermission(details.permission);
  if (details.kind === "forbidden") return permission;
  if (details.kind === "notFound") return nothingThere;
  if (details.kind === "unexpectedAnswer") return notGraph;
  if (details.kind === "throttled") return tooLong(response.headers.get("retry-after"));
  if (details.kind === "unavailable") return "Graph did not recover in the time allowed. Try again later.";
  if (details.kind !== "unauthorized") return undefined;
  const refused = `${call.host} did not accept the credential's token.`;
  const check = "Check this machine's clock, ARM_TENANT_ID, and that ARM_ENVIRONMENT is the tenant's cloud.";
  return `${refused} ${permission ? `If it is good: ${permission}` : check}`;
}

const nothingThere =
  "This tenant has nothing at that path. Check the id in it, and that the sign-in is to the tenant that has it.";

function missingPermission({ application, delegated }: Permission): string {
  return (
    `The credential lacks the Microsoft Graph permission ${application} (application) or ${delegated} (delegated).\n` +
    "Add it to the app registration, and have an administrator consent to it."
  );
}

function tooLong(retryAfter: string | null): string {
  const asked = retryAfter ? ` Graph asks to wait (Retry-After: ${retryAfter}).` : "";
  return `Too many requests, and no time left to wait.${asked} Try again later.`;
}

/** The GraphError for a request that got no answer. `settings` are those that could name another host. */
function networkError(failure: NetworkFailure, call: GraphCall, settings: string): GraphError {
  const { method, path, clientRequestId } = call;
  const details = { kind: networkKinds[failure.reason], method, path, clientRequestId, code: failure.code };
  return new GraphError(details, explainNetworkFailure(failure, call.host, settings));
}

const networkKinds: Record<NetworkFailure["reason"], GraphErrorKind> = {
  untrustedCertificate: "untrustedCertificate",
  unresolved: "unreachable",
  notTls: "unreachable",
  refused: "unreachable",
  failed: "unreachable",
  interrupted: "interrupted",
};

/** The GraphError for a call that was not sent, since it would have gone to another origin than Graph's. */
export function elsewhere(
  { method, path }: Pick<GraphCall, "method" | "path">,
  origin: string,
  graph: string,
) {
  const explanation = `not sent, since ${origin} is not ${graph}.`;
  return new GraphError({ kind: "unexpectedAnswer", method, path }, explanation);
}

/** The GraphError for a call whose signal was aborted. */
export function cancelled({ method, path, clientRequestId }: Omit<GraphCall, "host">): GraphError {
  return new GraphError({ kind: "cancelled", method, path, clientRequestId }, "cancelled.");
}

/**
 * The GraphError for what kept a call from getting an answer; any other error stays what it is, a failed sign-in too:
 * that one names the host it went to.
 */
export function callError(
  error: unknown,
  call: GraphCall & { signal?: AbortSignal | undefined },
  settings: string,
): unknown {
  if (call.signal?.aborted) return cancelled(call);
  if (error instanceof CredentialError) return error;
  const failure = networkFailure(error);
  return failure ? networkError(failure, call, settings) : error;
}

/** The GraphError for an answer that cannot be what Graph promises: an error, never "absent" or "no drift". */
export function unexpectedAnswer(path: string, what: string): GraphError {
  return new GraphError({ kind: "unexpectedAnswer", method: "GET", path }, `Graph answered ${what}`);
}
