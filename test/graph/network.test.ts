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
    ["EPROTO", "notTls"],
    ["ECONNREFUSED", "refused"],
    ["EAI_AGAIN", "refused"],
    ["UND_ERR_CONNECT_TIMEOUT", "refused"],
    ["ECONNRESET", "interrupted"],
    ["UND_ERR_SOCKET", "interrupted"],
    ["UND_ERR_HEADERS_TIMEOUT", "interrupted"],
  ])("takes %s for %s", (code, reason) => {
    expect(networkFailure(fetchError(systemError(code)))).toEqual({ reason, code });
  });

  it("tells a timeout of the connection from one of the answer", () => {
    expect(networkFailure(systemError("ETIMEDOUT", { syscall: "connect" }))?.reason).toBe("refused");
    expect(networkFailure(systemError("ETIMEDOUT", { syscall: "read" }))?.reason).toBe("interrupted");
    expect(networkFailure(systemError("ETIMEDOUT"))?.reason).toBe("interrupted");
  });

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
    expect(networkFailure(fetchError(undefined))).toEqual({ reason: "failed", code: "failed" });
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
    const text = explainNetworkFailure({ reason: "untrustedCertificate", code: "CERT_X" }, "h:1", settings);
    expect(text).toMatch(/h:1 is not trusted \(CERT_X\)[\s\S]*NODE_EXTRA_CA_CERTS/);
  });

  it.each(["unresolved", "notTls", "refused", "failed"] as const)(
    "names the setting where it is %s",
    (reason) => {
      const text = explainNetworkFailure({ reason, code: "CODE" }, "h:1", settings);
      expect(text).toContain("h:1");
      expect(text).toContain("CODE");
      expect(text).toContain(settings);
    },
  );

  it("says to try again where the connection broke", () => {
    const text = explainNetworkFailure({ reason: "interrupted", code: "ECONNRESET" }, "h:1", settings);
    expect(text).toBe("The connection to h:1 broke before the answer came (ECONNRESET). Try again.");
  });
});
