import { readFileSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { hostname } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { withLock } from "../../pulumi-cli/lock.ts";
import { identify, isStillRunning } from "../../pulumi-cli/process-identity.ts";
import { plainText } from "../../text/plain-text.ts";
import { FleetError } from "../errors.ts";
import { stateFolder } from "../state-folder.ts";
import type { TenantWork } from "../work.ts";
import type { StackLock } from "./stack-lock.ts";

/** A process of the CLI that a fleet started to update a stack. */
const ownUpdate = z.strictObject({
  pid: z.number().int().positive(),
  host: z.string(),
  startTicks: z.string().optional(),
  run: z.string(),
  startedAt: z.string(),
  /** Its project folder, which a fleet that was killed could not remove. */
  folder: z.string(),
});

type OwnUpdate = z.output<typeof ownUpdate>;

const ownUpdates = z.array(ownUpdate).catch([]);

/** What the names of project folders begin with. */
export const folderPrefix = "pin-reset-fleet-";

const pollMilliseconds = 500;

/** Clocks with whole seconds, and the time between a process's start and the note of it. */
const toleranceMilliseconds = 5_000;

/** What Linux counts starts of processes in: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
const ticksPerSecond = 100;

/** The updates of one stack that fleets of this file have started, and that may have left a lock. */
export type OwnUpdates = {
  /** Notes a process that was started now. It is written when this returns: the next line may be the last. */
  note(pid: number, folder: string): void;
  /** Whether a lock was left by one of these processes, which is gone. */
  left(lock: StackLock): boolean;
  /** Forgets them all: an update that succeeded has found no lock. */
  forget(): Promise<void>;
};

/**
 * Does what only one process of a fleet at a time may do with a stack. Where the process that did so before was killed, and
 * the CLI that it started still works, waits until that has ended.
 *
 * The lock of the stack's backend remains what keeps two updates apart. This one says which of the backend's locks are a
 * fleet's own: they are taken back if their process is gone, and no other is.
 *
 * An earlier attempt of the same run, whose worker lost Temporal and learns only later that its tenant was given away, is
 * waited for.
 *
 * @throws FleetError `stackLocked` where another run of a fleet works on it, and what `use` throws.
 */
export async function withOwnUpdates<Result>(
  work: TenantWork,
  use: (updates: OwnUpdates) => Promise<Result>,
): Promise<Result> {
  const { runId, signal, report, tenant } = work;
  const { stack } = tenant;
  const folder = await stateFolder(work.fleet, "stacks");
  const file = path.join(folder, `${encodeURIComponent(stack)}.json`);
  const onWait = (run: string | undefined) => {
    if (run !== runId) {
      throw inUse(stack, read(file).at(-1));
    }
    report("waits for an earlier attempt of this run");
  };
  const options = { onWait, purpose: runId, signal };
  return withLock(`${file}.lock`, async () => await use(await settled(work, file)), options);
}

async function settled(work: TenantWork, file: string): Promise<OwnUpdates> {
  const found = read(file);
  for (const update of found) {
    while (isStillRunning(update)) {
      work.signal.throwIfAborted();
      work.report("waits for an update that an earlier process of this fleet has started");
      await sleep(pollMilliseconds, undefined, { signal: work.signal });
    }
    if (update.host === hostname() && path.basename(update.folder).startsWith(folderPrefix)) {
      await rm(update.folder, { recursive: true, force: true });
    }
  }
  const known = [...found];
  return {
    note(pid, folder) {
      known.push({ ...identify(pid), run: work.runId, startedAt: new Date().toISOString(), folder });
      writeFileSync(file, JSON.stringify(known), { mode: 0o600 });
    },
    left: (lock) =>
      known.some(
        (update) =>
          update.pid === lock.pid &&
          update.host === lock.host &&
          Date.parse(lock.since) > Date.parse(update.startedAt) - toleranceMilliseconds &&
          !mayHold(update, lock),
      ),
    forget: () => rm(file, { force: true }),
  };
}

/**
 * Whether what runs with an update's id now may be whose lock it is: the update itself, or another one's that has got its id. What
 * began after the lock was taken cannot, which matters in a container: after a restart, low ids are in use again at once.
 */
function mayHold({ pid, host, startTicks, startedAt }: OwnUpdate, { since }: StackLock): boolean {
  const isRunning = isStillRunning({ pid, host });
  if (!isRunning) {
    return isRunning === undefined;
  }
  const now = identify(pid).startTicks;
  if (startTicks === undefined || now === undefined) {
    return true;
  }
  const begunLater = ((Number(now) - Number(startTicks)) / ticksPerSecond) * 1_000;
  return begunLater <= Date.parse(since) - Date.parse(startedAt) + toleranceMilliseconds;
}

function read(file: string): readonly OwnUpdate[] {
  try {
    return ownUpdates.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return [];
  }
}

function inUse(stack: string, update: OwnUpdate | undefined): FleetError {
  const by = update ? `: ${update.run}, since ${update.startedAt}` : "";
  return new FleetError({
    code: "stackLocked",
    message: plainText(`Another run of this fleet works on the stack ${stack}${by}.`),
    hint: "Wait until it has ended, or stop it with Ctrl-C; then run the same command again.",
  });
}
