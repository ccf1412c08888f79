import { afterEach, describe, expect, it } from "vitest";
import type { Connection } from "../../../graph/connection.ts";
import { CredentialError } from "../../../graph/credentials/errors.ts";
import { type ItemReply, itemsOf } from "../support/batch.ts";
import { testClock, testPolicy } from "../support/clock.ts";
import { connectTo, failureOf, testTokens } from "../support/connection.ts";
import { type Received, type Reply, startServer, type TestServer } from "../support/server.ts";

let server: TestServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** A Graph that answers a GET with its path, an item of a batch in reverse order, and both as `special` says. */
async function graph(
  special: {
    batch?: (request: Received, index: number) => Reply | undefined;
    item?: (url: string) => ItemReply | undefined;
  } = {},
): Promise<TestServer> {
  const answerTo = (url: string): ItemReply => special.item?.(url) ?? { status: 200, body: { url } };
  server = await startServer((request, index) => {
    if (!request.url.endsWith("/$batch")) {
      return answerTo(request.url.replace(/^\/(v1\.0|beta)/, ""));
    }
    const responses = itemsOf(request).map(({ id, url }) => ({ id, ...answerTo(url) }));
    return special.batch?.(request, index) ?? { status: 200, body: { responses: responses.reverse() } };
  });
  return server;
}

function read(send: Connection, path: string, version: "v1.0" | "beta" = "v1.0", signal?: AbortSignal) {
  return send({ method: "GET", version, path, ...(signal && { signal }) }, { batchable: true });
}

function paths(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `/groups/${index}`);
}

const urls = (received: Received[]) => received.map(({ method, url }) => `${method} ${url}`);

describe("reads that fall together", () => {
  it("travel in one batch, and each gets its own answer", async () => {
    const { origin, received } = await graph();
    const send = connectTo(origin);
    const answers = await Promise.all(paths(3).map((path) => read(send, path)));
    expect(answers).toEqual(paths(3).map((url) => ({ url })));
    expect(urls(received)).toEqual(["POST /v1.0/$batch"]);
    expect(received[0]?.headers).toMatchObject({
      authorization: "Bearer token-1",
      "user-agent": "pin-reset/test",
      "content-type": "application/json",
    });
  });

  it("keep their own client-request-ids", async () => {
    const { origin, received } = await graph();
    const send = connectTo(origin);
    await Promise.all(paths(2).map((path) => read(send, path)));
    const [request] = received;
    const ids = itemsOf(request ?? expect.fail()).map(({ headers }) => headers["client-request-id"]);
    expect(new Set([...ids, request?.headers["client-request-id"]]).size).toBe(3);
  });

  it("keep the header Prefer, without which newer members of enums are hidden, and no other", async () => {
    const { origin, received } = await graph();
    const send = connectTo(origin);
    const headers = { prefer: "include-unknown-enum-members", consistencylevel: "eventual" };
    const [first, second] = paths(2);
    await Promise.all([
      send({ method: "GET", version: "v1.0", path: first ?? "", headers }, { batchable: true }),
      read(send, second ?? ""),
    ]);
    const items = itemsOf(received[0]).map((item) => Object.keys(item.headers).sort());
    expect(items).toEqual([["client-request-id", "prefer"], ["client-request-id"]]);
  });

  it("travel by version", async () => {
    const { origin, received } = await graph();
    const send = connectTo(origin);
    await Promise.all([
      ...paths(2).map((path) => read(send, path, "v1.0")),
      ...paths(2).map((path) => read(send, path, "beta")),
    ]);
    expect(urls(received).sort()).toEqual(["POST /beta/$batch", "POST /v1.0/$batch"]);
  });

  it("fill batches of twenty, and one left over travels as a GET", async () => {
    const { origin, received } = await graph();
    const send = connectTo(origin);
    const answers = await Promise.all(paths(41).map((path) => read(send, path)));
    expect(answers).toEqual(paths(41).map((url) => ({ url })));
    expect(urls(received).sort()).toEqual(["GET /v1.0/groups/40", "POST /v1.0/$batch", "POST /v1.0/$batch"]);
  });

  it("keep their queries", async () => {
    const { origin, received } = await graph();
    const send = connectTo(origin);
    await Promise.all([read(send, "/groups?$filter=displayName eq 'A'"), read(send, "/groups?$top=1")]);
    const [request] = received;
    expect(itemsOf(request ?? expect.fail()).map(({ url }) => decodeURIComponent(url))).toEqual([
      "/groups?$filter=displayName eq 'A'",
      "/groups?$top=1",
    ]);
  });

  it("do not take along what is not a read", async () => {
    const { origin, received } = await graph();
    const send = connectTo(origin);
    await Promise.all([read(send, "/groups/0"), send({ method: "GET", version: "v1.0", path: "/groups/1" })]);
    expect(urls(received).sort()).toEqual(["GET /v1.0/groups/0", "GET /v1.0/groups/1"]);
  });
});

describe("a read in a batch", () => {
  it("fails by itself", async () => {
    const { origin } = await graph({
      item: (url) =>
        url === "/groups/1"
          ? { status: 404, body: { error: { code: "NotThere", message: "gone" } } }
          : undefined,
    });
    const send = connectTo(origin);
    const [first, second, third] = await Promise.allSettled(paths(3).map((path) => read(send, path)));
    expect(first).toEqual({ status: "fulfilled", value: { url: "/groups/0" } });
    expect(second).toMatchObject({
      status: "rejected",
      reason: { code: "notFound", graphCode: "NotThere", method: "GET" },
    });
    expect(third).toMatchObject({ status: "fulfilled" });
  });

  it("that is throttled waits as it was told, and travels again", async () => {
    const throttled = new Set(["/groups/1", "/groups/2"]);
    const { origin, received } = await graph({
      item: (url) => (throttled.delete(url) ? { status: 429, headers: { "Retry-After": "9" } } : undefined),
    });
    const { policy, clock, notices } = testPolicy({ clock: testClock({ frozen: true }) });
    const send = connectTo(origin, { policy });
    await Promise.all(paths(3).map((path) => read(send, path)));
    expect(clock.slept).toEqual([9000, 9000]);
    expect(notices).toMatchObject([{ seconds: 9, status: 429, method: "GET" }]);
    expect(received.map((request) => itemsOf(request).map(({ url }) => url))).toEqual([
      ["/groups/0", "/groups/1", "/groups/2"],
      ["/groups/1", "/groups/2"],
    ]);
  });

  it("may have no body, or one that is a text", async () => {
    const { origin } = await graph({
      item: (url) => (url === "/groups/0" ? { status: 204 } : { status: 200, body: "plain" }),
    });
    const send = connectTo(origin);
    expect(await Promise.all(paths(2).map((path) => read(send, path)))).toEqual([undefined, "plain"]);
  });

  it("that is cancelled leaves the others alone", async () => {
    const { origin } = await graph();
    const send = connectTo(origin);
    const controller = new AbortController();
    const cancelled = failureOf(read(send, "/groups/0", "v1.0", controller.signal));
    const others = Promise.all([read(send, "/groups/1"), read(send, "/groups/2")]);
    controller.abort();
    expect(await cancelled).toMatchObject({ code: "cancelled" });
    expect(await others).toEqual([{ url: "/groups/1" }, { url: "/groups/2" }]);
  });
});

describe("a batch", () => {
  it("is given up when nobody waits for it any more", async () => {
    const controllers = [new AbortController(), new AbortController()];
    const { origin, dropped } = await graph({
      batch: () => {
        for (const controller of controllers) {
          controller.abort();
        }
        return "silence";
      },
    });
    const send = connectTo(origin);
    const reads = controllers.map(({ signal }, index) =>
      failureOf(read(send, `/groups/${index}`, "v1.0", signal)),
    );
    expect(await Promise.all(reads)).toMatchObject([{ code: "cancelled" }, { code: "cancelled" }]);
    await expect.poll(() => dropped).toEqual(["/v1.0/$batch"]);
  });

  it("that the service refuses falls back to single reads, then and later", async () => {
    const { origin, received } = await graph({ batch: () => ({ status: 405, body: {} }) });
    const send = connectTo(origin);
    expect(await Promise.all(paths(2).map((path) => read(send, path)))).toEqual(
      paths(2).map((url) => ({ url })),
    );
    await Promise.all(paths(2).map((path) => read(send, path)));
    expect(urls(received).filter((url) => url.startsWith("POST"))).toHaveLength(1);
    expect(urls(received).filter((url) => url.startsWith("GET"))).toHaveLength(4);
  });

  it.each([
    ["fails", { status: 502, body: "" } as const],
    ["is cut off", "cut" as const],
  ])("that %s is repeated as single reads", async (_, reply) => {
    const { origin, received } = await graph({ batch: () => reply });
    const send = connectTo(origin);
    expect(await Promise.all(paths(2).map((path) => read(send, path)))).toEqual(
      paths(2).map((url) => ({ url })),
    );
    expect(urls(received).sort()).toEqual(["GET /v1.0/groups/0", "GET /v1.0/groups/1", "POST /v1.0/$batch"]);
  });

  it("that is throttled is repeated as a batch, after one wait", async () => {
    const { origin, received } = await graph({
      batch: (_, index) => (index === 0 ? { status: 429, headers: { "retry-after": "5" } } : undefined),
    });
    const { policy, notices } = testPolicy({ clock: testClock({ frozen: true }) });
    const send = connectTo(origin, { policy });
    await Promise.all(paths(2).map((path) => read(send, path)));
    expect(urls(received)).toEqual(["POST /v1.0/$batch", "POST /v1.0/$batch"]);
    expect(notices).toHaveLength(1);
  });

  it("of which one part alone has its token refused renews it, and repeats that part alone", async () => {
    let refusals = 0;
    const { origin, received } = await graph({
      item: (url) => (url === "/groups/1" && refusals++ < 2 ? { status: 401 } : undefined),
    });
    const send = connectTo(origin);
    const answers = await Promise.all(paths(3).map((path) => read(send, path)));
    expect(answers).toEqual(paths(3).map((url) => ({ url })));
    expect(received.map(({ method, url, headers }) => [method, url, headers.authorization])).toEqual([
      ["POST", "/v1.0/$batch", "Bearer token-1"],
      ["GET", "/v1.0/groups/1", "Bearer token-1"],
      ["GET", "/v1.0/groups/1", "Bearer token-2"],
    ]);
  });

  it("whose token is refused gets a new one", async () => {
    const { origin, received } = await graph({
      batch: (_, index) => (index === 0 ? { status: 401 } : undefined),
    });
    const send = connectTo(origin);
    await Promise.all(paths(2).map((path) => read(send, path)));
    expect(received.map(({ headers }) => headers.authorization)).toEqual([
      "Bearer token-1",
      "Bearer token-2",
    ]);
  });

  it.each([
    ["is no batch's", { status: 200, body: "<html>" }],
    [
      "lacks an item",
      { status: 200, body: { responses: [{ id: "0", status: 200, body: { url: "/groups/0" } }] } },
    ],
    ["has a status that is none", { status: 200, body: { responses: [{ id: "0", status: 99 }] } }],
  ])("whose answer %s leaves what is missing to single reads", async (_, reply) => {
    const { origin } = await graph({ batch: () => reply });
    const send = connectTo(origin);
    expect(await Promise.all(paths(2).map((path) => read(send, path)))).toEqual(
      paths(2).map((url) => ({ url })),
    );
  });

  it("waits for the token: reads that arrive meanwhile travel with it", async () => {
    const { origin, received } = await graph();
    const token = Promise.withResolvers<string>();
    const send = connectTo(origin, { source: { ...testTokens(), getToken: () => token.promise } });
    const first = read(send, "/groups/0");
    await new Promise((resolve) => setImmediate(resolve));
    const second = read(send, "/groups/1");
    token.resolve("late");
    await Promise.all([first, second]);
    expect(urls(received)).toEqual(["POST /v1.0/$batch"]);
  });

  it("without a token fails every read with the sign-in's own error, after one sign-in", async () => {
    const { origin, received } = await graph();
    const refusal = new CredentialError({ code: "rejected", message: "wrong secret", hint: "Check it." });
    let asked = 0;
    const getToken = () => {
      asked += 1;
      return Promise.reject(refusal);
    };
    const send = connectTo(origin, { source: { ...testTokens(), getToken } });
    const failures = await Promise.all(paths(3).map((path) => failureOf(read(send, path))));
    expect(failures).toEqual([refusal, refusal, refusal]);
    expect(asked).toBe(1);
    expect(received).toEqual([]);
  });
});
