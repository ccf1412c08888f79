import { parseArgs } from "node:util";
import { fullMessage } from "../../../text/explained-error.ts";
import { type FleetOutcome, playFleet } from "./play.ts";

const usage = "npm run chaos:fleet -- [--tenants 200] [--kills 10] [--workers 2] [--seed N] [--json]\n";

/**
 * Brings a fleet up by Temporal while its server and its workers are killed; ends with exit code 1 where a tenant was neither done
 * once nor reported, was worked on twice at the same time, or where a lock or a secret was left.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      tenants: { type: "string", default: "200" },
      kills: { type: "string", default: "10" },
      workers: { type: "string", default: "2" },
      seed: { type: "string", default: String(Math.trunc(Math.random() * 1_000_000) + 1) },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return;
  }
  const chaos = {
    seed: numberOf("seed", values.seed),
    tenants: numberOf("tenants", values.tenants),
    kills: numberOf("kills", values.kills),
    workers: numberOf("workers", values.workers),
    longOutages: true,
  };
  const begun = Date.now();
  const tell = (line: string) =>
    process.stderr.write(`${((Date.now() - begun) / 1_000).toFixed(0).padStart(5)} s  ${line}\n`);
  tell(`seed ${chaos.seed}: ${chaos.tenants} tenants, ${chaos.workers} workers, ${chaos.kills} kills`);
  const { log, ...outcome } = await playFleet(chaos, tell);
  if (outcome.findings.length > 0) {
    process.stderr.write(`${log}\n`);
    process.exitCode = 1;
  }
  process.stdout.write(`${values.json ? JSON.stringify(outcome) : tableOf(outcome)}\n`);
}

function tableOf(outcome: Omit<FleetOutcome, "log">): string {
  const { kills, done, reported, updates, repeated, histories, findings, seconds } = outcome;
  const lines = [
    `kills                    ${kills.length}`,
    `tenants done             ${done}`,
    `tenants reported         ${reported.length} ${[...new Set(reported)].join(", ")}`,
    `updates seen             ${updates}`,
    `after another's end      ${repeated}`,
    `histories read           ${histories}`,
    `seconds                  ${seconds.toFixed(0)}`,
    `findings                 ${findings.length}`,
  ];
  return [...lines, ...findings.map((finding) => `  ${finding}`)].join("\n");
}

function numberOf(option: string, text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) {
    return number;
  }
  throw new Error(`--${option} is '${text}'; it must be a whole number from 1.`);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${fullMessage(error)}\n`);
  process.exitCode = 1;
}
