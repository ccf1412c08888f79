import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { runEngine } from "../../fleet/engine/run-engine.ts";
import { performWork } from "../../fleet/perform.ts";
import { localEngine } from "../../fleet/run/local.ts";
import type { RunPlan } from "../../fleet/run/plan.ts";
import { fleetOf, profile } from "./fleet-stacks.ts";

const fleet = fleetOf(["contoso", "fabrikam", "tailspin", "wingtip"]);
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) {
    child.kill("SIGKILL");
  }
});

const run = (...given: Parameters<typeof fleet.work>) => runEngine(fleet.work(...given));

/** The process of the CLI that a fleet has noted last for a stack. */
async function noted(name: string): Promise<{ pid: number; folder: string }> {
  const file = path.join(path.dirname(fleet.fleet.file), ".pin-reset", "stacks", `${name}.json`);
  return JSON.parse(await readFile(file, "utf8")).at(-1);
}

/** Starts a run of tenants in a process of its own, and returns when Graph has made this tenant's profile and is silent. */
async function startUntilMade(names: string[], name: string, milliseconds: number) {
  const { tenants, stack } = fleet;
  tenants.get(name).faults.add({
    match: { method: "POST", path: "/deviceConfigurations$", userAgent: "pulumi-intune/" },
    effect: { kind: "latency", milliseconds, when: "after" },
  });
  const plan: RunPlan = {
    id: `up-20261127T071500Z-${names.length.toString(16).padStart(4, "0")}`,
    operation: "up",
    options: { doctor: false },
    fleetFile: "fleet.yaml",
    plannedAt: "2026-11-27T07:15:00.000Z",
    rings: [{ name: "all", concurrency: 2, maxFailures: 0, approval: false, tenants: names }],
  };
  const program = path.join(import.meta.dirname, "fleet-run.ts");
  const child = fork(program, [JSON.stringify({ fleet: fleet.fleet, plan })], {
    env: { ...stack.env },
    execArgv: [],
  });
  children.push(child);
  await expect
    .poll(() => fleet.portal(name).named(profile).length, { timeout: 60_000, interval: 50 })
    .toBe(1);
  return {
    plan,
    kill: async () => {
      const exited = once(child, "exit");
      child.kill("SIGKILL");
      await exited;
    },
  };
}

const projectFolders = async () =>
  (await readdir(tmpdir())).filter((name) => name.startsWith("pin-reset-fleet-"));

describe("a fleet's process that is killed during an up", () => {
  it("lets its CLI work on, for whose end the resumed run waits: no tenant is updated twice at a time", async () => {
    const { plan, kill } = await startUntilMade(["contoso", "fabrikam"], "contoso", 8_000);
    const { pid, folder } = await noted("contoso");
    await kill();
    expect(() => process.kill(pid, 0)).not.toThrow();
    const told: string[] = [];
    const engine = localEngine({ fleet: fleet.fleet, env: fleet.stack.env, performWork });
    const state = await engine.run(
      plan,
      (event) => event.type === "progress" && told.push(`${event.tenant}: ${event.text}`),
      new AbortController().signal,
    );
    expect(state.outcomes, JSON.stringify(state.outcomes)).toMatchObject([{}, {}]);
    expect(state.outcomes.map(({ status }) => status)).not.toContain("failed");
    expect(told).toContain("contoso: waits for an update that an earlier process of this fleet has started");
    for (const name of ["contoso", "fabrikam"]) {
      expect(fleet.portal(name).named(profile)).toHaveLength(1);
      expect(await fleet.locks(name)).toEqual([]);
    }
    expect(await projectFolders()).not.toContain(path.basename(folder));
  });

  it("and its CLI with it, has its lock taken back, and the update is finished", async () => {
    const { kill } = await startUntilMade(["tailspin"], "tailspin", 60_000);
    const { pid } = await noted("tailspin");
    await fleet.waitsForOne("tailspin");
    await kill();
    process.kill(-pid, "SIGKILL");
    await expect.poll(() => fleet.locks("tailspin")).toHaveLength(1);
    expect(await fleet.pendingOperations("tailspin")).not.toEqual([]);
    const preview = await run("preview", "tailspin");
    expect(preview, JSON.stringify(preview)).toMatchObject({
      status: "pending",
      notices: [expect.stringContaining("interrupted")],
    });

    const outcome = await run("up", "tailspin");
    expect(outcome, JSON.stringify(outcome)).toMatchObject({ status: "changed" });
    expect(fleet.portal("tailspin").named(profile)).toHaveLength(1);
    expect(await fleet.locks("tailspin")).toEqual([]);
    expect(await fleet.pendingOperations("tailspin")).toEqual([]);
    expect(await run("drift", "tailspin")).toMatchObject({ status: "inSync", notices: [] });
  });
});

describe("a stack's lock", () => {
  it("of a person who updates it now, or of another machine, is respected", async () => {
    const folder = path.join(
      fleet.stack.root,
      "state",
      ".pulumi",
      "locks",
      "organization",
      "pin-reset",
      "wingtip",
    );
    expect(await run("up", "wingtip")).toMatchObject({ status: "changed" });
    await mkdir(folder, { recursive: true });
    const lock = { pid: 4711, username: "alice", hostname: "laptop", timestamp: "2026-11-27T07:00:00Z" };
    await writeFile(path.join(folder, "5f0c.json"), JSON.stringify(lock));
    const outcome = await run("up", "wingtip");
    expect(outcome, JSON.stringify(outcome)).toMatchObject({
      status: "failed",
      error: {
        code: "stackLocked",
        message: "The stack wingtip is locked by alice@laptop (process 4711) since 2026-11-27T07:00:00Z.",
        hint: expect.stringContaining("npm run pulumi -- cancel --stack wingtip"),
      },
    });
    expect(await fleet.locks("wingtip")).toEqual(["5f0c.json"]);
    expect(await run("preview", "wingtip")).toMatchObject({ status: "inSync" });
  });

  it("of the same fleet is respected too: two runs never update a tenant at the same time", async () => {
    const outcomes = await Promise.all([run("up", "fabrikam"), run("heal", "fabrikam")]);
    expect(outcomes.map(({ error }) => error?.code).sort()).toEqual(["stackLocked", undefined]);
  });

  it("of an earlier attempt of the same run is waited for: a worker that lost Temporal works on for a while", async () => {
    const lost = new AbortController();
    const earlier = run("up", "contoso", { signal: lost.signal });
    await expect.poll(() => fleet.locks("contoso"), { timeout: 30_000, interval: 20 }).toHaveLength(1);
    const told: string[] = [];
    const later = run("up", "contoso", { report: (text) => void told.push(text) });
    await expect.poll(() => told, { timeout: 10_000 }).toContain("waits for an earlier attempt of this run");
    lost.abort(new Error("given away"));
    await earlier.catch(() => undefined);
    expect((await later).error).toBeUndefined();
    expect(await fleet.locks("contoso")).toEqual([]);
  });
});
