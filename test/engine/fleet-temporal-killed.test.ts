import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { fakePlan } from "./fleet-temporal/fleet.ts";
import { openStage, type Stage, until } from "./fleet-temporal/stage.ts";

let stage: Stage;
let worker: ChildProcess;

beforeAll(async () => {
  stage = await openStage("canary:2,broad:2");
});

afterEach(() => stage.remove("work.log"));

afterAll(() => stage?.close());

const never = new AbortController().signal;

async function lines(start: string): Promise<string[]> {
  return (await stage.work()).filter((line) => line.startsWith(start));
}

it("a run without a worker says so, and is carried out once there is one", async () => {
  const plan = fakePlan(stage.fleet, "0004", ["canary"]);
  const following = stage.engine.run(plan, () => undefined, never);
  await until(() => stage.notices.some((notice) => notice.includes("No worker answers")), 60);
  worker = await stage.startWorker();
  expect((await following).outcomes).toHaveLength(2);
});

it("a tenant whose worker is killed is done by another worker, and the others are not done again", async () => {
  await stage.touch("hold-canary-1");
  const plan = fakePlan(stage.fleet, "0001");
  const events: string[] = [];
  const following = stage.engine.run(plan, (event) => void events.push(JSON.stringify(event)), never);
  // What the worker has done but not reported yet is done again, and rightly so.
  const isReported = () =>
    events.some((event) => event.includes('"canary-2"') && event.includes('"changed"'));
  await until(async () => (await lines("begin canary-1")).length === 1 && isReported());
  worker.kill("SIGKILL");
  await stage.remove("hold-canary-1");
  worker = await stage.startWorker({ CONCURRENCY: "1" });
  const state = await following;
  expect(state.outcomes.map(({ tenant, status }) => `${tenant} ${status}`).sort()).toEqual([
    "broad-1 changed",
    "broad-2 changed",
    "canary-1 changed",
    "canary-2 changed",
  ]);
  expect(await lines("begin canary-1")).toHaveLength(2);
  expect(await lines("begin canary-2")).toHaveLength(1);
  expect(await lines("end")).toHaveLength(4);
});

it("a worker that is told to end finishes what it works on, and takes no more", async () => {
  await stage.touch("hold-canary-1");
  const plan = fakePlan(stage.fleet, "0003", ["canary"]);
  const following = stage.engine.run(plan, () => undefined, never);
  await until(
    async () => (await lines("begin")).length === 1 || (await lines("begin canary-1")).length === 1,
  );
  await until(async () => (await lines("begin canary-1")).length === 1);
  worker.kill("SIGTERM");
  await stage.remove("hold-canary-1");
  const [code] = await once(worker, "exit");
  expect(code).toBe(0);
  expect(await lines("end canary-1")).toHaveLength(1);
  expect(await lines("abort")).toHaveLength(0);
  await stage.startWorker();
  expect((await following).outcomes).toHaveLength(2);
  expect(await lines("begin canary-1")).toHaveLength(1);
});

it("a server that is killed and started again goes on with the run, its worker and its follower", async () => {
  await stage.touch("hold-canary-1");
  const plan = fakePlan(stage.fleet, "0002", ["canary"]);
  const following = stage.engine.run(plan, () => undefined, never);
  await until(async () => (await lines("begin canary-1")).length === 1);
  await stage.server.stop("SIGKILL");
  await until(() => stage.notices.some((notice) => notice.startsWith("Temporal cannot be reached")), 60);
  await stage.startServer();
  await stage.remove("hold-canary-1");
  const state = await following;
  expect(state.outcomes).toHaveLength(2);
  expect(state.outcomes.every(({ status }) => status === "changed")).toBe(true);
  // Its worker may learn that it was given away; what it did at the same time twice would be a beginning without an end before it.
  const work = await lines("");
  const ofCanary = work.filter((line) => line.includes("canary-1")).map((line) => line.split(" ")[0]);
  for (const [index, word] of ofCanary.entries()) {
    expect(word === "begin").toBe(index % 2 === 0);
  }
});
