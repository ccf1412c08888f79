import path from "node:path";
import {
  type Client,
  ScheduleNotFoundError,
  ScheduleOverlapPolicy,
  type ScheduleUpdateOptions,
} from "@temporalio/client";
import { z } from "zod";
import { plainText } from "../../text/plain-text.ts";
import { FleetError } from "../errors.ts";
import type { Fleet } from "../fleet.ts";
import { operation, workOptions } from "../operations.ts";
import type { ConnectionSettings } from "./connection-settings.ts";
import { defaultTaskQueue, type ScheduledRunInput, usualLimits } from "./contract.ts";
import { connectClient } from "./engine.ts";
import { explainTemporal } from "./explain.ts";
import type { scheduledRun } from "./workflows/scheduled-run.ts";

export type ScheduleOptions = {
  readonly connection: ConnectionSettings;
  readonly fleet: Fleet;
  readonly operation: ScheduledRunInput["operation"];
  readonly options: ScheduledRunInput["options"];
  readonly taskQueue?: string | undefined;
};

/** A schedule as Temporal has it. */
export type NightlyScan = {
  readonly id: string;
  readonly fleetFile: string;
  readonly operation: ScheduledRunInput["operation"];
  readonly cron: string;
  readonly paused: boolean;
  /** ISO 8601, UTC. */
  readonly next: string | undefined;
};

/** What a schedule says of itself in lists. */
const memo = z.object({ fleetFile: z.string(), operation, cron: z.string(), options: workOptions });

/**
 * Runs an operation over all tenants of a fleet by a schedule: one for a file and an operation, made or changed. A run that is
 * still under way, or waits for a person, when the next is due is not joined by another: that one is left out.
 *
 * @param cron As `0 2 * * *`, in UTC; with `CRON_TZ=Europe/Berlin ` before it, in that time zone.
 * @throws FleetError where Temporal cannot be reached, or does not accept the time: a schedule that is there stays as it is then.
 */
export async function ensureSchedule(options: ScheduleOptions, cron: string): Promise<void> {
  const fleetFile = fileOf(options.fleet);
  const input: ScheduledRunInput = {
    fleetFile,
    operation: options.operation,
    options: options.options,
    limits: usualLimits,
  };
  const scheduleId = idOf(options);
  const definition = {
    spec: { cronExpressions: [cron] },
    action: {
      type: "startWorkflow" as const,
      workflowType: "scheduledRun",
      workflowId: scheduleId,
      taskQueue: options.taskQueue ?? defaultTaskQueue,
      args: [input] satisfies Parameters<typeof scheduledRun>,
    },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: "1h" as const },
  };
  await withClient(options.connection, async (client) => {
    try {
      await changeIfThere(client, scheduleId, definition);
      // A changed schedule keeps its memo, which lists are made of: it is made again.
      await remove(client, scheduleId);
      await client.schedule.create({
        scheduleId,
        ...definition,
        memo: { fleetFile, operation: options.operation, cron, options: options.options },
      });
    } catch (error) {
      // As which the SDK throws what the server finds wrong in a schedule's time, in the server's words.
      throw error instanceof TypeError ? badSchedule(cron, error.message) : error;
    }
  });
}

/** Temporal refuses a wrong time before it changes anything; made again at once, the schedule would be gone by then. */
async function changeIfThere(
  client: Client,
  scheduleId: string,
  definition: Omit<ScheduleUpdateOptions, "state">,
): Promise<void> {
  try {
    await client.schedule.getHandle(scheduleId).update(() => ({ ...definition, state: {} }));
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) {
      throw error;
    }
  }
}

function badSchedule(cron: string, reason: string): FleetError {
  return new FleetError({
    code: "badSchedule",
    message: plainText(`Temporal does not accept the time ${JSON.stringify(cron)}: ${reason}`),
    hint: "Give --cron minute, hour, day of the month, month and day of the week, such as `0 2 * * *`. Nothing was changed.",
  });
}

/** The schedules of every fleet in the namespace. */
export async function listSchedules({
  connection,
}: Pick<ScheduleOptions, "connection">): Promise<readonly NightlyScan[]> {
  return await withClient(connection, async (client) => {
    const found: NightlyScan[] = [];
    for await (const schedule of client.schedule.list()) {
      const said = memo.safeParse(schedule.memo);
      if (said.success) {
        const { fleetFile, operation: what, cron } = said.data;
        const next = schedule.info.nextActionTimes[0]?.toISOString();
        found.push({
          id: schedule.scheduleId,
          fleetFile,
          operation: what,
          cron,
          paused: schedule.state.paused,
          next,
        });
      }
    }
    return found;
  });
}

/** @returns Whether there was one. A run that it started goes on. */
export async function removeSchedule(
  options: Pick<ScheduleOptions, "connection" | "fleet" | "operation">,
): Promise<boolean> {
  return await withClient(options.connection, (client) => remove(client, idOf(options)));
}

async function remove(client: Client, scheduleId: string): Promise<boolean> {
  try {
    await client.schedule.getHandle(scheduleId).delete();
    return true;
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) {
      return false;
    }
    throw error;
  }
}

async function withClient<Result>(
  connection: ConnectionSettings,
  use: (client: Client) => Promise<Result>,
): Promise<Result> {
  const client = await connectClient(connection);
  try {
    return await use(client);
  } catch (error) {
    throw explainTemporal(error, connection);
  } finally {
    await client.connection.close();
  }
}

function idOf({ fleet, operation: what }: Pick<ScheduleOptions, "fleet" | "operation">): string {
  return `pin-reset-fleet/${what}/${fileOf(fleet)}`;
}

function fileOf({ project, file }: Fleet): string {
  return path.relative(project, file).replaceAll(path.sep, "/");
}
