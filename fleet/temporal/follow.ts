import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "@temporalio/client";
import type { TenantOutcome } from "../outcome.ts";
import type { RunEvent } from "../run/run-state.ts";
import type { PlanProgress } from "./contract.ts";
import { isOutage } from "./explain.ts";
import { readProgress } from "./read-run.ts";
import { Teller, type Telling } from "./teller.ts";

export type Following = Telling & {
  readonly signal: AbortSignal;
  readonly pollMilliseconds: number;
};

export type Followed = {
  /** In the order in which the tenants ended. */
  readonly outcomes: readonly TenantOutcome[];
  /** As the run was last; undefined where no worker answered before the signal was aborted. */
  readonly progress: PlanProgress | undefined;
};

/** Follows a run until it ended, waits for a person, or the signal is aborted: the run itself goes on then. */
export async function follow(following: Following): Promise<Followed> {
  const { client, input, signal, onEvent, onNotice, pollMilliseconds } = following;
  const teller = new Teller(following);
  let silence: string | undefined;
  let progress: PlanProgress | undefined;
  while (!signal.aborted) {
    const read = await readUnlessAway(client, input.plan.id, teller.known);
    if (typeof read === "string") {
      if (read !== silence) {
        onNotice(read);
      }
      silence = read;
    } else {
      silence = undefined;
      progress = read;
      await teller.tell(progress);
      const end = endOf(progress);
      if (end !== undefined) {
        onEvent(end);
        break;
      }
    }
    await sleep(pollMilliseconds, undefined, { signal }).catch(() => undefined);
  }
  return { outcomes: teller.outcomes, progress };
}

function endOf({ ended, waiting }: PlanProgress): RunEvent | undefined {
  const at = new Date().toISOString();
  return ended ? { type: "ended", at } : waiting && { type: "waiting", at, ...waiting };
}

async function readUnlessAway(client: Client, runId: string, known: number): Promise<PlanProgress | string> {
  try {
    return await readProgress(client, runId, known);
  } catch (error) {
    if (isOutage(error)) {
      return "Temporal cannot be reached: trying again.";
    }
    throw error;
  }
}
