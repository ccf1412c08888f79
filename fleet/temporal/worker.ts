import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  bundleWorkflowCode,
  DefaultLogger,
  type LogEntry,
  NativeConnection,
  Runtime,
  Worker,
  type WorkflowBundleWithSourceMap,
} from "@temporalio/worker";
import { plainText } from "../../text/plain-text.ts";
import { FleetError } from "../errors.ts";
import { createActivities, type WorkerParts } from "./activities.ts";
import type { ConnectionSettings } from "./connection-settings.ts";
import { defaultTaskQueue } from "./contract.ts";
import { explainConnecting, explainTemporal, isOutage } from "./explain.ts";

export type WorkerOptions = WorkerParts & {
  readonly connection: ConnectionSettings;
  readonly taskQueue?: string | undefined;
  /** How many tenants it works on at once. */
  readonly concurrency: number;
  /** Ends the worker: it takes no more tenants, and waits for those that it works on. */
  readonly signal: AbortSignal;
  /** After how long what a dead worker had in its memory goes to another one. */
  readonly stickySeconds?: number;
  /** Called once, when it takes work. */
  readonly onReady?: () => void;
};

/** How long a worker that is told to end waits for its tenants; then each is interrupted, and goes to another worker. */
const drainSeconds = 900;
/** How long an interrupted update may take to stop. */
const stopSeconds = 60;
const heartbeatEverySeconds = 5;
const usualStickySeconds = 5;
const reconnectMilliseconds = 2_000;

/**
 * Does tenants' work for runs on Temporal, until it is told to end.
 *
 * @returns When it has ended and none of its tenants is worked on.
 * @throws FleetError where Temporal cannot be reached at first, or refuses it. A server that goes away later is waited for.
 */
export async function runWorker(options: WorkerOptions): Promise<void> {
  const { connection: settings, signal, log } = options;
  installRuntime(log);
  const workflowBundle = await bundleWorkflows();
  let connection = await connect(settings);
  options.onReady?.();
  while (!signal.aborted) {
    try {
      await runUntilEnded(options, connection, workflowBundle);
    } catch (error) {
      const explained = explainTemporal(error, settings);
      if (!isOutage(error)) {
        throw explained;
      }
      log("Temporal cannot be reached: this worker tries again until it can.");
    } finally {
      await connection.close().catch(() => undefined);
    }
    if (!signal.aborted) {
      connection = await reconnect(settings, signal);
    }
  }
}

async function runUntilEnded(
  {
    connection: { namespace },
    taskQueue,
    concurrency,
    signal,
    stickySeconds = usualStickySeconds,
    ...parts
  }: WorkerOptions,
  connection: NativeConnection,
  workflowBundle: WorkflowBundleWithSourceMap,
): Promise<void> {
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue: taskQueue ?? defaultTaskQueue,
    workflowBundle,
    activities: createActivities(parts),
    maxConcurrentActivityTaskExecutions: concurrency,
    stickyQueueScheduleToStartTimeout: stickySeconds * 1_000,
    maxHeartbeatThrottleInterval: heartbeatEverySeconds * 1_000,
    shutdownGraceTime: drainSeconds * 1_000,
    shutdownForceTime: (drainSeconds + stopSeconds) * 1_000,
  });
  await worker.runUntil(async () => {
    await abortOf(signal);
    parts.log("This worker ends: it takes no more tenants, and finishes those that it works on.");
  });
}

function abortOf(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
    }
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

async function connect(settings: ConnectionSettings): Promise<NativeConnection> {
  const { address, apiKey, tls } = settings;
  try {
    return await NativeConnection.connect({
      address,
      ...(apiKey === undefined ? {} : { apiKey }),
      ...(tls === undefined ? {} : { tls }),
    });
  } catch (error) {
    throw await explainConnecting(error, settings);
  }
}

async function reconnect(settings: ConnectionSettings, signal: AbortSignal): Promise<NativeConnection> {
  for (;;) {
    await sleep(reconnectMilliseconds, undefined, { signal });
    try {
      return await connect(settings);
    } catch (error) {
      if (!(error instanceof FleetError) || error.code !== "temporalUnreachable") {
        throw error;
      }
    }
  }
}

/**
 * The workflows as one script, which a worker runs in a sandbox. They are bundled at each start, from the files as they are: that
 * takes less than a second, and can't go out of date.
 */
export async function bundleWorkflows(): Promise<WorkflowBundleWithSourceMap> {
  // A checkout has TypeScript here, the package JavaScript.
  const extension = path.extname(import.meta.filename);
  return await bundleWorkflowCode({
    workflowsPath: path.join(import.meta.dirname, "workflows", `index${extension}`),
    logger: new DefaultLogger("ERROR"),
  });
}

/** The SDK has one runtime a process. Its own handlers of signals are left out: whoever starts a worker says when it ends. */
function installRuntime(log: (line: string) => void): void {
  if (!isInstalled) {
    isInstalled = true;
    Runtime.install({
      logger: new DefaultLogger("WARN", (entry) => {
        const line = lineOf(entry);
        if (!/gRPC call .* retried/.test(line)) {
          log(line);
        } else if (Date.now() - outageLoggedAt > outageEveryMilliseconds) {
          outageLoggedAt = Date.now();
          log("Temporal cannot be reached at present: this worker tries again.");
        }
      }),
      shutdownSignals: [],
      telemetryOptions: { logging: { filter: "WARN", forward: {} } },
    });
  }
}

let isInstalled = false;
/** Each call that is retried has a line of its own otherwise. */
let outageLoggedAt = 0;
const outageEveryMilliseconds = 30_000;

/** One line, with what the error says and no stack. */
function lineOf({ level, message, meta }: LogEntry): string {
  const error: unknown = meta?.error;
  const cause = error instanceof Error ? `: ${error.message}` : "";
  return plainText(`Temporal (${level.toLowerCase()}): ${message}${cause}`.replaceAll(/\s+/g, " "));
}
