import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { inTemporaryFolder } from "../../pulumi-cli/temporary-folder.ts";
import { startTenants, type Tenants } from "../../tenant/many.ts";
import { collectionsOf } from "../../tenant/state.ts";
import { findTemporal } from "../temporal/find.ts";
import { startTemporalServer } from "../temporal/server.ts";
import { prepareBackend } from "../tenant/stack.ts";
import { type Cost, cost, repository } from "./measure.ts";
import { watchProcesses } from "./memory.ts";

const program = path.join(repository, "cli", "pin-reset.js");
const source = "tenant-0001";

/** What a run of `pin-reset fleet` took, and the highest resident memory of its process. */
type FleetRun = Cost & { readonly mebibytes: number };

/** A fleet whose tenants are all deployed. */
export type ManyTenants = {
  readonly tenants: Tenants;
  /** Runs `pin-reset fleet ARGS`. Throws Error, with what it printed, unless it ends with 0. */
  run(args: readonly string[]): Promise<FleetRun>;
  /** How many tenants of each ring run at once. */
  setConcurrency(concurrency: number): Promise<void>;
  /** Lets each request wait so long. */
  delay(milliseconds: number): void;
  /** Does something while so many workers take work from a Temporal server of their own. */
  withWorkers<Result>(count: number, use: () => Promise<Result>): Promise<Result>;
};

/**
 * Gives `use` a fleet of that many deployed tenants. The first is deployed by the engine, and the others are its copies, both what
 * the tenant has and the state of its stack: a thousand updates would take an hour.
 */
export function onManyTenants<Result>(
  count: number,
  use: (fleet: ManyTenants) => Promise<Result>,
): Promise<Result> {
  return inTemporaryFolder(async (folder) => {
    const tenants = await startTenants({ directory: path.join(folder, "certificates"), count });
    try {
      const place = {
        cwd: folder,
        env: {
          ...process.env,
          TF_BUILD: undefined,
          GITHUB_ACTIONS: undefined,
          ...tenants.env,
          ...(await prepareBackend(folder)),
        } as NodeJS.ProcessEnv,
      };
      await writeFleet(tenants, folder, 1);
      await runFleet(place, ["up", "--yes", "--tenant", source]);
      await copyDeployment(tenants, path.join(folder, "pulumi", ".pulumi", "stacks", "pin-reset"));
      return await use(fleetOn(tenants, folder, place));
    } finally {
      await tenants.close();
    }
  });
}

type Place = { readonly cwd: string; env: NodeJS.ProcessEnv };

function fleetOn(tenants: Tenants, folder: string, place: Place): ManyTenants {
  return {
    tenants,
    run: (args) => runFleet(place, args),
    setConcurrency: (concurrency) => writeFleet(tenants, folder, concurrency),
    delay(milliseconds) {
      for (const { name } of tenants.list) {
        tenants.get(name).state.settings.latencyMilliseconds = milliseconds;
      }
    },
    async withWorkers(count, use) {
      const { command } = await findTemporal();
      const database = path.join(folder, `${count}-workers.db`);
      const server = await startTemporalServer({ command, database });
      place.env = { ...place.env, TEMPORAL_ADDRESS: server.address, TEMPORAL_NAMESPACE: "default" };
      const workers = Array.from({ length: count }, () => startWorker(place));
      try {
        await Promise.all(workers.map(ready));
        return await use();
      } finally {
        await Promise.all(workers.map(end));
        await server.stop("SIGKILL");
      }
    },
  };
}

/** One ring, so that nothing waits for a person. */
async function writeFleet(tenants: Tenants, folder: string, concurrency: number): Promise<void> {
  const text = tenants.fleetFile({ project: path.relative(folder, repository) });
  const oneRing = text
    .replace(/^rings:\n(?:[ -].*\n)+/m, `rings:\n  - { name: all, concurrency: ${concurrency} }\n`)
    .replaceAll(/^( {4}ring:) .*$/gm, "$1 all");
  await writeFile(path.join(folder, "fleet.yaml"), oneRing);
}

async function runFleet({ cwd, env }: Place, args: readonly string[]): Promise<FleetRun> {
  const watch = watchProcesses([program]);
  let printed = "";
  const taken = await cost(async () => {
    const child = spawn(process.execPath, [program, "fleet", ...args], {
      cwd,
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        printed += text;
      });
    }
    const [code] = await once(child, "close");
    if (code !== 0) {
      throw new Error(
        `pin-reset fleet ${args.join(" ")} ended with exit code ${code}:\n${printed.slice(-2000)}`,
      );
    }
  });
  const seen = await watch.stop();
  return { ...taken, mebibytes: seen.get(program)?.peakMebibytes ?? 0 };
}

async function copyDeployment(tenants: Tenants, stacks: string): Promise<void> {
  const from = tenants.get(source).state;
  const collections = collectionsOf(from).map(([name, kept]) => [name, JSON.stringify(kept.all())] as const);
  const state = await readFile(path.join(stacks, `${source}.json`), "utf8");
  for (const { name } of tenants.list.slice(1)) {
    const to = new Map(collectionsOf(tenants.get(name).state));
    for (const [collection, all] of collections) {
      const target = to.get(collection);
      target?.clear();
      for (const kept of JSON.parse(ofTenant(all, name))) {
        target?.seed(kept);
      }
    }
    await writeFile(path.join(stacks, `${name}.json`), ofTenant(state, name));
  }
}

/** The ids of a tenant tell its number in four digits, as its name does. */
function ofTenant(text: string, name: string): string {
  const digits = name.slice(-4);
  return text.replaceAll(source, name).replaceAll(/\b([\da-f]{8})-0001-/g, `$1-${digits}-`);
}

function startWorker({ cwd, env }: Place): ChildProcess {
  const args = [program, "fleet", "worker", "--concurrency", "1"];
  return spawn(process.execPath, args, { cwd, env, stdio: ["ignore", "ignore", "pipe"] });
}

/** Its standard error is read to its end: a worker whose lines are read no more would end at the next one. */
function ready(worker: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = "";
    worker.stderr?.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      if (said.includes("takes work")) {
        resolve();
      }
    });
    worker.once("exit", () => reject(new Error(`A worker ended: ${said.slice(-1000)}`)));
  });
}

async function end(worker: ChildProcess): Promise<void> {
  if (worker.exitCode === null && worker.signalCode === null) {
    const ended = once(worker, "exit");
    worker.kill("SIGKILL");
    await ended;
  }
}
