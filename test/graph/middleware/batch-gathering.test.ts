import { setImmediate as turn } from "node:timers/promises";
import { Client, ResponseType } from "@microsoft/microsoft-graph-client";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { batching } from "../../../graph/middleware/batch.ts";
import { CallOptions } from "../../../graph/middleware/call.ts";
import { link } from "../../../graph/middleware/link.ts";

const sentItems = z.object({ requests: z.array(z.object({ id: z.string() })) });

/** Reads through batches whose pauses end when the test says so, and how many items each batch had. */
function gathering() {
  const sizes: number[] = [];
  let endPause: () => void = () => undefined;
  const pause = () =>
    new Promise<void>((resolve) => {
      endPause = resolve;
    });
  const service = link(async ({ options }) => {
    const { requests } = sentItems.parse(JSON.parse(String(options?.body ?? '{"requests":[{"id":"0"}]}')));
    sizes.push(requests.length);
    return Response.json({ responses: requests.map(({ id }) => ({ id, status: 200, body: {} })) });
  });
  const client = Client.initWithMiddleware({
    middleware: [batching({ ready: async () => 0, pause }), service],
  });
  const read = (path: string) =>
    client
      .api(`https://graph.microsoft.com/v1.0${path}`)
      .responseType(ResponseType.RAW)
      .middlewareOptions([
        new CallOptions({
          method: "GET",
          path,
          host: "graph.microsoft.com",
          clientRequestId: path,
          repeatable: true,
          batchable: true,
        }),
      ])
      .get();
  const paused = async () => {
    endPause();
    await turn();
  };
  return { sizes, read, paused };
}

async function started(count: number, read: (path: string) => Promise<unknown>): Promise<Promise<unknown>[]> {
  const reads = Array.from({ length: count }, (_, index) => read(`/groups/${index}`));
  await turn();
  return reads;
}

describe("a stream of reads", () => {
  it("that is held up for a moment after it filled a batch goes on in the next, not in one that is half empty", async () => {
    const { sizes, read, paused } = gathering();
    const first = await started(25, read);
    await paused();
    await paused();
    const second = await started(15, read);
    for (let pauses = 0; pauses < 4; pauses++) {
      await paused();
    }
    await Promise.all([...first, ...second]);
    expect(sizes).toEqual([20, 20]);
  });

  it("that fills no batch is sent after the first pause in which none joined", async () => {
    const { sizes, read, paused } = gathering();
    const reads = await started(3, read);
    await paused();
    await paused();
    await Promise.all(reads);
    expect(sizes).toEqual([3]);
  });
});
