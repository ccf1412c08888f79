import { afterEach, describe, expect, it } from "vitest";
import { never, postReset } from "../../../cli/reset/action.ts";
import type { GraphErrorCode } from "../../../graph/error-codes.ts";
import { GraphError } from "../../../graph/errors.ts";
import { connectTo, failureOf } from "../../graph/support/connection.ts";
import { type Reply, startServer, type TestServer } from "../../graph/support/server.ts";

let server: TestServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

const { signal } = new AbortController();
const request = { requestedAt: never, requestId: "3b7a2d54-8f5e-4f0c-9a61-2c1e7d90b6aa" };
const ok = "HTTP/1.1 200 OK\r\n";

/** Sends a reset to a server that got it and answers so. */
async function postTo(reply: Reply) {
  server = await startServer(() => reply);
  return postReset({ send: connectTo(server.origin) }, "device", request, signal);
}

describe("a reset that was sent", () => {
  it.each([
    ["a garbled status line", "HTP/9 nonsense\r\n\r\n"],
    ["a bad Content-Length", `${ok}Content-Length: abc\r\n\r\n`],
    ["headers that are too long", `${ok}X: ${"a".repeat(100_000)}\r\n\r\n`],
    ["a bad chunk", `${ok}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}`],
    ["broken gzip", `${ok}Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello`],
  ])("is lost, and not one that was not sent, where its answer is %s", async (_, raw) => {
    const { lost } = await postTo({ raw });
    expect(lost).toMatch(/The connection to localhost:\d+ broke before the answer came/);
    expect(server?.received).toHaveLength(1);
  });

  it.each([
    ["unavailable", { status: 500 }],
    ["unexpectedResponse", { status: 302 }],
    ["unexpectedResponse", { status: 200, body: "<html>" }],
    ["interrupted", "cutBody"],
  ] satisfies [string, Reply][])("is lost where its answer is %s: %j", async (_kind, reply) => {
    expect((await postTo(reply)).lost).toContain("resetPasscode: ");
  });

  it.each([
    ["rejected", 400],
    ["notFound", 404],
    ["conflict", 409],
    ["throttled", 429],
  ])("was not carried out where Graph says so: %s", async (code, status) => {
    const error = await failureOf(postTo({ status, body: { error: { code: "Code", message: "No." } } }));
    expect(error).toMatchObject({ name: "GraphError", code });
  });

  it("was not carried out where Intune holds it for a second administrator, and is not looked for", async () => {
    const message = "Header 'x-msft-approval-justification' is required to request approval";
    const reply = { status: 400, body: { error: { code: "BadRequest", message } } };
    expect(await failureOf(postTo(reply))).toMatchObject({ code: "approvalRequired" });
  });

  it.each([
    [
      "a kind of failure that came later",
      new GraphError({ code: "new" as GraphErrorCode, method: "POST", path: "/" }),
    ],
    ["an error of another kind", new TypeError("terminated")],
  ])("is lost where nobody knows what it was: %s", async (_, error) => {
    const send = () => Promise.reject(error);
    expect((await postReset({ send }, "device", request, signal)).lost).toBeDefined();
  });

  it("is neither lost nor refused where it was aborted: it stays as it was written down before", async () => {
    const send = () => Promise.reject(new GraphError({ code: "cancelled", method: "POST", path: "/" }));
    const aborted = AbortSignal.abort();
    await expect(postReset({ send }, "device", request, aborted)).rejects.toMatchObject({
      code: "cancelled",
    });
  });
});
