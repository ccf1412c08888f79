import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { asChangeResponse } from "../../../graph/middleware/write-with-reads.ts";
import { testPolicy } from "../support/clock.ts";
import { connectTo, failureOf } from "../support/connection.ts";
import { type Received, type Reply, startServer, type TestServer } from "../support/server.ts";

let server: TestServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

type StepReply = { status: number; headers?: Record<string, string>; body?: unknown };

const batch = z.object({
  requests: z.array(
    z.looseObject({
      id: z.string(),
      method: z.string(),
      url: z.string(),
      dependsOn: z.array(z.string()).optional(),
    }),
  ),
});

/** A Graph that runs a batch in order, as dependsOn asks, each request as `answerTo` says by method and URL. */
async function graph(
  answerTo: (request: string, nth: number) => StepReply,
  ofBatch: (nth: number) => Reply | undefined = () => undefined,
): Promise<TestServer> {
  let [steps, batches] = [0, 0];
  server = await startServer(({ method, url, body }) => {
    if (!url.endsWith("/$batch")) {
      return answerTo(`${method} ${url.replace("/v1.0", "")}`, steps++);
    }
    const refused = ofBatch(batches++);
    if (refused) {
      return refused;
    }
    let failed = false;
    const responses = batch.parse(JSON.parse(body)).requests.map((step) => {
      const reply =
        failed && step.dependsOn ? { status: 424 } : answerTo(`${step.method} ${step.url}`, steps++);
      failed ||= reply.status >= 400;
      return { id: step.id, ...reply };
    });
    return { status: 200, body: { responses: responses.reverse() } };
  });
  return server;
}

const patch = { method: "PATCH", version: "v1.0", path: "/things/1", body: { name: "new" } } as const;
const post = { method: "POST", version: "v1.0", path: "/things", body: { name: "new" } } as const;

const missing = { status: 404, body: { error: { code: "ResourceNotFound", message: "Not there." } } };

const ok = (request: string): StepReply => ({ status: 200, body: { did: request } });
const sent = (received: Received[]) => received.map(({ method, url }) => `${method} ${url}`);

describe("a write with a read around it", () => {
  it("travels in one batch, the read before it first", async () => {
    const { origin, received } = await graph(ok);
    const change = asChangeResponse(await connectTo(origin)(patch, { before: "/things/1" }));
    expect(change).toEqual({ before: { did: "GET /things/1" }, response: { did: "PATCH /things/1" } });
    expect(sent(received)).toEqual(["POST /v1.0/$batch"]);
    expect(batch.parse(JSON.parse(received[0]?.body ?? "")).requests).toMatchObject([
      { id: "0", method: "GET", url: "/things/1" },
      { id: "1", method: "PATCH", dependsOn: ["0"], body: { name: "new" } },
    ]);
  });

  it("travels in one batch, the read after it last", async () => {
    const { origin } = await graph(ok);
    const change = asChangeResponse(await connectTo(origin)(post, { after: "/things" }));
    expect(change).toEqual({ response: { did: "POST /things" }, after: { did: "GET /things" } });
  });

  it("is not done where the read before it fails, and raises that failure", async () => {
    const { origin, received } = await graph((request) =>
      request.startsWith("GET") ? missing : ok(request),
    );
    const error = await failureOf(connectTo(origin)(patch, { before: "/things/1" }));
    expect(error).toMatchObject({ code: "notFound" });
    expect(received).toHaveLength(1);
  });

  it("that Graph throttles is repeated with a new read before it", async () => {
    let reads = 0;
    const { origin, received } = await graph((request, nth) =>
      request.startsWith("GET")
        ? { status: 200, body: { reads: ++reads } }
        : nth < 2
          ? { status: 429, headers: { "Retry-After": "3" } }
          : ok(request),
    );
    const { policy, clock } = testPolicy();
    const change = asChangeResponse(await connectTo(origin, { policy })(patch, { before: "/things/1" }));
    expect(change.before).toEqual({ reads: 2 });
    expect(received).toHaveLength(2);
    expect(clock.slept).toEqual([3000]);
  });

  it("that is done counts as done, whatever becomes of the read after it", async () => {
    const { origin, received } = await graph((request) =>
      request.startsWith("GET") ? { status: 503 } : ok(request),
    );
    const change = asChangeResponse(await connectTo(origin)(post, { after: "/things" }));
    expect(change).toEqual({ response: { did: "POST /things" } });
    expect(received).toHaveLength(1);
  });

  it("without an answer in the batch may be done, and a POST is not repeated", async () => {
    const empty = { status: 200, body: { responses: [] } };
    const { origin, received } = await graph(ok, () => empty);
    const error = await failureOf(connectTo(origin)(post, { after: "/things" }));
    expect(error).toMatchObject({ code: "unavailable" });
    expect(received).toHaveLength(1);
  });

  it("travels part by part where the service refuses batches, from then on", async () => {
    const { origin, received } = await graph(ok, () => ({ status: 403 }));
    const send = connectTo(origin);
    expect(await send(patch, { before: "/things/1" })).toMatchObject({ before: { did: "GET /things/1" } });
    expect(await send(post, { after: "/things" })).toMatchObject({ after: { did: "GET /things" } });
    expect(sent(received)).toEqual([
      "POST /v1.0/$batch",
      "GET /v1.0/things/1",
      "PATCH /v1.0/things/1",
      "POST /v1.0/things",
      "GET /v1.0/things",
    ]);
  });

  it("part by part is not done either where the read before it fails", async () => {
    const { origin, received } = await graph(
      (request) => (request.startsWith("GET") ? missing : ok(request)),
      () => ({ status: 403 }),
    );
    const error = await failureOf(connectTo(origin)(patch, { before: "/things/1" }));
    expect(error).toMatchObject({ code: "notFound" });
    expect(sent(received)).toEqual(["POST /v1.0/$batch", "GET /v1.0/things/1"]);
  });

  it("is repeated as a batch where the whole batch is throttled", async () => {
    const { origin, received } = await graph(ok, (nth) =>
      nth === 0 ? { status: 429, headers: { "retry-after": "2" } } : undefined,
    );
    const { policy, clock } = testPolicy();
    await connectTo(origin, { policy })(patch, { before: "/things/1" });
    expect(sent(received)).toEqual(["POST /v1.0/$batch", "POST /v1.0/$batch"]);
    expect(clock.slept).toEqual([2000]);
  });

  it("renews a token that one part refuses, and goes on part by part", async () => {
    const { origin, received } = await graph((request, nth) => (nth === 0 ? { status: 401 } : ok(request)));
    const change = asChangeResponse(await connectTo(origin)(patch, { before: "/things/1" }));
    expect(change).toEqual({ before: { did: "GET /things/1" }, response: { did: "PATCH /things/1" } });
    expect(sent(received)).toEqual(["POST /v1.0/$batch", "GET /v1.0/things/1", "PATCH /v1.0/things/1"]);
  });
});
