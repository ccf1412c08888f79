import { appendFileSync, existsSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { TenantOutcome } from "../../../fleet/outcome.ts";
import { connectionSettings } from "../../../fleet/temporal/connection-settings.ts";
import { startWorker } from "../../../fleet/temporal/temporal.ts";
import type { TenantWork } from "../../../fleet/work.ts";
import { fakeFleet, fakePlan } from "./fleet.ts";

// A worker as `pin-reset fleet worker` runs one, whose work is pretended: a file of the folder says how a tenant ends, and each
// beginning and end of work is a line of `work.log`.

const { FOLDER: folder = "", RINGS: rings = "", MILLISECONDS: milliseconds = "50" } = process.env;
const fleet = fakeFleet(rings, folder);
const ending = new AbortController();
process.once("SIGTERM", () => ending.abort());

await startWorker({
  connection: await connectionSettings({}, process.env),
  readFleet: async () => fleet,
  performWork,
  planRun: (_, { operation }) => fakePlan(fleet, "5c4d", ["canary"], operation),
  env: process.env,
  log: (line) => process.stderr.write(`${line}\n`),
  concurrency: Number(process.env.CONCURRENCY ?? "4"),
  stickySeconds: 1,
  signal: ending.signal,
  onReady: () => process.stdout.write("ready\n"),
});

async function performWork(work: TenantWork): Promise<TenantOutcome> {
  const { tenant, operation, signal, report } = work;
  const startedAt = new Date().toISOString();
  write(`begin ${tenant.name} ${work.runId}`);
  report("applies changes");
  const until = Date.now() + Number(milliseconds);
  while (Date.now() < until || existsSync(path.join(folder, `hold-${tenant.name}`))) {
    if (signal.aborted) {
      write(`abort ${tenant.name} ${work.runId}`);
      throw signal.reason;
    }
    await sleep(20);
  }
  if (existsSync(path.join(folder, `throw-${tenant.name}`))) {
    throw new Error(`unexpected: ${process.env.SECRET}`);
  }
  const fails = existsSync(path.join(folder, `fail-${tenant.name}`));
  write(`end ${tenant.name} ${work.runId}`);
  return {
    tenant: tenant.name,
    tenantId: tenant.tenantId,
    ring: tenant.ring,
    operation,
    startedAt,
    endedAt: new Date().toISOString(),
    status: fails ? "failed" : "changed",
    drift: [],
    notices: [],
    ...(fails
      ? { error: { code: "engineFailed", message: "it did not work" } }
      : { changes: { create: 3, update: 0, replace: 0, delete: 0 } }),
  };
}

function write(line: string): void {
  appendFileSync(path.join(folder, "work.log"), `${Date.now()} ${process.pid} ${line}\n`);
}
