import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parse, stringify } from "yaml";
import { findPulumiForEmbeddedTenant } from "../../../pulumi-cli/find.ts";
import { startTenants, type Tenants } from "../../../tenant/many.ts";
import { findTemporal } from "../../temporal/find.ts";
import { startTemporalServer, type TemporalServer } from "../../temporal/server.ts";
import { prepareBackend } from "../../tenant/stack.ts";
import { anyToken, type Secret } from "../leaks.ts";
import { descendants, killNow, listProcesses } from "../processes.ts";
import type { FleetKill } from "./plan.ts";

const project = path.join(import.meta.dirname, "../../..");
const companion = path.join(project, "cli/pin-reset.js");
/** For each worker: what two cores do well with, with two workers. */
const tenantsOfAWorker = 2;

/** How long each request takes: as over a real network, so that an update is under way when something is killed. */
const latencyMilliseconds = 200;

/** What is killed: a fleet of embedded tenants, Temporal's server and workers. */
export class ChaosStage {
  readonly folder: string;
  readonly tenants: Tenants;
  readonly secrets: readonly Secret[];
  readonly #env: NodeJS.ProcessEnv;
  readonly #command: string;
  readonly #workers: ChildProcess[] = [];
  #server: TemporalServer;

  /** Starts all of it. */
  static async open(count: number, workers: number): Promise<ChaosStage> {
    await findPulumiForEmbeddedTenant();
    const { command } = await findTemporal();
    const folder = await mkdtemp(path.join(tmpdir(), "pin-reset-fleet-chaos-"));
    const tenants = await startTenants({ count, directory: path.join(folder, "certificates") });
    for (const { name } of tenants.list) {
      tenants.get(name).state.settings.latencyMilliseconds = latencyMilliseconds;
    }
    await writeFile(path.join(folder, "fleet.yaml"), fleetFile(tenants, folder, workers));
    await mkdir(path.join(folder, "tmp"));
    const server = await startTemporalServer({ command, database: path.join(folder, "temporal.db") });
    const passphrase = randomBytes(16).toString("hex");
    const env = {
      ...process.env,
      TF_BUILD: undefined,
      GITHUB_ACTIONS: undefined,
      ...tenants.env,
      ...(await prepareBackend(folder)),
      PULUMI_CONFIG_PASSPHRASE: passphrase,
      TEMPORAL_ADDRESS: server.address,
      TEMPORAL_NAMESPACE: "default",
      TMPDIR: path.join(folder, "tmp"),
    };
    const stage = new ChaosStage({ folder, tenants, env, command, server, passphrase });
    for (let index = 0; index < workers; index++) {
      stage.#startWorker(index);
    }
    return stage;
  }

  private constructor(parts: {
    readonly folder: string;
    readonly tenants: Tenants;
    readonly env: NodeJS.ProcessEnv;
    readonly command: string;
    readonly server: TemporalServer;
    readonly passphrase: string;
  }) {
    this.folder = parts.folder;
    this.tenants = parts.tenants;
    this.#env = parts.env;
    this.#command = parts.command;
    this.#server = parts.server;
    const { FLEET_CLIENT_SECRET: clientSecret = "" } = parts.tenants.env;
    this.secrets = [
      { name: "the application's secret", text: clientSecret },
      { name: "the passphrase", text: parts.passphrase },
      anyToken,
    ];
  }

  get address(): string {
    return this.#server.address;
  }

  /** The temporary folder of the commands and workers, in which each tenant's project folder is. */
  get temporary(): string {
    return path.join(this.folder, "tmp");
  }

  /** A path below what Pulumi keeps of the stacks. */
  inBackend(...names: string[]): string {
    return path.join(this.folder, "pulumi", ".pulumi", ...names);
  }

  /** Starts `pin-reset fleet ARGS`, which writes what it prints to a file in the folder. */
  start(args: readonly string[], log: string): ChildProcess {
    const file = openSync(path.join(this.folder, log), "a");
    try {
      return spawn(process.execPath, [companion, "fleet", ...args], {
        cwd: this.folder,
        env: this.#env,
        stdio: ["ignore", file, file],
      });
    } finally {
      closeSync(file);
    }
  }

  /** Kills, and starts again after a while. */
  async kill({ victim, worker: index, away }: FleetKill): Promise<void> {
    if (victim === "server") {
      await this.#server.stop("SIGKILL");
      await sleep(away);
      const { port } = this.#server;
      const database = path.join(this.folder, "temporal.db");
      this.#server = await startTemporalServer({ command: this.#command, database, port });
      return;
    }
    const worker = this.#workers[index];
    if (worker !== undefined) {
      await endNow(worker, victim === "worker and its processes");
    }
    await sleep(away);
    this.#startWorker(index);
  }

  /** Ends workers, what they started, and the server. */
  async stop(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => endNow(worker, true)));
    // What an earlier worker left when it was killed alone.
    const left = (await listProcesses()).filter(
      ({ args, pid }) => args.includes(this.temporary) && pid !== process.pid,
    );
    for (const { pid } of left) {
      killNow(pid);
    }
    await this.#server.stop("SIGKILL");
  }

  /** Ends all, and removes what was made. */
  async close(): Promise<void> {
    await this.stop();
    await this.tenants.close();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  #startWorker(index: number): void {
    const args = ["worker", "--concurrency", String(tenantsOfAWorker)];
    this.#workers[index] = this.start(args, `worker-${index + 1}.log`);
  }
}

/** Two rings, of which none halts. */
function fleetFile(tenants: Tenants, folder: string, workers: number): string {
  const file: unknown = parse(tenants.fleetFile({ project: path.relative(folder, project) }));
  const { length } = tenants.list;
  const ring = { maxFailures: length, approval: false };
  return stringify({
    ...Object(file),
    rings: [
      { name: "canary", concurrency: 2, ...ring },
      { name: "broad", concurrency: workers * tenantsOfAWorker, ...ring },
    ],
    tenants: tenants.list.map(({ name, tenantId }, index) => ({
      name,
      tenantId,
      ring: index < Math.max(2, length / 50) ? "canary" : "broad",
    })),
  });
}

async function endNow(child: ChildProcess, withProcesses: boolean): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
    return;
  }
  const started = withProcesses ? descendants(child.pid, await listProcesses()) : [];
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  for (const { pid } of started) {
    killNow(pid);
  }
  await ended;
}
