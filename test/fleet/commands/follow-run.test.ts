import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createContext } from "../../../cli/context.ts";
import type { OutputFormat } from "../../../cli/output.ts";
import { followRun } from "../../../fleet/commands/follow-run.ts";
import type { Fleet } from "../../../fleet/fleet.ts";
import type { TenantOutcome } from "../../../fleet/outcome.ts";
import type { FleetEngine, RunState } from "../../../fleet/run/run-state.ts";
import { fakeStream } from "../../cli/support/streams.ts";
import { drifted, failed, outcome, planOf, stateOf } from "../support/outcomes.ts";

const plan = planOf({ canary: ["contoso", "fabrikam"], broad: ["tailspin"] });
const at = plan.plannedAt;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "follow-"));
});
afterEach(() => rm(folder, { recursive: true }));

const fleet = (): Fleet => ({
  file: path.join(folder, "fleet.yaml"),
  project: folder,
  secretsProvider: undefined,
  rings: [],
  tenants: [],
  webhooks: [],
});

type Play = (onEvent: (one: TenantOutcome) => void, signal: AbortSignal) => Promise<RunState>;

function engineOf(play: Play, states: readonly RunState[] = []): FleetEngine {
  const unused = () => Promise.reject(new Error("is not called"));
  return {
    run: (_plan, onEvent, signal) => play((one) => onEvent({ type: "settled", at, outcome: one }), signal),
    state: async (id) => {
      const state = states.find(({ plan: { id: known } }) => known === id);
      return state ?? unused();
    },
    runs: async () => states.map(({ plan: { id } }) => id),
    pause: unused,
    resume: unused,
    approve: unused,
  };
}

type Options = {
  readonly format?: OutputFormat;
  readonly engine: FleetEngine;
  readonly files?: Readonly<Record<string, string>>;
  readonly columns?: number;
  readonly abort?: AbortController;
};

async function follow({
  format = "table",
  engine,
  files = {},
  columns,
  abort = new AbortController(),
}: Options) {
  const [stdout, stderr] = [fakeStream(columns), fakeStream(columns)];
  const around = { env: {}, stdin: process.stdin, stdout, stderr, signal: abort.signal };
  const given = { fleet: "./fleet.yaml", engine: "local" as const, ...files };
  const ending = await followRun(createContext(format, around), { fleet: fleet(), engine, plan, given });
  return { ending, stdout: stdout.text, stderr: stderr.text };
}

const ended = (outcomes: readonly TenantOutcome[], change: Partial<RunState> = {}) =>
  engineOf(async (settle) => {
    outcomes.forEach(settle);
    return stateOf(plan, outcomes, change);
  });

describe("a run that is followed", () => {
  it("ends with totals, each failure with its hint, and what to do next", async () => {
    const engine = ended([outcome("contoso"), drifted("fabrikam"), failed("tailspin", { ring: "broad" })]);
    const { ending, stderr } = await follow({ engine });
    expect(ending).toBe("partly");
    expect(stderr).toMatch(
      new RegExp(
        [
          String.raw`^3 tenants: 1 in sync, 1 drifted, 1 failed\. It took 0\.\d s\.`,
          String.raw`tailspin \(ring broad\) failed: forbidden: Graph refused the call\.`,
          String.raw`  Grant Group\.Read\.All\.`,
          "Run 1 failed tenant again: npm run pin-reset -- fleet scan --tenant tailspin",
          "Restore what drifted: npm run pin-reset -- fleet heal --tenant fabrikam",
          "$",
        ].join("\n"),
      ),
    );
  });

  it("prints one JSON document, and nothing else on standard output", async () => {
    const engine = ended([outcome("contoso"), drifted("fabrikam")]);
    const { stdout } = await follow({ engine, format: "json" });
    expect(JSON.parse(stdout)).toMatchObject({
      schemaVersion: 1,
      run: plan.id,
      operation: "scan",
      engine: "local",
      waiting: null,
      totals: { all: 3, inSync: 1, drifted: 1, failed: 0, notRun: 1 },
      tenants: [{ tenant: "contoso" }, { tenant: "fabrikam", drift: [{ paths: ["omaSettings[0].value"] }] }],
    });
  });

  it("prints a row of CSV for each tenant, whose formulas no spreadsheet runs", async () => {
    const engine = ended([outcome("contoso"), failed("=cmd()", { error: { code: "x", message: "y" } })]);
    const { stdout } = await follow({ engine, format: "csv" });
    expect(stdout.split("\n").slice(1, 3)).toEqual([
      `contoso,${outcome("a").tenantId},canary,scan,inSync,,0,,,,1.2`,
      `'=cmd(),${outcome("a").tenantId},canary,scan,failed,,0,x,y,,1.2`,
    ]);
  });

  it("prints on a terminal a table of those that need attention, the worst first", async () => {
    const engine = ended([outcome("contoso"), drifted("fabrikam"), failed("tailspin")]);
    const { stdout } = await follow({ engine, columns: 120 });
    expect(stdout.split("\n").map((line) => line.split(/ +/)[0])).toEqual([
      "Tenant",
      "tailspin",
      "fabrikam",
      "",
    ]);
  });

  it("writes the report's files, with what changed since the last run of the same operation", async () => {
    const earlier = planOf(
      { canary: ["contoso"] },
      { id: "scan-20261126T071500Z-0001", plannedAt: "2026-11-26T07:15:00.000Z" },
    );
    const other = planOf(
      { canary: ["contoso"] },
      { id: "up-20261126T081500Z-0002", plannedAt: "2026-11-26T08:15:00.000Z", operation: "up" },
    );
    const states = [
      stateOf(plan, []),
      stateOf(other, [drifted("contoso")]),
      stateOf(earlier, [outcome("contoso")]),
    ];
    const engine = engineOf(async () => stateOf(plan, [drifted("contoso")]), states);
    const files = { json: path.join(folder, "report.json"), csv: path.join(folder, "report.csv") };
    await follow({ engine, files });
    expect(JSON.parse(await readFile(files.json, "utf8"))).toMatchObject({
      changes: { since: { runId: earlier.id }, newlyDrifted: ["contoso"] },
    });
    expect(await readFile(files.csv, "utf8")).toContain("contoso");
  });

  it("says after Ctrl-C how to go on, and keeps what ended until then", async () => {
    const abort = new AbortController();
    const state = stateOf(plan, [outcome("contoso")], { endedAt: undefined });
    const engine = engineOf(
      async (settle, signal) => {
        settle(outcome("contoso"));
        abort.abort(new Error("Interrupted by Ctrl-C."));
        signal.throwIfAborted();
        return state;
      },
      [state],
    );
    const { ending, stdout, stderr } = await follow({ engine, abort });
    expect(ending).toBe("interrupted");
    expect(stdout).toBe("contoso  ring canary  in sync  1.2 s\n");
    expect(stderr).toContain("3 tenants: 1 in sync, 2 not run.");
    expect(stderr).toContain(`The run stopped. Go on with it: npm run pin-reset -- fleet resume ${plan.id}`);
  });

  it("fails with the engine's own error where it was not interrupted", async () => {
    const engine = engineOf(() => Promise.reject(new Error("The disk is full.")));
    await expect(follow({ engine })).rejects.toThrow("The disk is full.");
  });

  it("waits for a person with an exit code of its own", async () => {
    const waiting = { ring: "broad", reason: "approval" } as const;
    const { ending, stderr } = await follow({
      engine: ended([outcome("contoso")], { waiting, endedAt: undefined }),
    });
    expect(ending).toBe("waiting");
    expect(stderr).toContain(`npm run pin-reset -- fleet approve broad --run ${plan.id}`);
  });
});
