import { clearLine, cursorTo } from "node:readline";
import { columnsOf } from "../../text-width.ts";

/** How many devices have come to an end, shown on standard error while the others go on. */
export type Progress = {
  readonly done: number;
  readonly failed: number;
  count(isDone: boolean): void;
  /** Writes what must not run into the bar; settles when it is written. */
  above(write: () => Promise<void>): Promise<void>;
  stop(): void;
};

/** A bar on a terminal; elsewhere a line whenever another tenth has come to an end. */
export async function startProgress(stream: NodeJS.WriteStream, total: number): Promise<Progress> {
  const counts = { done: 0, failed: 0 };
  const show = stream.isTTY ? await bar(stream, total) : lines(stream, total);
  return {
    get done() {
      return counts.done;
    },
    get failed() {
      return counts.failed;
    },
    count(isDone) {
      counts[isDone ? "done" : "failed"] += 1;
      show.update(counts);
    },
    async above(write) {
      show.clear();
      await write();
    },
    stop: () => show.stop(),
  };
}

/** A shorter one says nothing; the counts do. */
const narrowestBar = 5;

type Counts = { readonly done: number; readonly failed: number };

type Shown = { update(counts: Counts): void; clear(): void; stop(): void };

async function bar(stream: NodeJS.WriteStream, total: number): Promise<Shown> {
  const { MultiBar } = await import("cli-progress");
  const longest = `${total} of ${total} devices: ${total} succeeded, 0 failed`.length;
  const barsize = Math.min(30, (columnsOf(stream) ?? 80) - longest - "[] ".length - 1);
  const drawn = barsize < narrowestBar ? "" : "[{bar}] ";
  const bars = new MultiBar({
    stream,
    format: `${drawn}{value} of {total} devices: {done} succeeded, {failed} failed`,
    barsize: Math.max(0, barsize),
    clearOnComplete: true,
    forceRedraw: true,
    linewrap: true,
    gracefulExit: false,
  });
  const one = bars.create(total, 0, { done: 0, failed: 0 });
  return {
    update({ done, failed }) {
      one.update(done + failed, { done, failed });
      bars.update();
    },
    clear() {
      cursorTo(stream, 0);
      clearLine(stream, 0);
    },
    stop: () => bars.stop(),
  };
}

function lines(stream: NodeJS.WriteStream, total: number): Shown {
  let tenths = 0;
  return {
    update({ done, failed }) {
      const reached = Math.floor((10 * (done + failed)) / total);
      if (reached === tenths) {
        return;
      }
      tenths = reached;
      stream.write(`${done + failed} of ${total} devices: ${done} succeeded, ${failed} failed\n`);
    },
    clear: () => undefined,
    stop: () => undefined,
  };
}
