import { afterEach, describe, expect, it } from "vitest";
import type { Connection } from "../../../graph/connection.ts";
import { GraphError } from "../../../graph/errors.ts";
import { type Item, type ItemReply, itemsOf } from "../support/batch.ts";
import { testPolicy } from "../support/clock.ts";
import { connectTo } from "../support/connection.ts";
import { type Received, type Reply, startServer, type TestServer } from "../support/server.ts";

let server: TestServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** A Graph that answers 204 to each request, but for what is said of a whole batch or of one item. */
async function graph(
  special: {
    batch?: (index: number) => Reply | undefined;
    item?: (item: Item, index: number) => ItemReply | undefined;
  } = {},
): Promise<TestServer> {
  server = await startServer((request, index) => {
    if (!request.url.endsWith("/$batch")) {
      return { status: 204 };
    }
    const responses = itemsOf(request).map((item) => ({
      id: item.id,
      ...(special.item?.(item, index) ?? { status: 204 }),
    }));
    return special.batch?.(index) ?? { status: 200, body: { responses: responses.reverse() } };
  });
  return server;
}

function write(send: Connection, path: string, body?: unknown) {
  return send({ method: "POST", version: "v1.0", path, body }, { batchable: true });
}

function read(send: Connection, path: string) {
  return send({ method: "GET", version: "v1.0", path }, { batchable: true });
}

/** How each ended: what kind of error, or "done". */
async function endings(all: Promise<unknown>[]): Promise<string[]> {
  const outcomes = await Promise.allSettled(all);
  return outcomes.map((outcome) => {
    if (outcome.status === "fulfilled") {
      return "done";
    }
    return outcome.reason instanceof GraphError ? outcome.reason.code : String(outcome.reason);
  });
}

const paths = ["/devices/0/reset", "/devices/1/reset", "/devices/2/reset"];

const sent = (received: Received[]) => received.map(({ method, url }) => `${method} ${url}`);

describe("writes that may travel with others", () => {
  it("travel with them in one batch, with their bodies, and with reads", async () => {
    const { origin, received } = await graph();
    const send = connectTo(origin);
    await Promise.all([
      write(send, "/devices/0/reset"),
      write(send, "/notes", { text: "a" }),
      read(send, "/me"),
    ]);
    expect(sent(received)).toEqual(["POST /v1.0/$batch"]);
    expect(received[0]?.headers["content-type"]).toBe("application/json");
    expect(itemsOf(received[0]).map(({ headers: _, ...item }) => item)).toEqual([
      { id: "0", method: "POST", url: "/devices/0/reset" },
      { id: "1", method: "POST", url: "/notes", body: { text: "a" } },
      { id: "2", method: "GET", url: "/me" },
    ]);
  });

  it("travel by themselves where they are alone, and once batches are refused", async () => {
    const { origin, received } = await graph({ batch: () => ({ status: 400 }) });
    const send = connectTo(origin);
    await write(send, "/alone");
    await Promise.all(paths.slice(0, 2).map((path) => write(send, path)));
    expect(sent(received)).toEqual([
      "POST /v1.0/alone",
      "POST /v1.0/$batch",
      "POST /v1.0/devices/0/reset",
      "POST /v1.0/devices/1/reset",
    ]);
  });

  it("are asked again where the service did not do them, and only those", async () => {
    const refusal = { status: 429, headers: { "Retry-After": "7" } };
    const { origin, received } = await graph({
      item: ({ url }, index) => (index === 0 && url === paths[1] ? refusal : undefined),
    });
    const { policy, clock } = testPolicy();
    const send = connectTo(origin, { policy });
    expect(await endings(paths.map((path) => write(send, path)))).toEqual(["done", "done", "done"]);
    expect(sent(received)).toEqual(["POST /v1.0/$batch", "POST /v1.0/devices/1/reset"]);
    expect(clock.slept).toEqual([7000]);
  });

  it.each([
    ["the answer to their batch is lost", { batch: () => "cut" as const }, "interrupted"],
    ["their batch fails", { batch: () => ({ status: 502 }) }, "unavailable"],
    ["they fail in it", { item: () => ({ status: 500 }) }, "unavailable"],
    ["it lacks their answers", { batch: () => ({ status: 200, body: { responses: [] } }) }, "unavailable"],
    ["the answer is no batch's", { batch: () => ({ status: 200, body: "<html>" }) }, "unavailable"],
  ])("are not asked again where they may have been done: %s", async (_how, special, kind) => {
    const { origin, received } = await graph(special);
    const send = connectTo(origin);
    expect(await endings(paths.map((path) => write(send, path)))).toEqual([kind, kind, kind]);
    expect(sent(received)).toEqual(["POST /v1.0/$batch"]);
  });

  it("leave a read that was with them to be asked again", async () => {
    const { origin, received } = await graph({ batch: () => "cut" });
    const send = connectTo(origin);
    expect(await endings([write(send, "/devices/0/reset"), read(send, "/me")])).toEqual([
      "interrupted",
      "done",
    ]);
    expect(sent(received)).toEqual(["POST /v1.0/$batch", "GET /v1.0/me"]);
  });
});
