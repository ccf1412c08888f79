import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { TenantOutcome } from "../../../fleet/outcome.ts";
import { startTenant, type Tenant } from "../../../tenant/server.ts";
import { doneIn, tenantFindings, untold } from "../../../tools/chaos/fleet/check.ts";
import { fleetKills } from "../../../tools/chaos/fleet/plan.ts";
import { overlapsOf, recordedUpdates, updatesAmong } from "../../../tools/chaos/fleet/updates.ts";

const chaos = { seed: 1, tenants: 200, kills: 10, workers: 2, longOutages: true };

describe("the kills of a fleet's run", () => {
  it("are the same for the same seed, and others for another", () => {
    expect(fleetKills(chaos)).toEqual(fleetKills(chaos));
    expect(fleetKills({ ...chaos, seed: 2 })).not.toEqual(fleetKills(chaos));
  });

  it("are of every kind, spread over the run, and some last longer than a heartbeat's time", () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const kills = fleetKills({ ...chaos, seed });
      expect(kills).toHaveLength(10);
      expect(new Set(kills.slice(0, 3).map(({ victim }) => victim)).size).toBe(3);
      expect(kills.map(({ after }) => Math.floor(after / 20))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }
    const many = fleetKills({ ...chaos, kills: 100 });
    expect(many.some(({ away }) => away > 20_000)).toBe(true);
    expect(new Set(many.map(({ worker }) => worker))).toEqual(new Set([0, 1]));
  });
});

describe("updates of a stack at the same time", () => {
  const update = (stack: string, from: number, to: number, what = `${from}`) => ({ stack, from, to, what });

  it("are noticed, also where a third lies between them", () => {
    expect(overlapsOf([update("a", 0, 10), update("a", 2, 3), update("a", 9, 12)])).toEqual([
      "a: 2 began before 0 had ended",
      "a: 9 began before 0 had ended",
    ]);
  });

  it("are not those of two stacks, nor one after the other", () => {
    expect(overlapsOf([update("a", 0, 10), update("b", 5, 15), update("a", 10, 20)])).toEqual([]);
  });

  it("are found among the machine's processes: the CLI's own, of this fleet alone", () => {
    const process = (pid: number, args: string) => ({ pid, parent: 0, args });
    const up = "up --yes --event-log /tmp/chaos/tmp/x/2.events --stack a --non-interactive";
    expect(
      updatesAmong(
        [
          process(1, `/cache/bin/pulumi ${up}`),
          process(2, `/cache/bin/pulumi-language-nodejs ${up}`),
          process(3, `/cache/bin/pulumi ${up.replace("/tmp/chaos", "/tmp/other")}`),
          process(4, "/cache/bin/pulumi stack export --stack a /tmp/chaos"),
        ],
        "/tmp/chaos/tmp",
      ),
    ).toEqual([{ pid: 1, stack: "a" }]);
  });

  it("are not a process that the CLI has forked, and are those of two CLIs", () => {
    const args = "/cache/bin/pulumi up --event-log /tmp/chaos/2.events --stack a --non-interactive";
    const all = [
      { pid: 10, parent: 1, args },
      { pid: 11, parent: 10, args },
      { pid: 20, parent: 2, args },
    ];
    expect(updatesAmong(all, "/tmp/chaos").map(({ pid }) => pid)).toEqual([10, 20]);
  });

  it("are read from the backend's history", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "history-"));
    await mkdir(path.join(folder, "pin-reset", "a"), { recursive: true });
    const entry = { kind: "update", startTime: 5, endTime: 7, result: "succeeded" };
    await writeFile(path.join(folder, "pin-reset", "a", "a-1.history.json"), JSON.stringify(entry));
    await writeFile(path.join(folder, "pin-reset", "a", "a-1.checkpoint.json"), "{}");
    expect(await recordedUpdates(folder)).toEqual([
      { stack: "a", from: 5_000, to: 7_000, what: "a recorded update" },
    ]);
    await rm(folder, { recursive: true });
  });
});

describe("what a run tells of its tenants", () => {
  const outcome = (tenant: string, status: TenantOutcome["status"]): TenantOutcome => ({
    tenant,
    tenantId: "00000000-0000-4000-8000-000000000001",
    ring: "all",
    operation: "up",
    startedAt: "2026-11-27T07:15:00.000Z",
    endedAt: "2026-11-27T07:16:00.000Z",
    status,
    drift: [],
    notices: [],
  });
  const ring = { name: "all", concurrency: 2, maxFailures: 0, approval: false, tenants: ["a", "b", "c"] };
  const run = {
    plan: {
      id: "up-20261127T071500Z-0001",
      operation: "up" as const,
      options: { doctor: false },
      fleetFile: "fleet.yaml",
      plannedAt: "2026-11-27T07:15:00.000Z",
      rings: [ring],
    },
    engine: "temporal" as const,
    outcomes: [outcome("a", "changed"), outcome("b", "failed"), outcome("b", "changed")],
    running: [],
    approved: [],
    paused: false,
  };

  it("is not enough where one is missing, or told twice", () => {
    expect(untold(run)).toEqual(["b: the run has 2 outcomes of it", "c: the run has 0 outcomes of it"]);
  });

  it("is done where it did not fail", () => {
    expect(doneIn(run)).toEqual(["a", "b"]);
  });
});

describe("a tenant that is said to be done", () => {
  let tenant: Tenant;
  beforeAll(async () => {
    tenant = await startTenant();
  });
  beforeEach(() => tenant.reset());
  afterAll(() => tenant.close());

  it("is not, where nothing was made", () => {
    expect(tenantFindings("contoso", tenant)).toContain(
      'contoso: there is no profile "Windows Hello - PIN recovery"',
    );
  });

  it("was done twice, where something was created again, though one of them is gone", () => {
    const created = (status: number) =>
      tenant.requests.add({
        at: 0,
        method: "POST",
        target: "/v1.0/deviceManagement/deviceConfigurations",
        status,
        userAgent: "",
        requestId: "",
        clientRequestId: "",
        body: { displayName: "PIN" },
        steps: [],
      });
    created(201);
    created(429);
    const again = "contoso: deviceConfigurations PIN was created again";
    expect(tenantFindings("contoso", tenant)).not.toContain(again);
    created(201);
    expect(tenantFindings("contoso", tenant)).toContain(again);
  });
});
