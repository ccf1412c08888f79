import { parseArgs } from "node:util";
import { messageOf } from "../../text/message-of.ts";
import { planOf } from "./plan.ts";
import { isGood, tableOf, totalsOf } from "./report.ts";
import type { Outcome } from "./round.ts";
import { playRounds } from "./rounds.ts";

const usage = "npm run chaos -- [--rounds 100] [--seed 1] [--only SEED] [--json]\n";

/**
 * Brings the dev program up, changes and destroys it, a round for each seed from `--seed` on, while the embedded
 * tenant fails and processes are killed; ends with exit code 1 where something was lost, doubled, drifted or leaked.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: "string", default: "100" },
      seed: { type: "string", default: "1" },
      only: { type: "string" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return;
  }
  const seeds =
    values.only === undefined
      ? seedsFrom(numberOf("seed", values.seed), numberOf("rounds", values.rounds))
      : [numberOf("only", values.only)];
  const outcomes = await playRounds(seeds, (outcome) => tell(outcome, values.only !== undefined));
  const totals = totalsOf(outcomes);
  process.stdout.write(
    `${values.json ? JSON.stringify({ ...totals, findings: listed(outcomes) }) : tableOf(totals)}\n`,
  );
  if (!isGood(totals)) {
    process.exitCode = 1;
  }
}

function seedsFrom(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}

function numberOf(option: string, text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) {
    return number;
  }
  throw new Error(`--${option} is '${text}'; it must be a whole number from 1.`);
}

function listed(outcomes: readonly Outcome[]) {
  return outcomes.flatMap(({ seed, findings }) => findings.map((finding) => ({ seed, ...finding })));
}

/** A line for each round; for one that went wrong also how to run it again, its plan and what the CLI printed. */
function tell({ seed, seconds, runs, faults, kills, findings, log }: Outcome, isVerbose: boolean): void {
  const summary = `${faults.length} faults, ${kills.length} kills, ${runs} runs, ${seconds.toFixed(1)} s`;
  process.stderr.write(`seed ${seed}: ${findings.length === 0 ? "good" : "BAD"}, ${summary}\n`);
  if (findings.length === 0 && !isVerbose) {
    return;
  }
  for (const { kind, what } of findings) {
    process.stderr.write(`  ${kind}: ${what}\n`);
  }
  process.stderr.write(
    `  again: npm run chaos -- --only ${seed}\n  plan: ${JSON.stringify(planOf(seed))}\n${log}\n`,
  );
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
}
