import { type FileHandle, open, readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { json } from "../../graph/response.ts";
import { isHeld } from "../../pulumi-cli/lock.ts";
import { jsonText, plainText } from "../../text/plain-text.ts";
import { FleetError } from "../errors.ts";
import type { Fleet } from "../fleet.ts";
import { stateFolder } from "../state-folder.ts";
import { runPlan } from "./plan.ts";
import { type RunEvent, runEvent } from "./run-state.ts";

const ending = ".jsonl";

/** Where the journals of a fleet's runs are: `.pin-reset/runs/<run id>.jsonl` beside its file, one event a line. */
export async function journalFile(fleet: Pick<Fleet, "file">, runId: string): Promise<string> {
  if (!runPlan.shape.id.safeParse(runId).success) {
    throw noSuchRun(runId);
  }
  return path.join(await stateFolder(fleet, "runs"), `${runId}${ending}`);
}

/** The file that the process holds which carries a run out. */
export function lockOf(journal: string): string {
  return `${journal}.lock`;
}

/** Whether a process carries the run out now. */
export function isCarriedOut(journal: string): Promise<boolean> {
  return isHeld(lockOf(journal));
}

/** The ids of the runs that have a journal, the newest first. */
export async function journaledRuns(fleet: Pick<Fleet, "file">): Promise<readonly string[]> {
  const names = await readdir(await stateFolder(fleet, "runs"));
  const ids = names.flatMap((name) => (name.endsWith(ending) ? [name.slice(0, -ending.length)] : []));
  // After the operation, an id has the time.
  const timeOf = (id: string) => id.slice(id.indexOf("-"));
  return ids
    .filter((id) => runPlan.shape.id.safeParse(id).success)
    .sort((one, other) => timeOf(other).localeCompare(timeOf(one), "en"));
}

/**
 * The events of a journal. A last line that is not whole is left out.
 *
 * @throws FleetError `noSuchRun`, `unreadableJournal`.
 */
export async function readJournal(file: string): Promise<readonly RunEvent[]> {
  const content = await readFile(file).catch(() => {
    throw noSuchRun(path.basename(file, ending));
  });
  return eventsIn(content, file).events;
}

function eventsIn(content: Buffer, file: string) {
  const bytes = content.lastIndexOf("\n") + 1;
  const lines = content.subarray(0, bytes).toString("utf8").split("\n");
  return { events: lines.flatMap((line) => eventIn(line, file)), bytes };
}

/** A line that a killed process wrote half of is no JSON; another process may have gone on after it. */
function eventIn(line: string, file: string): readonly RunEvent[] {
  const value = json(line);
  if (value === undefined) {
    return [];
  }
  const { data } = runEvent.safeParse(value);
  if (data === undefined) {
    throw new FleetError({
      code: "unreadableJournal",
      message: `${plainText(file)} has a line that is no event of a run.`,
      hint: "Another version of pin-reset wrote it, or it was edited: use that version, or start a new run.",
    });
  }
  return [data];
}

/** A journal that is written to. Lines of other processes may come between its own. */
export type Journal = {
  /** Settles when the line is in the file, and for what must not be lost, on the disk. */
  append(event: RunEvent): Promise<void>;
  /** What was added since the last time, by whichever process; at first, what is there. */
  added(): Promise<readonly RunEvent[]>;
  close(): Promise<void>;
};

/** Opens a journal, which is made if it is not there. Only for who carries the run out. */
export async function openJournal(file: string): Promise<Journal> {
  const handle = await open(file, "a+", 0o600);
  let read = 0;
  let last: Promise<void> = Promise.resolve();
  return {
    append(event) {
      // One after the other: lines in the order in which things happened.
      last = last.then(() => write(handle, event));
      return last;
    },
    async added() {
      const { size } = await handle.stat();
      if (size <= read) {
        return [];
      }
      const { buffer } = await handle.read({ buffer: Buffer.alloc(size - read), position: read });
      const { events, bytes } = eventsIn(buffer, file);
      read += bytes;
      return events;
    },
    close: () => handle.close(),
  };
}

/** Adds an event to a journal that another process may be writing to. */
export async function appendToJournal(file: string, event: RunEvent): Promise<void> {
  const handle = await open(file, "a+");
  try {
    await write(handle, event);
  } finally {
    await handle.close();
  }
}

async function write(handle: FileHandle, event: RunEvent): Promise<void> {
  // One write of a file that is open for appending: lines of two processes do not mix. The line feed before it ends what a
  // killed process may have left; where there is none, it makes an empty line.
  await handle.appendFile(`${(await endsInLine(handle)) ? "" : "\n"}${jsonText(event)}\n`);
  if (event.type !== "progress" && event.type !== "started") {
    await handle.datasync();
  }
}

async function endsInLine(handle: FileHandle): Promise<boolean> {
  const { size } = await handle.stat();
  if (size === 0) {
    return true;
  }
  const { buffer } = await handle.read({ buffer: Buffer.alloc(1), position: size - 1 });
  return buffer.toString() === "\n";
}

function noSuchRun(runId: string): FleetError {
  return new FleetError({
    code: "noSuchRun",
    message: `There is no run ${plainText(runId)} beside this fleet.yaml.`,
    hint: "`npm run pin-reset -- fleet status --all` lists the runs of this fleet.",
  });
}
