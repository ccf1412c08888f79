/**
 * Why no answer came:
 * - untrustedCertificate: the host's certificate is not one that this process trusts.
 * - unresolved: the name does not exist. notTls: the port does not speak TLS.
 * - refused: no connection now, so nothing was sent; another attempt may succeed.
 * - failed: the request was not sent, for a reason that will not pass by itself.
 * - interrupted: the connection broke, or the answer did not come in time; the request may have been carried out.
 */
export type NetworkFailure = {
  reason: "untrustedCertificate" | "unresolved" | "notTls" | "refused" | "failed" | "interrupted";
  code: string;
};

/** Tells what became of a request from what fetch or node:https raised; undefined if it was no network failure. */
export function networkFailure(error: unknown): NetworkFailure | undefined {
  for (const link of chain(error)) {
    const code = codeOf(link);
    const reason = code && reasonOf(code, link);
    if (reason) return { reason, code };
  }
  return unknownFailure(error);
}

// What fetch raises for a request that it does not even try, such as one to a port that it blocks.
function unknownFailure(error: unknown): NetworkFailure | undefined {
  const failed = error instanceof TypeError && error.message === "fetch failed";
  return failed
    ? { reason: "failed", code: error.cause instanceof Error ? error.cause.message : "failed" }
    : undefined;
}

function* chain(error: unknown): Generator<Error> {
  if (!(error instanceof Error)) return;
  yield error;
  // Happy eyeballs: one error for each address that was tried, all of one host.
  if (error instanceof AggregateError) yield* chain(error.errors[0]);
  yield* chain(error.cause);
}

function codeOf(error: Error): string | undefined {
  if (error.name === "TimeoutError") return "ETIMEDOUT";
  return "code" in error && typeof error.code === "string" ? error.code : undefined;
}

function reasonOf(code: string, error: Error): NetworkFailure["reason"] | undefined {
  if (/CERT|^UNABLE_TO_|^ERR_TLS_CERT|_CA$|^CRL_/.test(code)) return "untrustedCertificate";
  if (code === "ENOTFOUND") return "unresolved";
  if (code === "EPROTO" || code.startsWith("ERR_SSL_")) return "notTls";
  if (beforeSending.has(code) || (code === "ETIMEDOUT" && isConnect(error))) return "refused";
  if (afterSending.has(code)) return "interrupted";
  return undefined;
}

function isConnect(error: Error): boolean {
  return "syscall" in error && error.syscall === "connect";
}

const beforeSending = new Set([
  "ECONNREFUSED",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

const afterSending = new Set([
  "ECONNRESET",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "UND_ERR_SOCKET",
  "UND_ERR_HEADERS_TIMEOUT",
  "UND_ERR_BODY_TIMEOUT",
  "REQUEST_SEND_ERROR",
]);

/** A sentence on a failure to reach `host`, and the way out. `settings` are what could name another host. */
export function explainNetworkFailure(failure: NetworkFailure, host: string, settings: string): string {
  return explanations[failure.reason](host, failure.code, settings);
}

const explanations: Record<
  NetworkFailure["reason"],
  (host: string, code: string, settings: string) => string
> = {
  untrustedCertificate: (host, code) =>
    `The certificate of ${host} is not trusted (${code}).\n` +
    "If its authority is private, set NODE_EXTRA_CA_CERTS to the PEM file of that authority and start again; " +
    "a proxy that inspects TLS needs its authority there too.",
  unresolved: (host, code, settings) =>
    `There is no host ${host} (${code}).\nCheck ${settings}, and the network's DNS.`,
  notTls: (host, code, settings) =>
    `${host} does not speak TLS (${code}).\nCheck the host and port in ${settings}.`,
  refused: (host, code, settings) =>
    `${host} cannot be reached (${code}).\nCheck the network and ${settings}; behind a proxy, set HTTPS_PROXY, ` +
    "and before Node.js 24.14 NODE_USE_ENV_PROXY=1 too.",
  failed: (host, code, settings) =>
    `${host} cannot be asked (${code}).\nCheck the host and port in ${settings}.`,
  interrupted: (host, code) => `The connection to ${host} broke before the answer came (${code}). Try again.`,
};
