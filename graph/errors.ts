import { z } from "zod";
import { ExplainedError } from "../text/explained-error.ts";
import { plainMessage, plainText } from "../text/plain-text.ts";
import { type Approval, type ApprovalState, approvalOf, explainApproval } from "./approvals.ts";
import { CredentialError } from "./credentials/errors.ts";
import type { GraphErrorCode } from "./error-codes.ts";
import { explainResponse, type Words } from "./error-words.ts";
import { explainNetworkFailure, type NetworkFailure, networkFailure } from "./network.ts";
import { type Permission, permissionFor } from "./permissions.ts";
import { redact } from "./redact.ts";
import { json } from "./response.ts";

/** What is known of a call that failed. `graphCode` and `graphMessage` are Graph's own, `networkCode` is Node.js's. */
export type GraphErrorDetails = {
  code: GraphErrorCode;
  method: string;
  path: string;
  status?: number | undefined;
  graphCode?: string | undefined;
  graphMessage?: string | undefined;
  networkCode?: string | undefined;
  requestId?: string | undefined;
  clientRequestId?: string | undefined;
  permission?: Permission | undefined;
  /** Of a write that Intune holds: by what its approval is asked for, and how that stands. */
  approvalCode?: string | undefined;
  approvalState?: ApprovalState | undefined;
};

/** A call of Microsoft Graph that failed. It is for the user, and holds no token or secret. */
export class GraphError extends ExplainedError<GraphErrorCode> {
  override readonly name = "GraphError";
  readonly method: string;
  readonly path: string;
  readonly status: number | undefined;
  readonly graphCode: string | undefined;
  readonly graphMessage: string | undefined;
  readonly networkCode: string | undefined;
  readonly requestId: string | undefined;
  readonly clientRequestId: string | undefined;
  readonly permission: Permission | undefined;
  readonly approvalCode: string | undefined;
  readonly approvalState: ApprovalState | undefined;

  constructor(details: GraphErrorDetails, { reason, hint }: Words = {}) {
    super({ code: details.code, message: messageOf(details, reason), hint });
    this.method = details.method;
    this.path = details.path;
    this.status = details.status;
    this.graphCode = details.graphCode;
    this.graphMessage = details.graphMessage;
    this.networkCode = details.networkCode;
    this.requestId = details.requestId;
    this.clientRequestId = details.clientRequestId;
    this.permission = details.permission;
    this.approvalCode = details.approvalCode;
    this.approvalState = details.approvalState;
  }
}

function messageOf(details: GraphErrorDetails, reason: string | undefined): string {
  const { method, path, status, graphCode, graphMessage, requestId, clientRequestId } = details;
  const graphWords = [graphCode, graphMessage].filter(Boolean).join(": ");
  const wrong = [[status, graphWords].filter(Boolean).join(" "), reason].filter(Boolean).join(": ");
  const ids = [
    requestId && `request-id ${requestId}`,
    clientRequestId && `client-request-id ${clientRequestId}`,
  ].filter(Boolean);
  return `${method} ${path}: ${wrong}${ids.length > 0 ? ` [${ids.join(", ")}]` : ""}`;
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
 * The GraphError for a response that is not 2xx. `text` is its body; Graph's error envelope is described
 * at https://learn.microsoft.com/graph/errors
 */
export function responseError(response: Response, text: string, call: GraphCall): GraphError {
  const parsed = envelope.safeParse(json(text));
  const error = parsed.success ? parsed.data.error : undefined;
  const inner = error?.innerError ?? error?.innererror;
  const status = response.status;
  const graphCode = error?.code ? plainText(error.code) : undefined;
  const graphMessage = error?.message ? redact(plainMessage(ownMessage(error.message))) : undefined;
  const approval = approvalOf({ headers: response.headers, graphCode, graphMessage });
  const details: GraphErrorDetails = {
    // Only Graph itself can say that an object does not exist; a proxy's page says nothing of it.
    code: status === 404 && !parsed.success ? "unexpectedResponse" : codeOf(status),
    method: call.method,
    path: call.path,
    status,
    graphCode,
    graphMessage,
    requestId: idOf(inner?.["request-id"]) ?? response.headers.get("request-id") ?? undefined,
    clientRequestId: idOf(inner?.["client-request-id"]) ?? call.clientRequestId,
    permission: status === 401 || status === 403 ? permissionFor(call.method, call.path) : undefined,
  };
  return approval === undefined
    ? new GraphError(details, explainResponse(details, response, call.host))
    : heldWrite(details, approval);
}

/** The GraphError for a write that Intune holds for a second administrator: no missing permission, and nothing that passes. */
function heldWrite(details: GraphErrorDetails, approval: Approval): GraphError {
  const { state: approvalState, code: approvalCode } = approval;
  return new GraphError(
    { ...details, code: "approvalRequired", permission: undefined, approvalCode, approvalState },
    explainApproval(approval),
  );
}

function idOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

// Intune puts a JSON document of its own into the message of Graph's envelope.
function ownMessage(message: string): string {
  const own = z.object({ Message: z.string() }).safeParse(json(message));
  return own.success ? own.data.Message : message;
}

function codeOf(status: number): GraphErrorCode {
  if (status >= 500 || status === 408) {
    return "unavailable";
  }
  return codes.get(status) ?? (status >= 400 ? "rejected" : "unexpectedResponse");
}

const codes = new Map<number, GraphErrorCode>([
  [401, "unauthorized"],
  [403, "forbidden"],
  [404, "notFound"],
  [409, "conflict"],
  [412, "conflict"],
  [429, "throttled"],
]);

/** The GraphError for a request that got no response. `settings` are those that could name another host. */
function networkError(failure: NetworkFailure, call: GraphCall, settings: string): GraphError {
  const { method, path, clientRequestId } = call;
  const { message: reason, hint } = explainNetworkFailure(failure, call.host, settings);
  const code = networkCodes[failure.reason];
  return new GraphError({ code, method, path, clientRequestId, networkCode: failure.code }, { reason, hint });
}

const networkCodes: Record<NetworkFailure["reason"], GraphErrorCode> = {
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
  return new GraphError(
    { code: "unexpectedResponse", method, path },
    {
      reason: `not sent, since ${origin} is not ${graph}.`,
      hint: "A link in an answer led to another host, which gets no token. Open an issue with this message.",
    },
  );
}

/** The GraphError for a call whose signal was aborted. */
export function cancelled({ method, path, clientRequestId }: Omit<GraphCall, "host">): GraphError {
  return new GraphError({ code: "cancelled", method, path, clientRequestId }, { reason: "cancelled." });
}

/**
 * The GraphError for what kept a call from getting a response; any other error stays what it is, a failed sign-in too:
 * that one names the host it went to.
 */
export function callError(
  error: unknown,
  call: GraphCall & { signal?: AbortSignal | undefined },
  settings: string,
): unknown {
  if (call.signal?.aborted) {
    return cancelled(call);
  }
  if (error instanceof CredentialError) {
    return error;
  }
  const failure = networkFailure(error);
  return failure ? networkError(failure, call, settings) : error;
}

/** The GraphError for a response that cannot be what Graph promises: an error, never "absent" or "no drift". */
export function unexpectedResponse(path: string, what: string, hint: string = answersChanged): GraphError {
  return new GraphError(
    { code: "unexpectedResponse", method: "GET", path },
    { reason: `Graph answered ${what}`, hint },
  );
}

const answersChanged =
  "Run the same command again. If it stays so, look for what changes answers between here and Graph.";
