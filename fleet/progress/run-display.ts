import type { RunEvent } from "../run/run-state.ts";
import { tenantBars } from "./bars.ts";
import { tenantLines } from "./lines.ts";
import type { DisplayOptions, Shown } from "./shown.ts";

/** What a run shows of itself while it goes on. */
export type RunDisplay = {
  /** An event of the run. One that was shown already, as when a run is resumed, shows nothing. */
  show(event: RunEvent): void;
  /** Takes away what is not to stay; what is written next begins on a clean line. */
  stop(): void;
};

/**
 * Shows a run: where standard error is a terminal, a bar for each ring and above them the tenants that failed; else one line
 * for each tenant as it ends.
 */
export async function displayRun(options: DisplayOptions): Promise<RunDisplay> {
  const { stdout, stderr, linesAreData } = options;
  const known = new Set(options.settled.map(({ tenant }) => tenant));
  const shown: Shown[] = [];
  if (stderr.isTTY) {
    shown.push(await tenantBars(options));
  }
  if (linesAreData ? !stdout.isTTY : !stderr.isTTY) {
    shown.push(tenantLines(linesAreData ? stdout : stderr));
  }
  return {
    show(event) {
      for (const display of shown) {
        tell(display, event, known);
      }
      if (event.type === "settled") {
        known.add(event.outcome.tenant);
      }
    },
    stop() {
      for (const display of shown) {
        display.stop();
      }
    },
  };
}

function tell(display: Shown, event: RunEvent, known: ReadonlySet<string>): void {
  if (event.type === "settled") {
    if (!known.has(event.outcome.tenant)) {
      display.settled(event.outcome);
    }
  } else if (event.type === "started") {
    display.started(event.tenant);
  } else if (event.type === "progress") {
    display.progress(event.tenant, event.text);
  }
}
