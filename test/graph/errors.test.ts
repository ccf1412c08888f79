import { describe, expect, it } from "vitest";
import { CredentialError } from "../../graph/credentials/errors.ts";
import { callError, cancelled, GraphError, responseError } from "../../graph/errors.ts";
import { fullMessage } from "../../text/explained-error.ts";

const call = {
  method: "GET",
  path: "/deviceManagement/deviceConfigurations",
  host: "graph.microsoft.com",
  clientRequestId: "client-1",
};

function errorOf(status: number, body: unknown, headers: Record<string, string> = {}): GraphError {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return responseError(new Response(null, { status, headers }), text, call);
}

function envelope(code: string, message: string, innerError: object = {}): object {
  return { error: { code, message, innerError } };
}

describe("responseError", () => {
  it("carries Graph's code, message and ids", () => {
    const inner = { date: "2026-01-01", "request-id": "r-1", "client-request-id": "c-1" };
    const error = errorOf(400, envelope("BadRequest", "No such property.", inner));
    expect(error).toBeInstanceOf(GraphError);
    expect(error).toMatchObject({
      code: "rejected",
      status: 400,
      graphCode: "BadRequest",
      graphMessage: "No such property.",
      requestId: "r-1",
      clientRequestId: "c-1",
      method: "GET",
      path: call.path,
      permission: undefined,
    });
    expect(error.message).toBe(
      `GET ${call.path}: 400 BadRequest: No such property. [request-id r-1, client-request-id c-1]`,
    );
  });

  it("finds the ids under innererror, in the header, and in what was sent", () => {
    const lower = errorOf(400, { error: { code: "X", message: "Y", innererror: { "request-id": "r-2" } } });
    expect(lower).toMatchObject({ requestId: "r-2", clientRequestId: "client-1" });
    const header = errorOf(400, envelope("X", "Y", { "request-id": 7 }), { "request-id": "r-3" });
    expect(header.requestId).toBe("r-3");
  });

  it.each([
    [401, "unauthorized"],
    [403, "forbidden"],
    [404, "notFound"],
    [409, "conflict"],
    [412, "conflict"],
    [400, "rejected"],
    [429, "throttled"],
    [408, "unavailable"],
    [503, "unavailable"],
    [304, "unexpectedResponse"],
  ])("takes %d for %s", (status, code) => {
    expect(errorOf(status, envelope("X", "Y")).code).toBe(code);
  });

  it("names the missing permission of a 403", () => {
    const error = errorOf(403, envelope("Forbidden", "Not authorized."));
    expect(error.permission?.application).toBe("DeviceManagementConfiguration.Read.All");
    expect(fullMessage(error)).toContain(
      "lacks the Microsoft Graph permission DeviceManagementConfiguration.Read.All (application) or " +
        "DeviceManagementConfiguration.Read.All (delegated).",
    );
    expect(fullMessage(error)).toContain("consent");
  });

  it("names both permissions where an app and a user need different ones", () => {
    const error = responseError(new Response(null, { status: 403 }), "{}", {
      ...call,
      path: "/organization",
    });
    expect(fullMessage(error)).toContain(
      "permission Organization.Read.All (application) or User.Read (delegated).",
    );
  });

  it("says of a 401 that the token was refused, and names the permission", () => {
    const error = errorOf(401, envelope("InvalidAuthenticationToken", "Access token is empty."));
    expect(fullMessage(error)).toContain("graph.microsoft.com did not accept the credential's token.");
    expect(fullMessage(error)).toContain("DeviceManagementConfiguration.Read.All");
  });

  it("names no permission where it knows none", () => {
    const unknown = { ...call, path: "/users" };
    const [refused, forbidden] = [401, 403].map((status) =>
      responseError(new Response(null, { status }), "", unknown),
    );
    expect(refused?.message).toBe("GET /users: 401 [client-request-id client-1]");
    expect(refused?.hint).toBe(
      "graph.microsoft.com did not accept the credential's token. Check this machine's clock, " +
        "ARM_TENANT_ID, and that ARM_ENVIRONMENT is the tenant's cloud.",
    );
    expect(forbidden?.message).toBe("GET /users: 403 [client-request-id client-1]");
    expect(forbidden?.hint).toContain("docs/permissions.md");
  });

  it("says how long a 429 asks to wait", () => {
    const error = errorOf(429, envelope("TooManyRequests", ""), { "retry-after": "900" });
    expect(fullMessage(error)).toContain("Retry-After: 900");
    expect(fullMessage(errorOf(429, ""))).toContain("no time left to wait. Try again later.");
  });

  it("unwraps the document that Intune puts into the message", () => {
    const message = JSON.stringify({
      _version: 3,
      Message: "Name is required. - Operation ID x",
      CustomApiErrorPhrase: "",
    });
    expect(errorOf(400, envelope("BadRequest", message)).graphMessage).toBe(
      "Name is required. - Operation ID x",
    );
  });

  it("shows no token that Graph repeats", () => {
    const error = errorOf(401, envelope("X", "token eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln is bad"));
    expect(fullMessage(error)).not.toContain("eyJ");
    expect(error.graphMessage).toBe("token **** is bad");
  });

  it.each([
    ["no JSON", "<html>"],
    ["another document", { oops: 1 }],
    ["an empty code and no message", { error: { code: "", message: null } }],
  ])("makes do with %s", (_, body) => {
    const error = errorOf(502, body);
    expect(error).toMatchObject({ code: "unavailable", graphCode: undefined, graphMessage: undefined });
    expect(fullMessage(error)).toContain("502");
  });
});

describe("callError", () => {
  const settings = "environment (ARM_ENVIRONMENT)";

  it.each([
    ["CERT_HAS_EXPIRED", "untrustedCertificate"],
    ["ENOTFOUND", "unreachable"],
    ["ERR_SSL_WRONG_VERSION_NUMBER", "unreachable"],
    ["EPROTO", "interrupted"],
    ["ECONNREFUSED", "unreachable"],
    ["ECONNRESET", "interrupted"],
  ])("takes %s for %s", (networkCode, code) => {
    const error = callError(Object.assign(new Error("no"), { code: networkCode }), call, settings);
    expect(error).toMatchObject({ name: "GraphError", code, networkCode, status: undefined });
    expect(fullMessage(error)).toContain(`GET ${call.path}: `);
    expect(fullMessage(error)).toContain("graph.microsoft.com");
  });

  it("takes any failure of an aborted call for cancelled", () => {
    const error = callError(new Error("whatever"), { ...call, signal: AbortSignal.abort() }, settings);
    expect(error).toMatchObject({ code: "cancelled", clientRequestId: "client-1" });
  });

  it("leaves what is no network failure as it is", () => {
    const mistake = new TypeError("x is not a function");
    expect(callError(mistake, call, settings)).toBe(mistake);
  });

  it("leaves a sign-in whose host cannot be reached as it is: that host is not Graph's", () => {
    const failure = new CredentialError({
      code: "unreachable",
      message: "There is no host login.example (ENOTFOUND).",
      hint: "Check the host.",
      networkCode: "ENOTFOUND",
    });
    expect(callError(failure, call, settings)).toBe(failure);
  });
});

it("a cancelled call says so", () => {
  expect(cancelled({ method: "GET", path: "/groups" })).toMatchObject({
    code: "cancelled",
    message: "GET /groups: cancelled.",
  });
});

it("an error made elsewhere has Graph's message in its own", () => {
  const error = new GraphError({
    code: "unexpectedResponse",
    method: "GET",
    path: "/groups",
    graphMessage: "no value",
  });
  expect(error.message).toBe("GET /groups: no value");
});
