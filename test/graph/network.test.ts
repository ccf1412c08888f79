import { describe, expect, it } from "vitest";
import { explainNetworkFailure, networkFailure } from "../../graph/network.ts";

function systemError(code: string, more: object = {}): Error {
  return Object.assign(new Error(code), { code, ...more });
}

function fetchError(cause: unknown): TypeError {
  return new TypeError("fetch failed", { cause });
}

describe("networkFailure", () => {
  it.each([
    ["SELF_SIGNED_CERT_IN_CHAIN", "untrustedCertificate"],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", "untrustedCertificate"],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "untrustedCertificate"],
    ["CERT_HAS_EXPIRED", "untrustedCertificate"],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "untrustedCertificate"],
    ["ENOTFOUND", "unresolved"],
    ["ERR_SSL_WRONG_VERSION_NUMBER", "notTls"],
    ["ERR_SSL_PACKET_LENGTH_TOO_LONG", "notTls"],
    ["EPROTO", "interrupted"],
    ["ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC", "interrupted"],
    ["ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE", "interrupted"],
    ["HPE_INVALID_CONSTANT", "interrupted"],
    ["HPE_INVALID_CONTENT_LENGTH", "interrupted"],
    ["UND_ERR_HEADERS_OVERFLOW", "interrupted"],
    ["Z_DATA_ERROR", "interrupted"],
    ["ECONNREFUSED", "refused"],
    ["EAI_AGAIN", "refused"],
    ["UND_ERR_CONNECT_TIMEOUT", "refused"],
    ["ECONNRESET", "interrupted"],
    ["UND_ERR_SOCKET", "interrupted"],
    ["UND_ERR_HEADERS_TIMEOUT", "interrupted"],
  ])("takes %s for %s", (code, reason) => {
    expect(networkFailure(fetchError(systemError(code)))).toEqual({ reason, code });
  });

  it.each(["ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH", "ENETDOWN"])(
    "does not take %s on an open connection for a request that was not sent",
    (code) => {
      expect(networkFailure(fetchError(systemError(code, { syscall: "connect" })))?.reason).toBe("refused");
      for (const more of [{ syscall: "read" }, { syscall: "write" }, {}]) {
        expect(networkFailure(fetchError(systemError(code, more)))?.reason).toBe("interrupted");
      }
    },
  );

  it("takes an attempt that was given up for interrupted", () => {
    const failure = networkFailure(new DOMException("too long", "TimeoutError"));
    expect(failure).toEqual({ reason: "interrupted", code: "ETIMEDOUT" });
  });

  it("looks at the addresses of a host that were all tried", () => {
    const error = fetchError(new AggregateError([systemError("ECONNREFUSED"), systemError("ENETUNREACH")]));
    expect(networkFailure(error)).toEqual({ reason: "refused", code: "ECONNREFUSED" });
  });

  it("takes a request that fetch does not even try for one that will not pass", () => {
    expect(networkFailure(fetchError(new Error("bad port")))).toEqual({ reason: "failed", code: "bad port" });
  });

  it("takes a proxy that opens no tunnel for one that will not pass", () => {
    const proxy = Object.assign(new Error("Proxy response (407) !== 200 when HTTP Tunneling"), {
      code: "UND_ERR_ABORTED",
    });
    const cause = new Error("Request was cancelled.", { cause: proxy });
    expect(networkFailure(fetchError(cause))).toEqual({ reason: "failed", code: proxy.message });
  });

  it("takes nothing that it does not know for a request that was not sent", () => {
    expect(networkFailure(fetchError(new Error("no HTTP")))).toEqual({
      reason: "interrupted",
      code: "no HTTP",
    });
    expect(networkFailure(fetchError(undefined))).toEqual({ reason: "interrupted", code: "fetch failed" });
    const broken = new TypeError("terminated", { cause: systemError("Z_DATA_ERROR") });
    expect(networkFailure(broken)).toEqual({ reason: "interrupted", code: "Z_DATA_ERROR" });
  });

  it.each([
    ["a mistake in the program", new TypeError("x is not a function")],
    ["another code", systemError("ENOENT")],
    ["what is no error", "ECONNREFUSED"],
  ])("does not take %s for a network failure", (_, error) => {
    expect(networkFailure(error)).toBeUndefined();
  });
});

describe("explainNetworkFailure", () => {
  const settings = "metadataHost (ARM_METADATA_HOSTNAME)";

  it("names NODE_EXTRA_CA_CERTS for a certificate that is not trusted", () => {
    const { message, hint } = explainNetworkFailure(
      { reason: "untrustedCertificate", code: "CERT_X" },
      "h:1",
      settings,
    );
    expect(message).toContain("h:1 is not trusted (CERT_X)");
    expect(hint).toContain("NODE_EXTRA_CA_CERTS");
  });

  it.each(["unresolved", "notTls", "refused", "failed"] as const)(
    "names the setting where it is %s",
    (reason) => {
      const { message, hint } = explainNetworkFailure({ reason, code: "CODE" }, "h:1", settings);
      expect(message).toContain("h:1");
      expect(message).toContain("CODE");
      expect(hint).toContain(settings);
    },
  );

  it("says to try again where the connection broke", () => {
    const { message, hint } = explainNetworkFailure(
      { reason: "interrupted", code: "ECONNRESET" },
      "h:1",
      settings,
    );
    expect(message).toBe("The connection to h:1 broke before the answer came (ECONNRESET).");
    expect(hint).toBe("Try again.");
  });
});
