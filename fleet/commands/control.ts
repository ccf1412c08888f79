import { z } from "zod";
import { type CliCommand, defineCommand } from "../../cli/command.ts";
import { FleetError } from "../errors.ts";
import type { FleetEngine } from "../run/run-state.ts";
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
    "A run that this process's local engine made waits in its journal: `fleet resume` goes on with it. By Temporal it goes on by " +
      "itself.",
  ],
  argument: "ring",
  options: z.strictObject({
    ring: z.string().min(1).optional().describe("The ring, by its name."),
    ...runOption,
    ...fleetOption,
    ...engineOptions,
  }),
  examples: [
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
  const { plan, engine: kind } = await engine.state(id);
  const names = plan.rings.map(({ name }) => name);
  const name = names.find((known) => known === ring);
  if (name === undefined) {
    throw noSuchRing(id, ring, names);
  }
  // A ring may need a second approval, to go on beyond its failure budget. The engine keeps none that nothing waits for.
  await engine.approve(id, name);
  return { id, kind, name };
}

function noSuchRing(id: string, ring: string | undefined, names: readonly string[]): FleetError {
  return new FleetError({
    code: "noSuchRing",
    message: ring === undefined ? "No ring was named." : `The run ${id} has no ring ${JSON.stringify(ring)}.`,
    hint: `Its rings are: ${names.join(", ")}.`,
  });
}
