import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { z } from "zod";
import { repository } from "../../pulumi-cli/stack.ts";
import type { Fault, FaultEffect } from "../../tenant/control/faults.ts";
import { seeded } from "../../tenant/seed/ids.ts";
import type { Tenant } from "../../tenant/server.ts";
import type { Finding } from "./compare.ts";
import { leaksIn, type Secret } from "./leaks.ts";
import type { BulkFault, BulkPlan } from "./plan.ts";

/** How many phones a list has. Each takes part in three requests at the least: a look, the reset, a look at its result. */
const fleetSize = 10;

/**
 * How long the run without faults at the end may take, in milliseconds. A kill between the note "asking" and the request leaves a
 * phone of which it is unknown whether it was reset: for that one the companion looks for a quarter of an hour.
 */
const patience = 15_000;

/** The outcome of resetting a list: findings, and what the companion printed. */
type BulkOutcome = {
  readonly findings: readonly Finding[];
  readonly kills: number;
  readonly faults: readonly string[];
  readonly log: string;
};

/**
 * Resets a list of phones with `pin-reset reset --from` while Graph fails and the companion is killed, then runs the
 * same command once more: each phone is reset once and its passcode in force printed, or noted as one of unknown outcome.
 */
export async function resetFleet(
  tenant: Tenant,
  folder: string,
  plan: BulkPlan,
  secrets: readonly Secret[],
): Promise<BulkOutcome> {
  const ids = addFleet(tenant);
  const list = join(folder, "fleet.csv");
  await writeFile(list, ["id", ...ids, ""].join("\n"));
  const injected: string[] = [];
  const runs: Run[] = [];
  for (const [index, kill] of plan.kills.entries()) {
    const child = startReset(tenant, list);
    const faults = index === 0 ? plan.faults : [];
    for (const fault of faults) {
      tenant.faults.add(tenantFault(fault), () => injected.push(fault.kind));
    }
    armKill(tenant, child, kill);
    runs.push(await finish(child));
    tenant.faults.clear();
  }
  runs.push(await lastRun(tenant, list));
  const results = await readFile(`${list}.results.jsonl`, "utf8");
  const printed = new Map(runs.flatMap(({ stdout }) => passcodesIn(stdout)));
  const passcodes = passcodesOf(tenant, ids);
  return {
    findings: [
      ...fleetFindings(tenant, ids, printed, unknownIn(results)),
      ...runs.flatMap(({ stderr }) =>
        leaksIn("the companion's standard error", stderr, [...secrets, ...passcodes]),
      ),
      ...leaksIn("the results file", results, passcodes),
    ],
    kills: runs.filter(({ code }) => code === null).length,
    faults: injected,
    log: runs
      .map(({ code, stderr }) => `$ pin-reset reset --from fleet.csv\n${stderr}exit code ${code}`)
      .join("\n"),
  };
}

async function lastRun(tenant: Tenant, list: string): Promise<Run> {
  const child = startReset(tenant, list);
  const limit = setTimeout(() => child.kill("SIGINT"), patience);
  const run = await finish(child);
  clearTimeout(limit);
  return run;
}

/**
 * What a tenant shows of phones that were each to be reset once; `printed` are the passcodes by the phone's id, `unknown`
 * the ids of those whose outcome is noted as unknown.
 */
export function fleetFindings(
  { state }: Pick<Tenant, "state">,
  ids: readonly string[],
  printed: ReadonlyMap<string, string>,
  unknown: ReadonlySet<string>,
): Finding[] {
  return ids.flatMap((id): Finding[] => {
    const resets = state.managedDevices.get(id)?.passcodeResets ?? [];
    const newest = resets.at(-1)?.passcode;
    if (newest === undefined && unknown.has(id)) {
      return [];
    }
    return [
      ...(resets.length > 1
        ? [{ kind: "double reset" as const, what: `bulk: the phone ${id} was reset ${resets.length} times` }]
        : []),
      ...(newest === undefined || printed.get(id) !== newest
        ? [
            {
              kind: "loss" as const,
              what: `bulk: the passcode in force on the phone ${id} was never printed`,
            },
          ]
        : []),
    ];
  });
}

function addFleet({ state }: Tenant): string[] {
  const phone = state.managedDevices.get(seeded.managedDevices.firstPhone);
  if (phone === undefined) {
    throw new Error("The tenant has lost its first phone.");
  }
  state.settings.passcodeDelayMilliseconds = 200;
  return Array.from({ length: fleetSize }, (_, index) => {
    const id = `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
    state.managedDevices.put({ ...phone, id, deviceName: `FLEET-${index}`, serialNumber: `FLEET${index}` });
    return id;
  });
}

function startReset(tenant: Tenant, list: string): ChildProcess {
  return spawn(
    process.execPath,
    [join(repository, "cli", "pin-reset.js"), "reset", "--from", list, "--yes", "--output", "json"],
    { env: { ...process.env, ...tenant.env }, stdio: ["ignore", "pipe", "pipe"] },
  );
}

type Run = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

async function finish(child: ChildProcess): Promise<Run> {
  if (child.stdout === null || child.stderr === null) {
    throw new Error("The companion's output is not piped");
  }
  const closed = once(child, "close");
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  return { stdout, stderr, code: typeof code === "number" ? code : null };
}

/** The tenant goes on with a request whose client is gone: a request whose client is killed here is carried out all the same. */
function armKill(tenant: Tenant, child: ChildProcess, nth: number | undefined): void {
  if (nth === undefined) {
    return;
  }
  const match = { userAgent: "pin-reset/", path: "/managedDevices/0" };
  tenant.faults.add({ match, nth, effect: { kind: "latency", milliseconds: 1 } }, () =>
    child.kill("SIGKILL"),
  );
}

const posted = { userAgent: "pin-reset/", method: "POST", path: "/resetPasscode$" };
const looked = { userAgent: "pin-reset/", method: "GET", path: "/managedDevices/0" };

function tenantFault({ kind, nth }: BulkFault): Fault {
  const [match, effect] = effects[kind];
  return { match, nth, effect };
}

const effects: Record<BulkFault["kind"], readonly [Fault["match"], FaultEffect]> = {
  "reset carried out, response cut": [posted, { kind: "cut", when: "after" }],
  "reset carried out, then 504": [posted, { kind: "status", status: 504, when: "after" }],
  "reset throttled": [posted, { kind: "status", status: 429, retryAfter: 1 }],
  "reset refused for now": [posted, { kind: "status", status: 503, retryAfter: 1 }],
  "look fails": [looked, { kind: "status", status: 503, retryAfter: 1 }],
  "look cut": [looked, { kind: "cut", when: "after" }],
};

const line = z.object({ device: z.object({ id: z.string() }), passcode: z.string().nullable() });

/** The passcodes in what was printed; a process that was killed may leave half a line. */
function passcodesIn(stdout: string): [string, string][] {
  const whole = stdout.slice(0, stdout.lastIndexOf("\n") + 1).split("\n");
  return whole.filter(Boolean).flatMap((printed) => {
    const { device, passcode } = line.parse(JSON.parse(printed));
    return passcode === null ? [] : [[device.id, passcode] as [string, string]];
  });
}

function passcodesOf({ state }: Tenant, ids: readonly string[]): Secret[] {
  const resets = ids.flatMap((id) => state.managedDevices.get(id)?.passcodeResets ?? []);
  return resets.map(({ passcode }) => ({
    name: "a passcode",
    text: new RegExp(`(?<![\\w-])${passcode}(?![\\w-])`),
  }));
}

const noted = z.object({
  line: z.number().optional(),
  id: z.string().optional(),
  state: z.string().optional(),
});

/** The ids of the phones whose last entry in a results file leaves open whether they were reset. */
function unknownIn(results: string): Set<string> {
  const entries = results
    .split("\n")
    .filter(Boolean)
    .map((text) => noted.parse(JSON.parse(text)));
  const last = new Map(entries.flatMap(({ id, state }) => (id === undefined ? [] : [[id, state] as const])));
  return new Set([...last].flatMap(([id, state]) => (state === "asking" || state === "unknown" ? [id] : [])));
}
