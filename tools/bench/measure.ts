import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpus, release, totalmem, type } from "node:os";
import { join } from "node:path";
import { findPulumiForEmbeddedTenant } from "../../pulumi-cli/find.ts";
import { inTemporaryFolder } from "../../pulumi-cli/temporary-folder.ts";
import { cpuSeconds } from "./cpu.ts";
import { partsOf } from "./parts.ts";
import { findPeerTools, partsOfPeer } from "./peers/opentofu.ts";
import { linkPublishedPlugins } from "./published-plugins.ts";
import { type Part, type Results, rounded } from "./results.ts";

export const repository = join(import.meta.dirname, "../..");

/** The milliseconds that a piece of work takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** The middle one of the values. */
export function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** The median milliseconds of each piece of work, all of them in turns, so that what else the machine does hits all. */
export async function inTurns<Name extends string>(
  turns: number,
  works: Readonly<Record<Name, () => Promise<unknown>>>,
): Promise<Record<Name, number>> {
  const names = Object.keys(works) as Name[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let turn = 0; turn < turns; turn++) {
    for (const name of names) {
      times[name].push(await timed(works[name]));
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(times[name])])) as Record<Name, number>;
}

/** What a piece of work costs: milliseconds by the clock, and seconds of processor time where the system counts them. */
export type Cost = { readonly milliseconds: number; readonly cpuSeconds: number | undefined };

/** Measures what a piece of work costs that starts processes. */
export async function cost(work: () => Promise<unknown>): Promise<Cost> {
  let milliseconds = Number.NaN;
  const seconds = await cpuSeconds(async () => {
    milliseconds = await timed(work);
  });
  return { milliseconds, cpuSeconds: seconds };
}

/** The medians of costs, each by itself. */
export function medianCost(costs: readonly Cost[]): Cost {
  const seconds = costs.flatMap(({ cpuSeconds }) => cpuSeconds ?? []);
  return {
    milliseconds: median(costs.map(({ milliseconds }) => milliseconds)),
    cpuSeconds: seconds.length === 0 ? undefined : median(seconds),
  };
}

/** The median cost of each piece of work, all of them in turns. */
export async function costsInTurns<Name extends string>(
  turns: number,
  works: Readonly<Record<Name, () => Promise<unknown>>>,
): Promise<Record<Name, Cost>> {
  const names = Object.keys(works) as Name[];
  const costs = new Map(names.map((name) => [name, [] as Cost[]]));
  for (let turn = 0; turn < turns; turn++) {
    for (const [name, measured] of costs) {
      measured.push(await cost(works[name]));
    }
  }
  return Object.fromEntries([...costs].map(([name, measured]) => [name, medianCost(measured)])) as Record<
    Name,
    Cost
  >;
}

/** Seconds of processor time as a table has them: an empty cell where the system does not count them. */
export function secondsCell({ cpuSeconds }: Cost): number | string {
  return cpuSeconds === undefined ? "" : rounded(cpuSeconds, 2);
}

/** Runs Node.js on a script to its end. Throws Error unless it ends with 0. */
export async function runNode(args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<void> {
  const child = spawn(process.execPath, args, {
    cwd: repository,
    env,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const [code] = await once(child, "exit");
  if (code !== 0) {
    throw new Error(`node ${args.join(" ")} ended with exit code ${code}`);
  }
}

/** What the numbers were measured on. */
export async function machine(): Promise<Results["machine"]> {
  const [processor] = cpus();
  return {
    processor: processor?.model.trim() ?? "unknown",
    cores: cpus().length,
    memoryGibibytes: rounded(totalmem() / 1024 ** 3),
    system: `${type()} ${release().split(".").slice(0, 2).join(".")}`,
    node: process.version,
    parts: await usedParts(),
  };
}

/** Those that a stack of the benchmark uses, and the peer's. */
async function usedParts(): Promise<Part[]> {
  const cli = await inTemporaryFolder(async (home) => {
    await linkPublishedPlugins(home);
    return findPulumiForEmbeddedTenant({ ...process.env, PULUMI_HOME: home });
  });
  const peer = findPeerTools(process.env);
  return [...partsOf(cli), ...("missing" in peer ? [] : await partsOfPeer(peer))];
}
