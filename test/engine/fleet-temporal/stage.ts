import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Fleet } from "../../../fleet/fleet.ts";
import type { RunEvent } from "../../../fleet/run/run-state.ts";
import { connectionSettings } from "../../../fleet/temporal/connection-settings.ts";
import type { RunLimits } from "../../../fleet/temporal/contract.ts";
import type { TemporalEngine } from "../../../fleet/temporal/engine.ts";
import { temporalEngine } from "../../../fleet/temporal/temporal.ts";
import { findTemporal } from "../../../tools/temporal/find.ts";
import { startTemporalServer, type TemporalServer } from "../../../tools/temporal/server.ts";
import { fakeFleet } from "./fleet.ts";

/** It stands in the environment of every worker, and may be in no history. */
export const secret = "s3cret-value-of-the-test";

export type Stage = {
  readonly folder: string;
  readonly fleet: Fleet;
  readonly engine: TemporalEngine;
  readonly events: RunEvent[];
  readonly notices: string[];
  server: TemporalServer;
  startServer(): Promise<void>;
  startWorker(env?: NodeJS.ProcessEnv): Promise<ChildProcess>;
  touch(name: string): Promise<void>;
  remove(name: string): Promise<void>;
  /** The lines of work.log, without time and process. */
  work(): Promise<string[]>;
  close(): Promise<void>;
};

/** A real server with its SQLite file, and an engine that is connected to it. Workers are processes that the test starts. */
export async function openStage(rings: string, limits: Partial<RunLimits> = {}): Promise<Stage> {
  const folder = await mkdtemp(path.join(tmpdir(), "pin-reset-temporal-"));
  const { command } = await findTemporal();
  const database = path.join(folder, "temporal.db");
  const workers: ChildProcess[] = [];
  const events: RunEvent[] = [];
  const notices: string[] = [];
  const server = await startTemporalServer({ command, database });
  const fleet = fakeFleet(rings, folder);
  const engine = await temporalEngine({
    connection: await connectionSettings({ address: server.address }, {}),
    fleet,
    limits: { heartbeatSeconds: 3, retrySeconds: 1, turnSeconds: 1, attempts: 2, ...limits },
    pollMilliseconds: 100,
    queryMilliseconds: 2_000,
    onNotice: (text) => notices.push(text),
  });
  const stage: Stage = {
    folder,
    fleet,
    engine,
    events,
    notices,
    server,
    async startServer() {
      stage.server = await startTemporalServer({ command, database, port: server.port });
    },
    async startWorker(env = {}) {
      const worker = spawn(process.execPath, [path.join(import.meta.dirname, "worker-process.ts")], {
        env: {
          ...process.env,
          TEMPORAL_ADDRESS: server.address,
          FOLDER: folder,
          RINGS: rings,
          SECRET: secret,
          PULUMI_CONFIG_PASSPHRASE: secret,
          ...env,
        },
        stdio: ["ignore", "pipe", "inherit"],
      });
      workers.push(worker);
      await Promise.race([once(worker.stdout, "data"), once(worker, "exit")]);
      return worker;
    },
    touch: (name) => writeFile(path.join(folder, name), ""),
    remove: (name) => rm(path.join(folder, name), { force: true }),
    async work() {
      const text = await readFile(path.join(folder, "work.log"), "utf8").catch(() => "");
      return text
        .trim()
        .split("\n")
        .filter(Boolean)
        .map((line) => line.split(" ").slice(2).join(" "));
    },
    async close() {
      await engine.close();
      for (const worker of workers.filter(
        ({ exitCode, signalCode }) => exitCode === null && signalCode === null,
      )) {
        worker.kill("SIGKILL");
        await once(worker, "exit");
      }
      await stage.server.stop("SIGKILL");
      await rm(folder, { recursive: true, force: true });
    },
  };
  return stage;
}

/** Waits until something is so. */
export async function until(isSo: () => boolean | Promise<boolean>, seconds = 30): Promise<void> {
  const deadline = Date.now() + seconds * 1_000;
  while (!(await isSo())) {
    if (Date.now() > deadline) {
      throw new Error("It did not become so in time.");
    }
    await sleep(50);
  }
}
