import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse, stringify } from "yaml";
import { findPulumiForEmbeddedTenant } from "../../pulumi-cli/find.ts";
import { startTenants, type Tenants } from "../../tenant/many.ts";
import type { Tenant } from "../../tenant/tenant.ts";
import { findTemporal } from "../temporal/find.ts";
import { startTemporalServer, type TemporalServer } from "../temporal/server.ts";
import { prepareBackend } from "../tenant/stack.ts";
import type { Cast, TenantName } from "./names.ts";
import type { Place } from "./typed.ts";

const project = path.join(import.meta.dirname, "../..");
const companion = path.join(project, "cli/pin-reset.js");
/** Two workers, as many tenants at once as this machine's two cores do well with. */
const workers = 2;
const tenantsOfAWorker = 2;

export type EngineName = "local" | "temporal";

/** What the demo runs on: tenants, a fleet.yaml of them, and with Temporal a server and two workers. */
export class FleetStage {
  readonly tenants: Tenants;
  readonly place: Place;
  readonly #folder: string;
  readonly #server: TemporalServer | undefined;
  readonly #workers: readonly ChildProcess[];
  readonly #stopped: AbortController;

  /**
   * Starts it all.
   *
   * @throws Error where a CLI is missing, or a process does not start.
   */
  static async set(cast: Cast, engine: EngineName): Promise<FleetStage> {
    await findPulumiForEmbeddedTenant();
    const temporal = engine === "temporal" ? await findTemporal() : undefined;
    const folder = await mkdtemp(path.join(tmpdir(), "pin-reset-fleet-demo-"));
    const tenants = await startTenants({
      directory: path.join(folder, "certificates"),
      list: cast.map(({ name }) => ({ name })),
    });
    await writeFile(path.join(folder, "fleet.yaml"), fleetFile(tenants, cast, folder));
    const server =
      temporal &&
      (await startTemporalServer({ command: temporal.command, database: path.join(folder, "t.db") }));
    await mkdir(path.join(folder, "pulumi"), { recursive: true });
    const stopped = new AbortController();
    const env = {
      ...process.env,
      // It shows what a person sees, and not what a pipeline does.
      TF_BUILD: undefined,
      GITHUB_ACTIONS: undefined,
      FORCE_COLOR: undefined,
      ...tenants.env,
      ...(await prepareBackend(folder)),
      ...(server && { TEMPORAL_ADDRESS: server.address, TEMPORAL_NAMESPACE: "default" }),
    };
    const place = { cwd: folder, env, signal: stopped.signal };
    const started = server ? Array.from({ length: workers }, () => startWorker(place)) : [];
    return new FleetStage({ tenants, place, folder, server, workers: started, stopped });
  }

  private constructor(parts: {
    readonly tenants: Tenants;
    readonly place: Place;
    readonly folder: string;
    readonly server: TemporalServer | undefined;
    readonly workers: readonly ChildProcess[];
    readonly stopped: AbortController;
  }) {
    this.tenants = parts.tenants;
    this.place = parts.place;
    this.#folder = parts.folder;
    this.#server = parts.server;
    this.#workers = parts.workers;
    this.#stopped = parts.stopped;
  }

  tenant(name: TenantName): Tenant {
    return this.tenants.get(name);
  }

  /** Ends what runs, and removes what was made. */
  async clear(): Promise<void> {
    this.#stopped.abort();
    await Promise.all(this.#workers.map(end));
    await this.#server?.stop("SIGKILL");
    await this.tenants.close();
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Three rings: of the first, no tenant may fail. */
function fleetFile(tenants: Tenants, cast: Cast, folder: string): string {
  const file: unknown = parse(tenants.fleetFile({ project: path.relative(folder, project) }));
  return stringify({
    ...Object(file),
    rings: [
      { name: "canary", concurrency: 2, maxFailures: 0 },
      { name: "early", concurrency: 4, maxFailures: 1 },
      { name: "broad", concurrency: 4, maxFailures: 3 },
    ],
    tenants: tenants.list.map(({ name, tenantId }, index) => ({ name, tenantId, ring: cast[index]?.ring })),
  });
}

function startWorker({ cwd, env }: Place): ChildProcess {
  const args = [companion, "fleet", "worker", "--concurrency", String(tenantsOfAWorker)];
  return spawn(process.execPath, args, { cwd, env, stdio: "ignore" });
}

async function end(worker: ChildProcess): Promise<void> {
  if (worker.exitCode === null && worker.signalCode === null) {
    const ended = once(worker, "exit");
    worker.kill("SIGKILL");
    await ended;
  }
}
