import type { SingleBar } from "cli-progress";
import { wrapped } from "../../cli/text-width.ts";
import { plainMessage, plainText } from "../../text/plain-text.ts";
import { isFailure, type TenantOutcome } from "../outcome.ts";
import { tenantLine } from "./lines.ts";
import type { DisplayOptions, Shown } from "./shown.ts";

type Row = {
  readonly name: string;
  readonly total: number;
  done: number;
  failed: number;
  readonly bar: SingleBar;
};

const longestName = 16;
const widestBar = 30;

/**
 * A bar for each ring, below them a line with what runs now, and above them the tenants that failed. Where the terminal is too
 * low for the rings, one bar is for all of them.
 */
export async function tenantBars({ rings, settled, stderr }: DisplayOptions): Promise<Shown> {
  const { MultiBar } = await import("cli-progress");
  const bars = new MultiBar({
    stream: stderr,
    format: "",
    clearOnComplete: true,
    // A bar that did not change is drawn too: a line above it has moved it down.
    forceRedraw: true,
    hideCursor: true,
    gracefulExit: false,
  });
  const isLow = rings.length > Math.max(1, (stderr.rows ?? 24) - 4);
  const listed = isLow
    ? [{ name: "all rings", tenants: rings.flatMap(({ tenants }) => tenants) }]
    : rings.map(({ name, tenants }) => ({ name: plainText(name), tenants }));
  const nameWidth = Math.min(longestName, Math.max(...listed.map(({ name }) => name.length)));
  const rows = new Map<string, Row>();
  for (const { name, tenants } of listed) {
    const row = { name, total: tenants.length, done: 0, failed: 0 };
    const bar = bars.create(row.total, 0, {}, { format: () => ringLine(complete, nameWidth, stderr) });
    const complete: Row = Object.assign(row, { bar });
    for (const tenant of tenants) {
      rows.set(tenant, complete);
    }
  }
  const running = new Map<string, string>();
  bars.create(1, 0, {}, { format: () => runningLine(running, stderr) });
  for (const outcome of settled) {
    count(rows, outcome);
  }
  const restore = () => bars.stop();
  // A second Ctrl-C ends the process at once, and a terminal without a cursor would be left.
  process.once("exit", restore);
  return {
    started: (tenant) => void running.set(tenant, "started"),
    progress: (tenant, text) => void running.set(tenant, text),
    settled(outcome) {
      running.delete(outcome.tenant);
      count(rows, outcome);
      if (isFailure(outcome)) {
        bars.log(failureLines(outcome, stderr));
      }
    },
    stop() {
      process.off("exit", restore);
      bars.update();
      bars.stop();
    },
  };
}

function count(rows: ReadonlyMap<string, Row>, outcome: TenantOutcome): void {
  const row = rows.get(outcome.tenant);
  if (row !== undefined) {
    row.done += 1;
    row.failed += isFailure(outcome) ? 1 : 0;
    row.bar.update(row.done);
  }
}

/** `canary        [==========----------] 12/25  1 failed` */
function ringLine({ name, total, done, failed }: Row, nameWidth: number, stream: NodeJS.WriteStream): string {
  const digits = String(total).length;
  const counts = ` ${String(done).padStart(digits)}/${total}${failed > 0 ? `  ${failed} failed` : ""}`;
  const spare = stream.columns - 1 - nameWidth - 3 - (2 * digits + 2) - (digits + 9);
  const width = Math.max(4, Math.min(widestBar, spare));
  const filled = total === 0 ? width : Math.floor((width * done) / total);
  const bar = `[${"=".repeat(filled)}${"-".repeat(width - filled)}]`;
  return cut(`${cut(name, nameWidth).padEnd(nameWidth)} ${bar}${counts}`, stream.columns - 1);
}

/** What runs now, as much of it as fits: `contoso: updating; fabrikam: reading; 3 more` */
function runningLine(running: ReadonlyMap<string, string>, stream: NodeJS.WriteStream): string {
  const width = stream.columns - 1;
  let line = "";
  let left = running.size;
  for (const [tenant, text] of running) {
    const next = `${line === "" ? "" : `${line}; `}${plainText(tenant)}: ${plainMessage(text)}`;
    const rest = left > 1 ? `; ${left - 1} more` : "";
    if (line !== "" && next.length + rest.length > width) {
      return cut(`${line}; ${left} more`, width);
    }
    line = next;
    left -= 1;
  }
  return cut(line, width);
}

const eraseToEnd = "\u001b[K";

/** Lines of their own above the bars, each erasing what a bar left on it: lines are not wrapped while bars are shown. */
function failureLines(outcome: TenantOutcome, stream: NodeJS.WriteStream): string {
  const { hint } = outcome.error ?? {};
  const width = stream.columns - 1;
  return [
    wrapped(tenantLine(outcome), width, "  "),
    ...(hint === undefined ? [] : [`  ${wrapped(plainMessage(hint), width, "  ")}`]),
  ]
    .flatMap((text) => text.split("\n"))
    .map((line) => `${line}${eraseToEnd}\n`)
    .join("");
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}
