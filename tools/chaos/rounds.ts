import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { planOf } from "./plan.ts";
import { certificatesOf, type Outcome, playRound } from "./round.ts";

/** Runs a round for each seed, as many at once as there are cores up to four, and tells of each as it ends. */
export async function playRounds(
  seeds: readonly number[],
  onRound: (outcome: Outcome) => void,
): Promise<Outcome[]> {
  const folder = await mkdtemp(join(tmpdir(), "chaos-"));
  const waiting = [...seeds];
  const outcomes: Outcome[] = [];
  const worker = async (_: unknown, index: number): Promise<void> => {
    for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift()) {
      const outcome = await playRound(planOf(seed), certificatesOf(folder, index));
      outcomes.push(outcome);
      onRound(outcome);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(availableParallelism(), 4) }, worker));
    return outcomes;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
