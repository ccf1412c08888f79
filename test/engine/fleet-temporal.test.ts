import { rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { journalFile, readJournal } from "../../fleet/run/journal.ts";
import type { RunPlan } from "../../fleet/run/plan.ts";
import type { RunEvent, RunState } from "../../fleet/run/run-state.ts";
import { stateOf } from "../../fleet/run/state-of.ts";
import { connectionSettings } from "../../fleet/temporal/connection-settings.ts";
import { connectClient } from "../../fleet/temporal/engine.ts";
import { ensureSchedule, listSchedules, removeSchedule } from "../../fleet/temporal/temporal.ts";
import { readAllHistories } from "../../tools/temporal/histories.ts";
import { fakePlan } from "./fleet-temporal/fleet.ts";
import { openStage, type Stage, secret, until } from "./fleet-temporal/stage.ts";

let stage: Stage;
let runs = 0;
const marks = new Set<string>();

beforeAll(async () => {
  stage = await openStage("canary:2,broad:3:1,gate:1:0:true,many:9:0:false:3", { historyEvents: 30 });
  await stage.startWorker();
});

afterEach(async () => {
  await Promise.all([...marks].map((name) => stage.remove(name)));
  await stage.remove("work.log");
  marks.clear();
});

afterAll(() => stage?.close());

function newPlan(...rings: string[]): RunPlan {
  runs += 1;
  return fakePlan(stage.fleet, runs.toString(16).padStart(4, "0"), rings);
}

/** Says how a tenant's pretended work goes: `hold`, `fail` or `throw`. */
async function mark(name: string): Promise<void> {
  marks.add(name);
  await stage.touch(name);
}

async function follow(plan: RunPlan, signal = new AbortController().signal): Promise<[RunState, string[]]> {
  const said: string[] = [];
  const state = await stage.engine.run(plan, (event) => said.push(textOf(event)), signal);
  return [state, said.filter((text) => !text.startsWith("progress"))];
}

function textOf(event: RunEvent): string {
  switch (event.type) {
    case "settled":
      return `${event.outcome.tenant} ${event.outcome.status}`;
    case "started":
      return `${event.tenant} started`;
    case "progress":
      return `progress ${event.tenant} ${event.text}`;
    case "waiting":
      return `waiting ${event.ring} ${event.reason}`;
    case "approved":
      return `approved ${event.ring}`;
    default:
      return event.type;
  }
}

async function hasBegun(tenant: string): Promise<boolean> {
  return (await stage.work()).some((line) => line.startsWith(`begin ${tenant} `));
}

describe("a run on Temporal", () => {
  it("finishes a ring before the next, and does each tenant once", async () => {
    const plan = newPlan("canary", "broad");
    const [state, said] = await follow(plan);
    expect(state.outcomes.map(({ status }) => status)).toEqual(Array(5).fill("changed"));
    expect(state).toMatchObject({ plan, engine: "temporal", running: [], paused: false });
    expect(state.endedAt).toBeDefined();
    expect(said[0]).toBe("planned");
    expect(said.at(-1)).toBe("ended");
    const work = (await stage.work()).map((line) => line.split(" ").slice(0, 2).join(" "));
    const firstOfBroad = work.findIndex((line) => line.startsWith("begin broad"));
    expect(
      work
        .slice(0, firstOfBroad)
        .filter((line) => line.startsWith("end"))
        .sort(),
    ).toEqual(["end canary-1", "end canary-2"]);
    expect(work.filter((line) => line.startsWith("begin"))).toHaveLength(5);
    const journal = await journalFile(stage.fleet, plan.id);
    expect(stateOf(await readJournal(journal))).toEqual(state);
    // It has all of it, and spares a request for each tenant.
    expect(await stage.engine.state(plan.id)).toEqual(state);
    await rm(journal);
    expect(await stage.engine.state(plan.id)).toEqual({ ...state, endedAt: expect.any(String) });
    expect(await stage.engine.runs()).toContain(plan.id);
  });

  it("halts where more tenants of a ring failed than may, and goes on once the ring is approved", async () => {
    await mark("fail-canary-1");
    const plan = newPlan("canary", "broad");
    const [halted, said] = await follow(plan);
    expect(halted.waiting).toEqual({ ring: "canary", reason: "tooManyFailures" });
    expect(said.at(-1)).toBe("waiting canary tooManyFailures");
    expect(await hasBegun("broad-1")).toBe(false);
    await stage.engine.approve(plan.id, "canary");
    const [ended] = await follow(plan);
    expect(ended.approved).toEqual(["canary"]);
    expect(ended.outcomes.filter(({ status }) => status === "failed").map(({ tenant }) => tenant)).toEqual([
      "canary-1",
    ]);
    expect(ended.outcomes).toHaveLength(5);
  });

  it("starts a ring that needs approval only when it is approved", async () => {
    const plan = newPlan("gate");
    const [waiting] = await follow(plan);
    expect(waiting.waiting).toEqual({ ring: "gate", reason: "approval" });
    expect(await hasBegun("gate-1")).toBe(false);
    await stage.engine.approve(plan.id, "gate");
    const [ended] = await follow(plan);
    expect(ended.outcomes.map(({ tenant, status }) => [tenant, status])).toEqual([["gate-1", "changed"]]);
  });

  it("starts no tenant while it is paused, and lets those that run end", async () => {
    await mark("hold-broad-1");
    await mark("hold-broad-2");
    const plan = newPlan("broad");
    const following = follow(plan);
    await until(async () => (await hasBegun("broad-1")) && (await hasBegun("broad-2")));
    await stage.engine.pause(plan.id);
    await stage.remove("hold-broad-1");
    await stage.remove("hold-broad-2");
    const [paused, said] = await following;
    expect(paused).toMatchObject({ paused: true, waiting: { ring: "broad", reason: "paused" } });
    expect(said).toContain("paused");
    expect(paused.outcomes).toHaveLength(2);
    expect(await hasBegun("broad-3")).toBe(false);
    await stage.engine.resume(plan.id);
    const [ended] = await follow(plan);
    expect(ended).toMatchObject({ paused: false });
    expect(ended.outcomes).toHaveLength(3);
  });

  it("waits with a tenant that another run works on, and says so", async () => {
    await mark("hold-gate-1");
    const first = newPlan("gate");
    const second = newPlan("gate");
    const firstRun = follow(first);
    await firstRun;
    await stage.engine.approve(first.id, "gate");
    const firstAgain = follow(first);
    await until(() => hasBegun("gate-1"));
    await follow(second);
    await stage.engine.approve(second.id, "gate");
    const said: string[] = [];
    const secondAgain = stage.engine.run(
      second,
      (event) => said.push(textOf(event)),
      new AbortController().signal,
    );
    await until(() => said.includes("progress gate-1 waits until another run is done with this tenant"));
    expect((await stage.work()).filter((line) => line.startsWith("begin"))).toHaveLength(1);
    await stage.remove("hold-gate-1");
    await Promise.all([firstAgain, secondAgain]);
    expect(await stage.work()).toEqual([
      `begin gate-1 ${first.id}`,
      `end gate-1 ${first.id}`,
      `begin gate-1 ${second.id}`,
      `end gate-1 ${second.id}`,
    ]);
  });

  it("goes on in a new history before one is too long, and does no tenant twice for it", async () => {
    const plan = newPlan("many");
    const [state] = await follow(plan);
    expect(state.outcomes.map(({ tenant }) => tenant).sort()).toEqual(plan.rings[0]?.tenants.toSorted());
    expect((await stage.work()).filter((line) => line.startsWith("begin"))).toHaveLength(9);
    const client = await connectClient(await connectionSettings({ address: stage.server.address }, {}));
    const lengths: number[] = [];
    for await (const { historyLength } of client.workflow.list({ query: `WorkflowId = "${plan.id}"` })) {
      lengths.push(historyLength ?? 0);
    }
    await client.connection.close();
    expect(lengths.length).toBeGreaterThan(1);
    expect(Math.max(...lengths)).toBeLessThan(90);
    expect((await stage.engine.runs()).filter((id) => id === plan.id)).toHaveLength(1);
  });

  it("goes on when the process that follows it is interrupted", async () => {
    await mark("hold-canary-1");
    const plan = newPlan("canary");
    const interruption = new AbortController();
    const following = follow(plan, interruption.signal);
    await until(() => hasBegun("canary-1"));
    interruption.abort();
    const [state] = await following;
    expect(state.endedAt).toBeUndefined();
    await stage.remove("hold-canary-1");
    const [ended] = await follow(plan);
    expect(ended.outcomes).toHaveLength(2);
    expect((await stage.work()).filter((line) => line.startsWith("begin"))).toHaveLength(2);
  });

  it("reports a tenant whose work ends with an exception each time, and keeps the exception's text to the worker", async () => {
    await mark("throw-gate-1");
    const plan = newPlan("gate");
    await follow(plan);
    await stage.engine.approve(plan.id, "gate");
    const [state] = await follow(plan);
    expect(state.outcomes[0]).toMatchObject({
      tenant: "gate-1",
      status: "failed",
      error: {
        code: "workersLost",
        message: "No worker finished with gate-1: each attempt ended with an unexpected error.",
      },
    });
    expect((await stage.work()).filter((line) => line.startsWith("begin"))).toHaveLength(2);
  });

  it("reports a tenant whose workflow somebody stopped in Temporal, and stops its work", async () => {
    await mark("hold-canary-2");
    const plan = newPlan("canary");
    const following = follow(plan);
    await until(() => hasBegun("canary-2"));
    const client = await connectClient(await connectionSettings({ address: stage.server.address }, {}));
    const tenantId = stage.fleet.tenants.find(({ name }) => name === "canary-2")?.tenantId;
    await client.workflow.getHandle(`tenant/${tenantId}`).cancel();
    await client.connection.close();
    const [state] = await following;
    const outcome = state.outcomes.find(({ tenant }) => tenant === "canary-2");
    expect(outcome).toMatchObject({ status: "failed", error: { code: "workersLost" } });
    expect(outcome?.error?.message).toContain("its workflow was stopped in Temporal");
    await until(async () => (await stage.work()).includes(`abort canary-2 ${plan.id}`));
  });

  it("says of a run that ended that it can't be changed, and of another id that there is none", async () => {
    const plan = newPlan("canary");
    await follow(plan);
    await expect(stage.engine.pause(plan.id)).rejects.toMatchObject({ code: "runHasEnded" });
    await expect(stage.engine.pause("up-20261127T071500Z-ffff")).rejects.toMatchObject({
      code: "noSuchRun",
    });
    await expect(stage.engine.state("up-20261127T071500Z-ffff")).rejects.toMatchObject({
      code: "noSuchRun",
    });
  });
});

describe("a schedule", () => {
  it("is made, changed, started and removed, and plans each run when it begins", async () => {
    const connection = await connectionSettings({ address: stage.server.address }, {});
    const { fleet } = stage;
    const scan = { connection, fleet, operation: "scan", options: { doctor: false } } as const;
    await ensureSchedule(scan, "0 2 * * *");
    await ensureSchedule(scan, "30 3 * * *");
    // It is refused, and does not take the one away that is there.
    await expect(ensureSchedule(scan, "99 3 * * *")).rejects.toMatchObject({ code: "badSchedule" });
    await until(async () => (await listSchedules({ connection })).length > 0);
    const [listed] = await listSchedules({ connection });
    expect(listed).toMatchObject({
      fleetFile: "fleet.yaml",
      operation: "scan",
      cron: "30 3 * * *",
      paused: false,
    });
    const client = await connectClient(connection);
    await client.schedule.getHandle(listed?.id ?? "").trigger();
    await client.connection.close();
    await until(async () => (await stage.engine.runs()).some((id) => id.startsWith("scan-")));
    const [id = ""] = (await stage.engine.runs()).filter((each) => each.startsWith("scan-"));
    await until(async () => (await stage.engine.state(id)).endedAt !== undefined);
    expect((await stage.engine.state(id)).outcomes).toHaveLength(2);
    expect(await removeSchedule(scan)).toBe(true);
    expect(await removeSchedule(scan)).toBe(false);
  });
});

it("no history has a secret of the workers, or an exception's text", async () => {
  const client = await connectClient(await connectionSettings({ address: stage.server.address }, {}));
  // What is listed follows what is done by a moment.
  await sleep(1_000);
  const histories = await readAllHistories(client);
  await client.connection.close();
  expect(histories.size).toBeGreaterThan(30);
  const all = [...histories.values()].join("\n");
  // It reads payloads, so that the next lines mean something.
  expect(all.includes('"tenant":"canary-1"')).toBe(true);
  for (const value of [secret, "unexpected:", "BEGIN", "Bearer", "PASSPHRASE", "ARM_CLIENT_SECRET"]) {
    expect([value, all.includes(value)]).toEqual([value, false]);
  }
});
