import { afterEach, describe, expect, it } from "vitest";
import { GraphError } from "../../graph/errors.ts";
import type { GraphMethod } from "../../graph/request.ts";
import { fullMessage } from "../../text/explained-error.ts";
import { testPolicy } from "./support/clock.ts";
import { connectTo, failureOf, testTokens } from "./support/connection.ts";
import { type Received, type Reply, startServer, type TestServer } from "./support/server.ts";

let server: TestServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function graphThat(...replies: (Reply | ((request: Received) => Reply))[]): Promise<TestServer> {
  server = await startServer((request, index) => {
    const reply = replies[Math.min(index, replies.length - 1)] ?? { status: 200, body: {} };
    return typeof reply === "function" ? reply(request) : reply;
  });
  return server;
}

const groups = { method: "GET", version: "v1.0", path: "/groups" } as const;
const create = { method: "POST", version: "beta", path: "/groups", body: { displayName: "A" } } as const;

describe("a request", () => {
  it("carries the token, the user agent, a client-request-id of its own and the caller's headers", async () => {
    const { origin, received } = await graphThat({ status: 200, body: { value: [] } });
    const send = connectTo(origin);
    await send({ ...groups, headers: { consistencylevel: "eventual" } });
    await send(groups);
    expect(received[0]).toMatchObject({ method: "GET", url: "/v1.0/groups", body: "" });
    expect(received[0]?.headers).toMatchObject({
      authorization: "Bearer token-1",
      "user-agent": "pin-reset/test",
      consistencylevel: "eventual",
      sdkversion: expect.stringContaining("graph-js/"),
      "client-request-id": expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(received[1]?.headers["client-request-id"]).not.toBe(received[0]?.headers["client-request-id"]);
  });

  it("keeps the query as it was given, but for what a URL must encode", async () => {
    const { origin, received } = await graphThat({ status: 200, body: {} });
    const path =
      "/groups?$filter=displayName eq 'a%26b'&$select=id&$expand=members($select=id)&$count=true&x";
    await connectTo(origin)({ ...groups, path });
    const url = new URL(received[0]?.url ?? "", origin);
    expect(url.searchParams.get("$filter")).toBe("displayName eq 'a&b'");
    expect(url.searchParams.get("$expand")).toBe("members($select=id)");
    expect([...url.searchParams.keys()].sort()).toEqual(["$count", "$expand", "$filter", "$select", "x"]);
  });

  it.each<[GraphMethod, unknown, string]>([
    ["POST", { a: 1 }, '{"a":1}'],
    ["PATCH", { a: [null] }, '{"a":[null]}'],
    ["PUT", { a: "ü" }, '{"a":"ü"}'],
    ["POST", undefined, ""],
    ["DELETE", undefined, ""],
  ])("%s sends %j as JSON", async (method, body, sent) => {
    const { origin, received } = await graphThat({ status: 204 });
    await connectTo(origin)({ ...groups, method, body });
    expect(received[0]).toMatchObject({ method, body: sent });
    if (sent) {
      expect(received[0]?.headers["content-type"]).toBe("application/json");
    }
  });

  it("may be a page's absolute nextLink", async () => {
    const { origin, received } = await graphThat({ status: 200, body: {} });
    await connectTo(origin)({ ...groups, path: `${origin}/beta/groups?$skiptoken=abc` });
    expect(received[0]?.url).toBe("/beta/groups?$skiptoken=abc");
  });

  it("is not sent to another host than Graph's, so that no other gets the token", async () => {
    const { origin, received } = await graphThat({ status: 200, body: {} });
    const path = "https://graph.example/v1.0/groups";
    const error = await failureOf(connectTo(origin)({ ...groups, path }));
    expect(error).toMatchObject({ name: "GraphError", code: "unexpectedResponse" });
    expect(fullMessage(error)).toContain("https://graph.example is not https://localhost");
    expect(received).toEqual([]);
  });
});

describe("an answer", () => {
  it.each([
    ["its JSON", { status: 200, body: { value: [1] } }, { value: [1] }],
    ["undefined where there is no content", { status: 204 }, undefined],
    ["undefined where there is no body", { status: 200, body: "" }, undefined],
  ])("is %s", async (_, reply, value) => {
    const { origin } = await graphThat(reply);
    expect(await connectTo(origin)(groups)).toEqual(value);
  });

  it("that is no JSON is an error that points to what may stand between", async () => {
    const { origin } = await graphThat({
      status: 200,
      headers: { "content-type": "text/html" },
      body: "<html>",
    });
    const error = await failureOf(connectTo(origin)(groups));
    expect(error).toMatchObject({ name: "GraphError", code: "unexpectedResponse", status: 200 });
    expect(fullMessage(error)).toContain("proxy");
  });

  it("that is an error is a GraphError, with the client-request-id that was sent", async () => {
    const body = { error: { code: "Request_ResourceNotFound", message: "No such group." } };
    const { origin, received } = await graphThat({ status: 404, body, headers: { "request-id": "r-1" } });
    const error = await failureOf(connectTo(origin)(groups));
    expect(error).toBeInstanceOf(GraphError);
    expect(error).toMatchObject({
      code: "notFound",
      graphCode: "Request_ResourceNotFound",
      requestId: "r-1",
      clientRequestId: received[0]?.headers["client-request-id"],
    });
  });
});

describe("a repetition", () => {
  it("carries one token and one client-request-id again, each once", async () => {
    const { origin, received } = await graphThat({ status: 503 }, { status: 503 }, { status: 200, body: {} });
    await connectTo(origin)(groups);
    expect(received.map(({ headers }) => headers.authorization)).toEqual(Array(3).fill("Bearer token-1"));
    expect(new Set(received.map(({ headers }) => headers["client-request-id"])).size).toBe(1);
    expect(received[2]?.headers.sdkversion).toBe(received[0]?.headers.sdkversion);
  });

  it("follows an answer that broke off in the middle", async () => {
    const { origin, received } = await graphThat("cutBody", { status: 200, body: { ok: true } });
    expect(await connectTo(origin)(groups)).toEqual({ ok: true });
    expect(received).toHaveLength(2);
  });

  it("of a POST whose answer was lost is left to the caller", async () => {
    const { origin, received } = await graphThat("cut");
    const error = await failureOf(connectTo(origin)(create));
    expect(error).toMatchObject({ name: "GraphError", code: "interrupted", method: "POST" });
    expect(received).toHaveLength(1);
  });

  it("of a POST that the caller calls repeatable is made", async () => {
    const { origin, received } = await graphThat("cut", { status: 201, body: { id: "1" } });
    expect(await connectTo(origin)({ ...create, repeatable: true })).toEqual({ id: "1" });
    expect(received.map(({ body }) => body)).toEqual(['{"displayName":"A"}', '{"displayName":"A"}']);
  });

  it("ends when the time is up, with an error that says what was asked", async () => {
    const { origin } = await graphThat({ status: 429, headers: { "retry-after": "40" } });
    const { policy, clock } = testPolicy({ timeoutSeconds: 100 });
    const error = await failureOf(connectTo(origin, { policy })(groups));
    expect(error).toMatchObject({ code: "throttled", status: 429 });
    expect(fullMessage(error)).toContain("Retry-After: 40");
    expect(clock.slept).toEqual([40_000, 40_000]);
  });
});

describe("a token that Graph refuses", () => {
  it("is replaced once, also for a POST", async () => {
    const { origin, received } = await graphThat({ status: 401 }, { status: 201, body: {} });
    await connectTo(origin)(create);
    expect(received.map(({ headers }) => headers.authorization)).toEqual([
      "Bearer token-1",
      "Bearer token-2",
    ]);
  });

  it("again is an error", async () => {
    const { origin, received } = await graphThat({ status: 401 });
    const error = await failureOf(connectTo(origin)(groups));
    expect(error).toMatchObject({ code: "unauthorized", status: 401 });
    expect(fullMessage(error)).toContain("Group.Read.All");
    expect(received).toHaveLength(2);
  });
});

describe("what the caller is told", () => {
  it("is its own error where the sign-in is at fault", async () => {
    const { origin } = await graphThat({ status: 200 });
    const fault = new Error("no secret");
    const source = { ...testTokens(), getToken: () => Promise.reject(fault) };
    expect(await failureOf(connectTo(origin, { source })(groups))).toBe(fault);
  });

  it("is that the host cannot be reached", async () => {
    const { origin, close } = await graphThat({ status: 200 });
    await close();
    server = undefined;
    const error = await failureOf(connectTo(origin)(groups));
    expect(error).toMatchObject({ name: "GraphError", code: "unreachable", networkCode: "ECONNREFUSED" });
    expect(fullMessage(error)).toContain(
      "environment (ARM_ENVIRONMENT) or metadataHost (ARM_METADATA_HOSTNAME)",
    );
  });

  it("is that the certificate is not trusted", async () => {
    server = await startServer(() => ({ status: 200 }), { trusted: false });
    const error = await failureOf(connectTo(server.origin)(groups));
    expect(error).toMatchObject({ name: "GraphError", code: "untrustedCertificate" });
    expect(fullMessage(error)).toContain("NODE_EXTRA_CA_CERTS");
  });

  it("is that the call was cancelled, while it was under way", async () => {
    const controller = new AbortController();
    const { origin } = await graphThat(() => {
      controller.abort();
      return "silence";
    });
    const error = await failureOf(connectTo(origin)({ ...groups, signal: controller.signal }));
    expect(error).toMatchObject({ name: "GraphError", code: "cancelled" });
  });
});
