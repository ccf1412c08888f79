import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpus, release, totalmem, type } from "node:os";
import { join } from "node:path";
import { findPulumiForEmbeddedTenant } from "../../pulumi-cli/find.ts";
import { type Results, rounded } from "./results.ts";

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
  const { version, standIns } = await findPulumiForEmbeddedTenant();
  const [processor] = cpus();
  return {
    processor: processor?.model.trim() ?? "unknown",
    cores: cpus().length,
    memoryGibibytes: rounded(totalmem() / 1024 ** 3),
    system: `${type()} ${release().split(".").slice(0, 2).join(".")}`,
    node: process.version,
    pulumi: version,
    standIns: [...standIns],
  };
}
