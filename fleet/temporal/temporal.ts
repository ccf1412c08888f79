import { FleetError } from "../errors.ts";
import type { EngineOptions, TemporalEngine } from "./engine.ts";
import type { NightlyScan, ScheduleOptions } from "./schedule.ts";
import type { WorkerOptions } from "./worker.ts";

// What the commands use. Temporal's SDK is loaded by it when it is first needed: its packages are optional, and slow to load.

/** See createTemporalEngine. */
export async function temporalEngine(options: EngineOptions): Promise<TemporalEngine> {
  const { createTemporalEngine } = await withSdk(() => import("./engine.ts"));
  return await createTemporalEngine(options);
}

/** See runWorker. */
export async function startWorker(options: WorkerOptions): Promise<void> {
  const { runWorker } = await withSdk(() => import("./worker.ts"));
  await runWorker(options);
}

/** See ensureSchedule of schedule.ts. */
export async function ensureSchedule(options: ScheduleOptions, cron: string): Promise<void> {
  await (await withSdk(() => import("./schedule.ts"))).ensureSchedule(options, cron);
}

/** See removeSchedule of schedule.ts. */
export async function removeSchedule(
  options: Pick<ScheduleOptions, "connection" | "fleet" | "operation">,
): Promise<boolean> {
  return await (await withSdk(() => import("./schedule.ts"))).removeSchedule(options);
}

/** See listSchedules of schedule.ts. */
export async function listSchedules(
  options: Pick<ScheduleOptions, "connection">,
): Promise<readonly NightlyScan[]> {
  return await (await withSdk(() => import("./schedule.ts"))).listSchedules(options);
}

/** @throws FleetError `temporalMissing` where a package of the SDK is not there, or not for this system. */
export async function withSdk<Module>(load: () => Promise<Module>): Promise<Module> {
  try {
    return await load();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (/@temporalio\/|core-bridge/.test(message)) {
      const [packageName = "@temporalio/client"] = /@temporalio\/[\w-]+/.exec(message) ?? [];
      throw new FleetError(
        {
          code: "temporalMissing",
          message: `Temporal's SDK is not installed: ${packageName}.`,
          hint: "Install the optional packages: npm install --include=optional in a checkout, or beside the npm package npm install @temporalio/activity @temporalio/client @temporalio/common @temporalio/worker @temporalio/workflow. They need Linux with glibc, macOS, or Windows on x64.",
        },
        { cause: error },
      );
    }
    throw error;
  }
}
