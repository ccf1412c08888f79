import { fork } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Fleet } from "../../../fleet/fleet.ts";
import type { LocalOptions } from "../../../fleet/run/carry-out.ts";
import { localEngine } from "../../../fleet/run/local.ts";
import type { RunPlan } from "../../../fleet/run/plan.ts";
import type { RunEvent } from "../../../fleet/run/run-state.ts";
import { controlledWork, endedAs, makeFleet } from "./support.ts";

let fleet: Fleet;
let plan: RunPlan;
let close: () => Promise<void>;
let work: ReturnType<typeof controlledWork>;

beforeEach(async () => {
  work = controlledWork();
  ({ fleet, plan, close } = await makeFleet([
    { tenants: ["a", "b", "c"] },
    { tenants: ["d"], approval: true },
  ]));
});

afterEach(() => close());

const engineFor = (more: Partial<LocalOptions> = {}) =>
  localEngine({ fleet, env: {}, performWork: work.performWork, pollMilliseconds: 20, ...more });

function start(more: Partial<LocalOptions> = {}) {
  const stopping = new AbortController();
  const events: RunEvent[] = [];
  const engine = engineFor(more);
  const ended = engine.run(plan, (event) => events.push(event), stopping.signal);
  ended.catch(() => undefined);
  return { engine, ended, events, stop: () => stopping.abort(new Error("Ctrl-C")) };
}

const until = (check: () => unknown) => expect.poll(check, { timeout: 5_000, interval: 5 });
const journal = () => path.join(path.dirname(fleet.file), ".pin-reset", "runs", `${plan.id}.jsonl`);

describe("a run by the local engine", () => {
  it("runs ring after ring, waits for approval, and goes on with the rest afterwards", async () => {
    const first = start({ performWork: async (given) => endedAs(given) });
    const state = await first.ended;
    expect(state).toMatchObject({ waiting: { ring: "ring1", reason: "approval" }, running: [] });
    expect(state.outcomes).toHaveLength(3);

    await first.engine.approve(plan.id, "ring1");
    const second = start();
    await until(() => work.started).toEqual(["d"]);
    work.end("d");
    expect(await second.ended).toMatchObject({ endedAt: expect.any(String), outcomes: { length: 4 } });
    expect(await first.engine.runs()).toEqual([plan.id]);
    expect(await first.engine.state(plan.id)).toMatchObject({ outcomes: { length: 4 }, running: [] });
    await expect(first.engine.pause(plan.id)).rejects.toMatchObject({ code: "runHasEnded" });
  });

  it("runs no more at once than the ring allows", async () => {
    const { ended, stop } = start();
    await until(() => work.started).toEqual(["a", "b"]);
    work.end("b");
    await until(() => work.started).toEqual(["a", "b", "c"]);
    stop();
    await ended;
  });

  it("starts none while another process has paused it, and goes on where that takes it back", async () => {
    const other = engineFor();
    const { ended, events, stop } = start({ waits: true });
    await until(() => work.started).toHaveLength(2);
    await other.pause(plan.id);
    await until(() => events.map(({ type }) => type)).toContain("paused");
    work.end("a");
    work.end("b");
    await until(() => events.at(-1)).toMatchObject({ type: "waiting", reason: "paused" });
    expect(work.started).toHaveLength(2);
    expect(await other.state(plan.id)).toMatchObject({ paused: true, waiting: { reason: "paused" } });
    await other.resume(plan.id);
    await until(() => work.started).toEqual(["a", "b", "c"]);
    stop();
    expect(await ended).not.toHaveProperty("endedAt");
  });

  it("halts where one too many failed: those that run end, and no other starts", async () => {
    const { ended } = start();
    await until(() => work.started).toHaveLength(2);
    work.end("a", "failed");
    work.end("b");
    expect(await ended).toMatchObject({
      waiting: { ring: "ring0", reason: "tooManyFailures" },
      outcomes: [{ tenant: "a", status: "failed" }, { tenant: "b" }],
    });
    expect(work.started).toEqual(["a", "b"]);
  });

  it("has no outcome for tenants that Ctrl-C interrupted, and starts them again later", async () => {
    const { ended, stop } = start();
    await until(() => work.started).toHaveLength(2);
    work.end("a");
    await until(() => work.started).toHaveLength(3);
    stop();
    expect(await ended).toMatchObject({ outcomes: [{ tenant: "a" }], running: [] });
    const second = start();
    await until(() => work.started).toEqual(["a", "b", "c", "b", "c"]);
    second.stop();
    await second.ended;
  });

  it("is carried out by one process at a time", async () => {
    const { ended, stop } = start();
    await until(() => work.started).toHaveLength(2);
    await expect(start().ended).rejects.toMatchObject({ code: "runIsActive" });
    expect(await engineFor().state(plan.id)).toMatchObject({ running: [{ tenant: "a" }, { tenant: "b" }] });
    stop();
    await ended;
    expect(await engineFor().state(plan.id)).toMatchObject({ running: [] });
  });

  it("takes what work throws for a failure of that tenant, without secrets", async () => {
    const performWork = () => Promise.reject(new Error("not with hunter2-hunter2"));
    const { ended } = start({ performWork, env: { FLEET_CLIENT_SECRET: "hunter2-hunter2" } });
    const { outcomes } = await ended;
    expect(outcomes[0]).toMatchObject({ status: "failed", error: { message: "not with [secret]" } });
  });

  it("fails for a tenant that the fleet has no longer", async () => {
    fleet = { ...fleet, tenants: fleet.tenants.filter(({ name }) => name !== "a") };
    const { ended } = start();
    await until(() => work.started).toEqual(["b"]);
    work.end("b");
    expect(await ended).toMatchObject({
      outcomes: expect.arrayContaining([
        expect.objectContaining({ tenant: "a", error: expect.objectContaining({ code: "noTenant" }) }),
      ]),
    });
  });

  it("works on no other tenant that has got the name of a planned one when it is resumed", async () => {
    const first = start();
    await until(() => work.started).toEqual(["a", "b"]);
    first.stop();
    await first.ended;
    const other = "11111111-2222-4333-8444-555555555555";
    fleet = {
      ...fleet,
      tenants: fleet.tenants.map((tenant) => (tenant.name === "a" ? { ...tenant, tenantId: other } : tenant)),
    };
    const { ended } = start();
    await until(() => work.started).toEqual(["a", "b", "b"]);
    work.end("b");
    const [outcome] = (await ended).outcomes;
    expect(outcome).toMatchObject({ tenant: "a", tenantId: "00000000-0000-4000-8000-000000000000" });
    expect(outcome?.error).toMatchObject({ code: "noTenant", message: expect.stringContaining(other) });
    expect(work.started).toEqual(["a", "b", "b"]);
  });

  it("starts no more where the journal cannot be written, and says why", async () => {
    const { ended } = start({
      performWork: async (given) => ({ ...endedAs(given), startedAt: 1n as never }),
    });
    await expect(ended).rejects.toThrow(/BigInt/);
  });
});

describe("a run whose process is killed", () => {
  const program = path.join(import.meta.dirname, "killed-run.ts");

  it("goes on from its journal with the tenants that had not ended", async () => {
    const child = fork(program, [JSON.stringify({ fleet, plan })], { execArgv: [] });
    // The child ends a, and works on b and c for ever.
    await until(
      async () => (await readFile(journal(), "utf8").catch(() => "")).match(/"started"/g)?.length,
    ).toBe(3);
    expect(await engineFor().state(plan.id)).toMatchObject({ running: [{ tenant: "b" }, { tenant: "c" }] });
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;

    expect(await engineFor().state(plan.id)).toMatchObject({ running: [], outcomes: [{ tenant: "a" }] });
    const { ended } = start();
    await until(() => work.started).toEqual(["b", "c"]);
    work.end("b");
    work.end("c");
    expect(await ended).toMatchObject({ outcomes: { length: 3 }, waiting: { reason: "approval" } });
  });
});
