import { setTimeout as sleep } from "node:timers/promises";
import type { RunEvent } from "../run/run-state.ts";
import type { PlanProgress } from "./contract.ts";
import { isOutage } from "./explain.ts";
import { readProgress } from "./read-run.ts";
import { Teller, type Telling } from "./teller.ts";

export type Following = Telling & {
  readonly signal: AbortSignal;
  readonly pollMilliseconds: number;
  readonly queryMilliseconds?: number | undefined;
};

/**
 * Follows a run until it ended, waits for a person, or the signal is aborted: the run itself goes on then.
 *
 * @returns How it was last; undefined where no worker answered before the signal was aborted.
 */
export async function follow(following: Following): Promise<PlanProgress | undefined> {
  const { client, input, signal, onEvent, onNotice, pollMilliseconds, queryMilliseconds } = following;
  const teller = new Teller(following);
  let silence: string | undefined;
  let progress: PlanProgress | undefined;
  while (!signal.aborted) {
    const read = await unlessAway(async () => {
      const now = await readProgress(client, input.plan.id, teller.known, queryMilliseconds);
      if (typeof now !== "string") {
        await teller.tell(now);
      }
      return now;
    });
    if (typeof read === "string") {
      if (read !== silence) {
        onNotice(read);
      }
      silence = read;
    } else {
      silence = undefined;
      progress = read;
      const end = endOf(progress);
      if (end !== undefined) {
        onEvent(end);
        break;
      }
    }
    await sleep(pollMilliseconds, undefined, { signal }).catch(() => undefined);
  }
  return progress;
}

function endOf({ ended, waiting }: PlanProgress): RunEvent | undefined {
  const at = new Date().toISOString();
  return ended ? { type: "ended", at } : waiting && { type: "waiting", at, ...waiting };
}

/** A server that is away is waited for. */
async function unlessAway(look: () => Promise<PlanProgress | string>): Promise<PlanProgress | string> {
  try {
    return await look();
  } catch (error) {
    if (isOutage(error)) {
      return "Temporal cannot be reached: trying again.";
    }
    throw error;
  }
}
