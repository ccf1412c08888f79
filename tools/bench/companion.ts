import { spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Tenant } from "../../tenant/server.ts";
import { repository, timed } from "./measure.ts";
import { watchProcesses } from "./memory.ts";

const program = join(repository, "cli", "pin-reset.js");

/** The milliseconds that a run of `pin-reset` takes, and its highest resident memory. */
export type CompanionRun = { readonly milliseconds: number; readonly mebibytes: number };

/** Runs `pin-reset` against a tenant, and writes what it prints into a file. Throws Error unless it ends with 0. */
export async function runCompanion(
  args: readonly string[],
  tenant: Tenant,
  file: string,
): Promise<CompanionRun> {
  const watch = watchProcesses([program]);
  const milliseconds = await timed(async () => {
    // In a pipeline, a table of passcodes would be refused.
    const env = { ...process.env, TF_BUILD: undefined, GITHUB_ACTIONS: undefined, ...tenant.env };
    const child = spawn(process.execPath, [program, ...args], { env, stdio: ["ignore", "pipe", "ignore"] });
    const [[code]] = await Promise.all([
      once(child, "exit"),
      pipeline(child.stdout, createWriteStream(file)),
    ]);
    if (code !== 0) {
      throw new Error(`pin-reset ${args.join(" ")} ended with exit code ${code}`);
    }
  });
  const seen = await watch.stop();
  return { milliseconds, mebibytes: seen.get(program)?.peakMebibytes ?? 0 };
}
