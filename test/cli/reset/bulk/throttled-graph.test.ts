import { expect, it } from "vitest";
import { throttledGraph } from "../../../../cli/reset/bulk/throttled-graph.ts";
import type { Graph } from "../../../../graph/client.ts";
import type { Caller } from "../../../../tenant/graph/call.ts";
import { documentedDeviceLimits, RecentRequests } from "../../../../tenant/intune/limits.ts";
import { handClock } from "./clock.ts";

const caller: Caller = { appId: "app", objectId: "", roles: new Set() };
const device = "/deviceManagement/managedDevices/1";
const { signal } = new AbortController();

/** A Graph that keeps Intune's documented limits, and counts what it answers. A way there and back takes 300 ms. */
function limitedGraph(clock: ReturnType<typeof handClock>) {
  const recent = new RecentRequests();
  const answered = { GET: 0, POST: 0 };
  const answer = (method: "GET" | "POST") => async (request: { path: string }) => {
    await clock.sleep(100, signal);
    recent.admit({ method, path: `/v1.0${request.path}` }, caller, documentedDeviceLimits, clock.now());
    answered[method] += 1;
    await clock.sleep(200, signal);
  };
  const unused = () => expect.fail("Nobody was to ask for this.");
  const graph: Graph = {
    send: answer("POST"),
    read: answer("GET"),
    change: unused,
    cloud: unused,
    tenantId: unused,
  };
  return { graph, answered };
}

it("a paced Graph is never refused, and is at the limit for writes all the time", async () => {
  const clock = handClock();
  const { graph, answered } = limitedGraph(clock);
  const paced = throttledGraph(graph, signal, clock);
  const reset = async () => {
    await paced.writing(() => paced.graph.send({ method: "POST", version: "v1.0", path: device }));
    for (let look = 0; look < 4; look++) {
      await paced.graph.read({ version: "v1.0", path: device });
    }
  };
  const all = Promise.all(Array.from({ length: 1000 }, reset));
  let isOver = false;
  void all.then(() => {
    isOver = true;
  });
  while (!isOver) {
    await clock.advance(100);
  }
  await all;
  expect(answered).toEqual({ GET: 4000, POST: 1000 });
  // Five windows of 200 writes, of which the last begins after 80 s.
  expect(clock.now()).toBeGreaterThan(80_000);
  expect(clock.now()).toBeLessThan(80_000 * 1.2);
});

it("lets no more reads through than are allowed", async () => {
  const clock = handClock();
  const { graph, answered } = limitedGraph(clock);
  const paced = throttledGraph(graph, signal, clock);
  for (let read = 0; read < 2500; read++) {
    void paced.graph.read({ version: "v1.0", path: device });
  }
  for (let tenth = 0; tenth < 200; tenth++) {
    await clock.advance(100);
  }
  expect(answered.GET).toBe(2000);
});
