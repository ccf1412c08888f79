/**
 * Why no response came:
 * - untrustedCertificate: the host's certificate is not one that this process trusts.
 * - unresolved: the name does not exist. notTls: the port does not speak TLS.
 * - refused: no connection now, so nothing was sent; another attempt may succeed.
 * - failed: the request was not sent, for a reason that will not pass by itself.
 * - interrupted: the connection broke, or the response did not come in time or could not be read; the request may have been
 *   carried out. So is all that is not known to come before a request is sent.
 */
export type NetworkFailure = {
  reason: "untrustedCertificate" | "unresolved" | "notTls" | "refused" | "failed" | "interrupted";
  code: string;
};

/** Tells what became of a request from what fetch or node:https threw; undefined if it was no network failure. */
export function networkFailure(error: unknown): NetworkFailure | undefined {
  const links = [...chain(error)];
  for (const link of links) {
    if (neverSent.test(link.message)) {
      return { reason: "failed", code: link.message };
    }
    const code = codeOf(link);
    const reason = code && reasonOf(code, link);
    if (reason) {
      return { reason, code };
    }
  }
  return isOfFetch(error) ? { reason: "interrupted", code: unknownCode(links) } : undefined;
}

/** Requests that fetch does not even try, and those for which a proxy opens no tunnel. */
const neverSent = /^(?:bad port|unknown scheme)$|^Proxy response \(\d+\) !== 200 when HTTP Tunneling/;

/** What fetch throws where no response comes, and where one breaks off or cannot be read, such as broken gzip. */
function isOfFetch(error: unknown): boolean {
  return error instanceof TypeError && /^(?:fetch failed|terminated)$/.test(error.message);
}

function unknownCode([first, ...causes]: readonly Error[]): string {
  return causes.map(codeOf).find(Boolean) ?? causes.at(-1)?.message ?? first?.message ?? "";
}

function* chain(error: unknown): Generator<Error> {
  if (!(error instanceof Error)) {
    return;
  }
  yield error;
  // Happy eyeballs: one error for each address that was tried, all of one host.
  if (error instanceof AggregateError) {
    yield* chain(error.errors[0]);
  }
  yield* chain(error.cause);
}

function codeOf(error: Error): string | undefined {
  if (error.name === "TimeoutError") {
    return "ETIMEDOUT";
  }
  return "code" in error && typeof error.code === "string" ? error.code : undefined;
}

function reasonOf(code: string, error: Error): NetworkFailure["reason"] | undefined {
  if (handshake.has(code)) {
    return "notTls";
  }
  // Also what the host says of the connection later, so before the codes of certificates, which some of these contain.
  if (code === "EPROTO" || /^(?:ERR_SSL|HPE)_/.test(code)) {
    return "interrupted";
  }
  if (/CERT|^UNABLE_TO_|^ERR_TLS_CERT|_CA$|^CRL_/.test(code)) {
    return "untrustedCertificate";
  }
  if (code === "ENOTFOUND") {
    return "unresolved";
  }
  if (beforeSending.has(code)) {
    return "refused";
  }
  if (atAnyTime.has(code)) {
    return isConnect(error) ? "refused" : "interrupted";
  }
  if (afterSending.has(code)) {
    return "interrupted";
  }
  return undefined;
}

function isConnect(error: Error): boolean {
  return "syscall" in error && error.syscall === "connect";
}

/** OpenSSL's for a first response that is no TLS, or of no version that both sides have. */
const handshake = new Set([
  "ERR_SSL_WRONG_VERSION_NUMBER",
  "ERR_SSL_PACKET_LENGTH_TOO_LONG",
  "ERR_SSL_HTTP_REQUEST",
  "ERR_SSL_UNKNOWN_PROTOCOL",
  "ERR_SSL_UNSUPPORTED_PROTOCOL",
  "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION",
]);

const beforeSending = new Set(["ECONNREFUSED", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"]);

/** Of a connection that is being opened, or of one on which the request was sent. */
const atAnyTime = new Set(["EHOSTUNREACH", "ENETUNREACH", "ENETDOWN", "ETIMEDOUT"]);

const afterSending = new Set([
  "ECONNRESET",
  "ECONNABORTED",
  "EPIPE",
  "UND_ERR_SOCKET",
  "UND_ERR_HEADERS_TIMEOUT",
  "UND_ERR_BODY_TIMEOUT",
  "REQUEST_SEND_ERROR",
]);

/** What became of a request in one sentence, and what to do. */
export type NetworkExplanation = { readonly message: string; readonly hint: string };

/** What to say of a failure to reach `host`. `settings` are what could name another host. */
export function explainNetworkFailure(
  failure: NetworkFailure,
  host: string,
  settings: string,
): NetworkExplanation {
  return explanations[failure.reason](host, failure.code, settings);
}

const explanations: Record<
  NetworkFailure["reason"],
  (host: string, code: string, settings: string) => NetworkExplanation
> = {
  untrustedCertificate: (host, code) => ({
    message: `The certificate of ${host} is not trusted (${code}).`,
    hint:
      "If its authority is private, set NODE_EXTRA_CA_CERTS to the PEM file of that authority and start again; " +
      "a proxy that inspects TLS needs its authority there too.",
  }),
  unresolved: (host, code, settings) => ({
    message: `There is no host ${host} (${code}).`,
    hint: `Check ${settings}, and the network's DNS.`,
  }),
  notTls: (host, code, settings) => ({
    message: `${host} does not speak TLS (${code}).`,
    hint: `Check the host and port in ${settings}.`,
  }),
  refused: (host, code, settings) => ({
    message: `${host} cannot be reached (${code}).`,
    hint:
      `Check the network and ${settings}; behind a proxy, set HTTPS_PROXY, ` +
      "and before Node.js 24.14 NODE_USE_ENV_PROXY=1 too.",
  }),
  failed: (host, code, settings) => ({
    message: `${host} cannot be asked (${code}).`,
    hint: `Check the host and port in ${settings}.`,
  }),
  interrupted: (host, code) => ({
    message: `The connection to ${host} broke before the answer came (${code}).`,
    hint: "Try again.",
  }),
};
