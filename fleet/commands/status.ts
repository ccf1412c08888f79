import { z } from "zod";
import { defineCommand } from "../../cli/command.ts";
import type { Context } from "../../cli/context.ts";
import type { Column, Output } from "../../cli/output.ts";
import { localTime } from "../../text/local-time.ts";
import { messageOf } from "../../text/message-of.ts";
import { plainText } from "../../text/plain-text.ts";
import { FleetError } from "../errors.ts";
import { changesTenants } from "../operations.ts";
import { isFailure } from "../outcome.ts";
import { runDocument, totalsLine } from "../progress/summary.ts";
import type { WaitReason } from "../run/next-step.ts";
import type { PlannedRing } from "../run/plan.ts";
import type { FleetEngine, RunState } from "../run/run-state.ts";
import { nextCommands } from "./next-commands.ts";
import { engineOptions, fleetOption, runOption } from "./options.ts";
import { readFleetOf } from "./read-fleet.ts";
import { type Repeated, typedCommand } from "./typed-command.ts";
import { whichRun } from "./which-run.ts";
import { withEngine } from "./with-engine.ts";

const mostRuns = 20;

/** `pin-reset fleet status` */
export const status = defineCommand({
  name: "status",
  summary: "Show how far a run is: its rings, what runs now, and what it waits for.",
  details: [
    "The exit code is 10 if the run waits for a person, else 0, whatever came of its tenants; `--output json` prints their " +
      "outcomes, and `fleet report` makes a report of them.",
  ],
  argument: "run",
  options: z.strictObject({
    ...runOption,
    all: z.boolean().default(false).describe(`List the newest ${mostRuns} runs instead.`),
    ...fleetOption,
    ...engineOptions,
  }),
  examples: [
    { command: "pin-reset fleet status", does: "Shows the newest run." },
    { command: "pin-reset fleet status --all", does: "Lists the newest runs." },
  ],
  calls: [],
  async run(context, options) {
    const { output } = context;
    return withEngine(context, await readFleetOf(options), options, async (engine) => {
      if (options.all) {
        await printRuns(output, engine);
        return undefined;
      }
      const state = await engine.state(await whichRun(engine, options.run));
      printState(context, state);
      for (const line of stepsOf(state, options)) {
        output.note(line);
      }
      return state.waiting === undefined ? undefined : "waiting";
    });
  },
});

/**
 * The newest runs. One that cannot be read, as of another version, or one that was stopped in Temporal, hides no other.
 *
 * @throws what else kept a run from being read, such as that no worker runs, once the others are printed: the list is not whole.
 */
async function printRuns(output: Output, engine: FleetEngine): Promise<void> {
  const ids = (await engine.runs()).slice(0, mostRuns);
  const read = await Promise.allSettled(ids.map((id) => engine.state(id)));
  output.rows(
    runColumns,
    read.flatMap((each) => (each.status === "fulfilled" ? [each.value] : [])),
  );
  const failures = read.flatMap((each, index) =>
    each.status === "rejected" ? [{ id: ids[index], reason: each.reason }] : [],
  );
  for (const { id, reason } of failures) {
    output.note(`${id}: ${plainText(messageOf(reason))}`);
  }
  const other = failures.find(({ reason }) => !(reason instanceof FleetError && isOver(reason)));
  if (other !== undefined) {
    throw other.reason;
  }
}

/** Whether nothing is to be waited for or repeated: the run itself cannot be told any more. */
function isOver({ code }: FleetError): boolean {
  return code === "unreadableJournal" || code === "runStopped";
}

function stepsOf(state: RunState, given: Repeated): string[] {
  const { plan, engine, endedAt, waiting, running } = state;
  if (endedAt !== undefined || waiting !== undefined) {
    return nextCommands(state, { given, isInterrupted: false });
  }
  const resume = typedCommand(given, ["resume", plan.id]);
  if (engine === "temporal") {
    return [`It goes on. Follow it: ${resume}`];
  }
  return running.length === 0
    ? [`No process carries it out. Go on with it: ${resume}`]
    : [`It goes on. Pause it: ${typedCommand(given, ["pause", plan.id])}`];
}

const runColumns: readonly Column<RunState>[] = [
  { key: "run", title: "Run", value: ({ plan }) => plan.id, table: { priority: 1 } },
  { key: "engine", title: "Engine", value: ({ engine }) => engine, table: { priority: 6 } },
  {
    key: "plannedAt",
    title: "Planned",
    value: ({ plan }) => plan.plannedAt,
    table: { priority: 4, short: ({ plan }) => localTime(plan.plannedAt) },
  },
  {
    key: "endedAt",
    title: "Ended",
    value: ({ endedAt }) => endedAt,
    table: { priority: 5, short: ({ endedAt = "" }) => localTime(endedAt) },
  },
  {
    key: "waiting",
    title: "Waits for",
    value: ({ waiting }) => waitWords(waiting),
    table: { priority: 2, min: 8 },
  },
  { key: "settled", title: "Done", value: ({ outcomes }) => outcomes.length, table: { priority: 3 } },
  {
    key: "failed",
    title: "Failed",
    value: ({ outcomes }) => outcomes.filter(isFailure).length,
    table: { priority: 1 },
  },
];

type RingState = { readonly state: RunState; readonly ring: PlannedRing };

const ringColumns: readonly Column<RingState>[] = [
  { key: "ring", title: "Ring", value: ({ ring }) => ring.name, table: { priority: 1 } },
  { key: "tenants", title: "Tenants", value: ({ ring }) => ring.tenants.length, table: { priority: 3 } },
  { key: "settled", title: "Done", value: (row) => outcomesOf(row).length, table: { priority: 1 } },
  {
    key: "failed",
    title: "Failed",
    value: (row) => outcomesOf(row).filter(isFailure).length,
    table: { priority: 1 },
  },
  {
    key: "maxFailures",
    title: "May fail",
    value: ({ state, ring }) => (changesTenants(state.plan.operation) ? ring.maxFailures : undefined),
    table: { priority: 5 },
  },
  { key: "running", title: "Running", value: (row) => runningOf(row).length, table: { priority: 4 } },
  {
    key: "waiting",
    title: "Waits for",
    value: ({ state, ring }) => (state.waiting?.ring === ring.name ? waitWords(state.waiting) : ""),
    table: { priority: 2, min: 8 },
  },
];

function outcomesOf({ state, ring }: RingState) {
  return state.outcomes.filter((outcome) => outcome.ring === ring.name);
}

function runningOf({ state, ring }: RingState) {
  const names = new Set(ring.tenants);
  return state.running.filter(({ tenant }) => names.has(tenant));
}

const waits: Readonly<Record<WaitReason, string>> = {
  approval: "approval",
  tooManyFailures: "approval: too many failed",
  paused: "resume",
};

function waitWords(waiting: RunState["waiting"]): string {
  return waiting === undefined ? "" : waits[waiting.reason];
}

function printState({ output, stderr }: Pick<Context, "output" | "stderr">, state: RunState): void {
  if (output.format === "json") {
    output.record([], state, { ...runDocument(state), running: state.running, paused: state.paused });
    return;
  }
  const shown = (time: string) => (stderr.isTTY ? localTime(time) : time);
  const { plan, endedAt, running } = state;
  const ended = endedAt === undefined ? "" : `, ended ${shown(endedAt)}`;
  output.note(`${plan.id}, planned ${shown(plan.plannedAt)}${ended}`);
  output.rows(
    ringColumns,
    plan.rings.map((ring) => ({ state, ring })),
  );
  for (const { tenant, since, progress = "started" } of running) {
    output.note(`${tenant}: ${progress}, since ${shown(since)}`);
  }
  output.note(totalsLine(state));
}
