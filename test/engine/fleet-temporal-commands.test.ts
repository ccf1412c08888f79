import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { findTemporal } from "../../tools/temporal/find.ts";
import { startTemporalServer, type TemporalServer } from "../../tools/temporal/server.ts";
import { startPinReset } from "../cli/support/run.ts";
import { plantStates } from "../fleet/support/deployed.ts";
import { serveFleet } from "../fleet/support/served-fleet.ts";

const served = serveFleet({ list: [{ name: "contoso" }, { name: "fabrikam" }] });
const rings = { canary: ["contoso"], broad: ["fabrikam"] };

let folder: string;
let server: TemporalServer;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "fleet-temporal-"));
  const { command } = await findTemporal();
  server = await startTemporalServer({ command, database: path.join(folder, "temporal.db") });
});
afterAll(async () => {
  await server?.stop("SIGKILL");
  await rm(folder, { recursive: true, force: true });
});

const temporal = (...args: string[]) => served.fleet(...args, "--address", server.address);

it("a worker does the work of a run that is followed, and finishes it at SIGTERM", async () => {
  await served.write(rings);
  await plantStates(served);
  const args = ["fleet", "worker", "--address", server.address];
  const worker = startPinReset(args, served.env, "", served.folder);
  let log = "";
  worker.child.stderr.on("data", (chunk: Buffer) => {
    log += chunk.toString();
  });
  await vi.waitFor(() => expect(log).toContain("This worker takes work."), 60_000);

  const scan = await temporal("scan", "--engine", "temporal", "--json", path.join(served.folder, "r.json"));
  expect(scan.stdout).toMatch(/^contoso {2}ring canary {2}in sync {2}\d/m);
  expect(scan.stdout).toMatch(/^fabrikam {2}ring broad {2}in sync {2}\d/m);
  expect(scan.code).toBe(0);
  const status = await temporal("status", "--engine", "temporal", "--output", "json");
  expect(JSON.parse(status.stdout)).toMatchObject({ engine: "temporal", totals: { all: 2, inSync: 2 } });

  const ended = once(worker.child, "exit");
  worker.child.kill("SIGTERM");
  expect(await ended).toEqual([0, null]);
});

it("the schedule of a fleet is made, listed with its next time, and deleted", async () => {
  await served.write(rings);
  const made = await temporal("schedule", "create", "--cron", "CRON_TZ=Europe/Berlin 30 1 * * *");
  expect([made.code, made.stderr]).toEqual([0, expect.stringContaining("Scheduled: scan of")]);
  const listed = await temporal("schedule", "--output", "json");
  expect(JSON.parse(listed.stdout)).toMatchObject([
    { fleetFile: "fleet.yaml", operation: "scan", next: expect.stringMatching(/:30:00\.000Z$/) },
  ]);
  expect((await temporal("schedule", "delete")).stderr).toContain("The schedule is deleted.");
  expect((await temporal("schedule")).stderr).toContain("There is no schedule yet.");
  const unknown = await temporal("schedule", "remove");
  expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining("ACTION")]);
});
