import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { readJournal } from "../../../fleet/run/journal.ts";
import type { RunState } from "../../../fleet/run/run-state.ts";
import { stateOf } from "../../../fleet/run/state-of.ts";
import {
  doneIn,
  leaksInFiles,
  leaksInHistories,
  locksLeft,
  overlaps,
  tenantFindings,
  untold,
} from "./check.ts";
import { type FleetChaos, type FleetKill, fleetKills } from "./plan.ts";
import { ChaosStage } from "./stage.ts";
import { UpdateWatch } from "./updates.ts";

/** How a fleet came through its chaos. */
export type FleetOutcome = {
  readonly seconds: number;
  readonly kills: readonly FleetKill[];
  /** Tenants that the run told to be done, and the codes of the others' errors. */
  readonly done: number;
  readonly reported: readonly string[];
  /** Processes that updated a stack, and how often a stack had more than one, one after the other. */
  readonly updates: number;
  readonly repeated: number;
  readonly histories: number;
  /** What must not be. */
  readonly findings: readonly string[];
  readonly log: string;
};

const pollMilliseconds = 250;
const up = ["up", "--yes", "--engine", "temporal"];

/**
 * Brings a fleet of embedded tenants up by Temporal while its server and workers are killed; then does what the run reports as
 * failed once more, and looks whether all is as it must be.
 *
 * @param tell Gets a line for what happens.
 */
export async function playFleet(chaos: FleetChaos, tell: (line: string) => void): Promise<FleetOutcome> {
  const begun = Date.now();
  const stage = await ChaosStage.open(chaos.tenants, chaos.workers);
  const watch = new UpdateWatch(stage.temporary);
  try {
    const kills = fleetKills(chaos);
    const done = await runUnderKills(stage, kills, tell);
    const seconds = (Date.now() - begun) / 1_000;
    const run = await stateAfter(stage, 0);
    const findings = [...endingFindings(done, [0, 5]), ...untold(run)];
    const good = doneIn(run);
    findings.push(...good.flatMap((name) => tenantFindings(name, stage.tenants.get(name))));
    const failed = run.outcomes.filter(({ tenant }) => !good.includes(tenant));
    for (const { tenant, error } of failed) {
      tell(`reported: ${tenant} ${error?.code}: ${error?.message.split("\n")[0]}`);
    }
    findings.push(
      ...(await again(
        stage,
        failed.map(({ tenant }) => tenant),
      )),
    );
    await watch.stop();
    findings.push(
      ...(await overlaps(stage, watch.updates)),
      ...(await locksLeft(stage)).map((file) => `the lock ${file} is left`),
      ...(await scanned(stage)),
    );
    const { histories, found } = await leaksInHistories(stage);
    await stage.stop();
    found.push(...(await leaksInFiles(stage)));
    const stacks = new Set(watch.updates.map(({ stack }) => stack));
    return {
      seconds,
      kills: done.kills,
      done: good.length,
      reported: failed.map(({ error }) => error?.code ?? "unknown"),
      updates: watch.updates.length,
      repeated: watch.updates.length - stacks.size,
      histories,
      findings: [...findings, ...found],
      log: await logOf(stage),
    };
  } finally {
    await watch.stop();
    await stage.close();
  }
}

type Killed = { readonly code: number | null; readonly kills: readonly FleetKill[] };

/** `fleet up`, with kills as the number of tenants that ended grows. */
async function runUnderKills(
  stage: ChaosStage,
  kills: readonly FleetKill[],
  tell: (line: string) => void,
): Promise<Killed> {
  const command = stage.start(up, "up.log");
  const ended = once(command, "exit");
  const isOver = () => command.exitCode !== null || command.signalCode !== null;
  const done: FleetKill[] = [];
  for (const kill of kills) {
    while (!isOver() && (await settled(stage)) < kill.after) {
      await sleep(pollMilliseconds);
    }
    await Promise.race([sleep(kill.delay), ended]);
    if (isOver()) {
      break;
    }
    done.push(kill);
    const which = kill.victim === "server" ? kill.victim : `${kill.victim} (${kill.worker + 1})`;
    tell(
      `${await settled(stage)} tenants ended: kills ${which}, back after ${(kill.away / 1_000).toFixed(1)} s`,
    );
    await stage.kill(kill);
  }
  const [code] = await ended;
  return { code: typeof code === "number" ? code : null, kills: done };
}

async function journals(stage: ChaosStage): Promise<string[]> {
  const folder = path.join(stage.folder, ".pin-reset", "runs");
  const files = await readdir(folder).catch(() => []);
  return files
    .filter((file) => file.endsWith(".jsonl"))
    .map((file) => path.join(folder, file))
    .sort();
}

async function settled(stage: ChaosStage): Promise<number> {
  const [file] = await journals(stage);
  return file === undefined ? 0 : (await readJournal(file)).filter(({ type }) => type === "settled").length;
}

async function stateAfter(stage: ChaosStage, index: number): Promise<RunState> {
  const file = (await journals(stage))[index];
  const state = file === undefined ? undefined : stateOf(await readJournal(file));
  if (state === undefined) {
    throw new Error(`There is no journal of a run:\n${await logOf(stage)}`);
  }
  return state;
}

/** A tenant that was reported needs no more than the same command. */
async function again(stage: ChaosStage, names: readonly string[]): Promise<string[]> {
  if (names.length === 0) {
    return [];
  }
  const command = stage.start([...up, ...names.flatMap((name) => ["--tenant", name])], "again.log");
  const [code] = await once(command, "exit");
  const findings = code === 0 ? [] : [`\`up\` of those that were reported ended with exit code ${code}`];
  return [...findings, ...names.flatMap((name) => tenantFindings(name, stage.tenants.get(name)))];
}

async function scanned(stage: ChaosStage): Promise<string[]> {
  const [code] = await once(stage.start(["scan"], "scan.log"), "exit");
  return code === 0 ? [] : [`the scan ended with exit code ${code}: ${await lastLines(stage, "scan.log")}`];
}

function endingFindings({ code }: Killed, expected: readonly number[]): string[] {
  return code !== null && expected.includes(code) ? [] : [`the run ended with exit code ${code}`];
}

async function lastLines(stage: ChaosStage, log: string): Promise<string> {
  const text = await readFile(path.join(stage.folder, log), "utf8");
  return text.trim().split("\n").slice(-5).join(" / ");
}

async function logOf(stage: ChaosStage): Promise<string> {
  const files = (await readdir(stage.folder)).filter((file) => file.endsWith(".log"));
  const texts = files.map(
    async (file) => `== ${file}\n${await readFile(path.join(stage.folder, file), "utf8")}`,
  );
  return (await Promise.all(texts)).join("\n");
}
