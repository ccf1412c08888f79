import { z } from "zod";
import { type CliCommand, defineCommand } from "../../cli/command.ts";
import { FleetError } from "../errors.ts";
import { openEngine } from "./open-engine.ts";
import { engineOptions, fleetOption, runOption } from "./options.ts";
import { readFleetOf } from "./read-fleet.ts";
import { typedCommand } from "./typed-command.ts";
import { whichRun } from "./which-run.ts";

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
    const engine = await openEngine(context, await readFleetOf(options), options);
    const id = await whichRun(engine, options.run);
    await engine.pause(id);
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
    const fleet = await readFleetOf(options);
    const engine = await openEngine(context, fleet, options);
    const id = await whichRun(engine, options.run);
    const { plan, engine: kind, approved } = await engine.state(id);
    const names = plan.rings.map(({ name }) => name);
    if (ring === undefined || !names.includes(ring)) {
      throw noSuchRing(id, ring, names);
    }
    const resume = typedCommand(options, ["resume", id]);
    const next = kind === "local" ? `Go on with the run: ${resume}` : `Follow it: ${resume}`;
    if (!approved.includes(ring)) {
      await engine.approve(id, ring);
    }
    context.output.note(`Ring ${ring} of ${id} is approved. ${next}`);
    return undefined;
  },
});

function noSuchRing(id: string, ring: string | undefined, names: readonly string[]): FleetError {
  return new FleetError({
    code: "noSuchRing",
    message: ring === undefined ? "No ring was named." : `The run ${id} has no ring ${JSON.stringify(ring)}.`,
    hint: `Its rings are: ${names.join(", ")}.`,
  });
}
