import { z } from "zod";
import { defineCommand } from "../../cli/command.ts";
import { followRun } from "./follow-run.ts";
import { engineOptions, fleetOption, reportOptions, runOption } from "./options.ts";
import { readFleetOf } from "./read-fleet.ts";
import { whichRun } from "./which-run.ts";
import { withEngine } from "./with-engine.ts";

/** `pin-reset fleet resume` */
export const resume = defineCommand({
  name: "resume",
  summary: "Go on with a run that was paused, interrupted or killed, and follow it.",
  details: [
    "Tenants that ended are not run again; those that were under way when the run was killed are. A run that waits for a " +
      "ring's approval goes on waiting until `fleet approve` is given. By Temporal the run goes on by itself, and is followed.",
    "It asks for no confirmation: that was given when the run was started.",
  ],
  argument: "run",
  options: z.strictObject({ ...runOption, ...fleetOption, ...engineOptions, ...reportOptions }),
  examples: [{ command: "pin-reset fleet resume", does: "Goes on with the newest run." }],
  calls: [],
  async run(context, options) {
    const fleet = await readFleetOf(options);
    return withEngine(context, fleet, options, async (engine) => {
      const { plan, outcomes, paused } = await engine.state(await whichRun(engine, options.run));
      if (paused) {
        await engine.resume(plan.id);
      }
      return followRun(context, { fleet, engine, plan, settled: outcomes, given: options });
    });
  },
});
