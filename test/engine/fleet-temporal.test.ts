import { afterAll, beforeAll, expect, it } from "vitest";
import { fakePlan } from "./fleet-temporal/fleet.ts";
import { openStage, type Stage } from "./fleet-temporal/stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await openStage("canary:2,broad:3");
  await stage.startWorker();
});

afterAll(() => stage.close());

it("runs the rings in order, and tells each tenant's outcome", async () => {
  const events: string[] = [];
  const plan = fakePlan(stage.fleet, "up", "0001");
  const started = Date.now();
  const state = await stage.engine.run(
    plan,
    (event) => {
      events.push(
        `${event.type} ${"tenant" in event ? event.tenant : ""}${event.type === "settled" ? event.outcome.tenant : ""} ${event.type === "progress" ? event.text : ""}`,
      );
    },
    new AbortController().signal,
  );
  process.stderr.write(`${Date.now() - started} ms\n${events.join("\n")}\n`);
  expect(state.outcomes.map(({ status }) => status)).toEqual(Array(5).fill("changed"));
  expect(await stage.engine.state(plan.id)).toEqual(state);
});
