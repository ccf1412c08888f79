import { z } from "zod";
import { type CliCommand, defineCommand } from "../../cli/command.ts";
import { FleetError } from "../errors.ts";
import { canApprove } from "../run/next-step.ts";
import { progressOf } from "../run/progress-of.ts";
import type { FleetEngine, RunState } from "../run/run-state.ts";
import { engineOptions, fleetOption, runOption } from "./options.ts";
import { readFleetOf } from "./read-fleet.ts";
import { typedCommand } from "./typed-command.ts";
import { whichRun } from "./which-run.ts";
import { withEngine } from "./with-engine.ts";

/** `pin-reset fleet pause` */
export const pause: CliCommand = defineCommand({
  name: "pause",
  summary: "Pause a run: tenants that are under way end, and no other starts.",
  details: ["`fleet resume` goes on with it."],
  argument: "run",
  options: z.strictObject({ ...runOption, ...fleetOption, ...engineOptions }),
  examples: [{ command: "pin-reset fleet pause", does: "Pauses the newest run." }],
  calls: [],
  async run(context, options) {
    const id = await withEngine(context, await readFleetOf(options), options, async (engine) => {
      const named = await whichRun(engine, options.run);
      await engine.pause(named);
      return named;
    });
    context.output.note(`${id} is paused. Go on with it: ${typedCommand(options, ["resume", id])}`);
    return undefined;
  },
});

/** `pin-reset fleet approve` */
export const approve: CliCommand = defineCommand({
  name: "approve",
  summary: "Let a ring of a run start, or go on although too many of its tenants failed.",
  details: [
    "Without RING it approves the ring that the run waits for. A run of the local engine is gone on with by `fleet resume`; one " +
      "by Temporal goes on by itself.",
  ],
  argument: "ring",
  options: z.strictObject({
    ring: z.string().min(1).optional().describe("The ring, by its name; the one that waits if omitted."),
    ...runOption,
    ...fleetOption,
    ...engineOptions,
  }),
  examples: [
    { command: "pin-reset fleet approve", does: "Approves the ring that the newest run waits for." },
    { command: "pin-reset fleet approve broad", does: "Approves the ring broad of the newest run." },
  ],
  calls: [],
  async run(context, { ring, ...options }) {
    const { id, kind, name } = await withEngine(context, await readFleetOf(options), options, (engine) =>
      approveRing(engine, options.run, ring),
    );
    const resume = typedCommand(options, ["resume", id]);
    const next = kind === "local" ? `Go on with the run: ${resume}` : `Follow it: ${resume}`;
    context.output.note(`Ring ${name} of ${id} is approved. ${next}`);
    return undefined;
  },
});

async function approveRing(engine: FleetEngine, run: string | undefined, ring: string | undefined) {
  const id = await whichRun(engine, run);
  const state = await engine.state(id);
  const name = ring === undefined ? waitingRing(state) : knownRing(state, ring);
  // The engine keeps no approval that nothing waits for: it must not be taken for one that counts later.
  const isNeeded = canApprove(state.plan.rings, progressOf(state), name) || state.approved.includes(name);
  if (!isNeeded && state.endedAt === undefined) {
    throw needsNoApproval(id, name);
  }
  // A ring may need a second approval, to go on beyond its failure budget.
  await engine.approve(id, name);
  return { id, kind: state.engine, name };
}

function needsNoApproval(id: string, ring: string): FleetError {
  return new FleetError({
    code: "nothingToApprove",
    message: `Ring ${ring} of ${id} needs no approval.`,
    hint: "It starts by itself. Approve it if the run halts there because too many of its tenants failed.",
  });
}

function waitingRing({ plan, waiting }: RunState): string {
  if (waiting === undefined || waiting.reason === "paused") {
    throw new FleetError({
      code: "nothingToApprove",
      message: `No ring of ${plan.id} waits for approval.`,
      hint: `Name a ring to approve it ahead: ${ringsOf(plan).join(", ")}. \`npm run pin-reset -- fleet status\` shows how far the run is.`,
    });
  }
  return waiting.ring;
}

function knownRing({ plan }: RunState, ring: string): string {
  const names = ringsOf(plan);
  if (!names.includes(ring)) {
    throw new FleetError({
      code: "noSuchRing",
      message: `The run ${plan.id} has no ring ${JSON.stringify(ring)}.`,
      hint: `Its rings are: ${names.join(", ")}.`,
    });
  }
  return ring;
}

function ringsOf({ rings }: RunState["plan"]): string[] {
  return rings.map(({ name }) => name);
}
