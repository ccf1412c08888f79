import { z } from "zod";
import { defineCommand } from "../../cli/command.ts";
import { CommandError } from "../../cli/errors.ts";
import { totalsLine } from "../progress/summary.ts";
import { engineOptions, fleetOption, reportOptions, runOption } from "./options.ts";
import { readFleetOf } from "./read-fleet.ts";
import { whichRun } from "./which-run.ts";
import { withEngine } from "./with-engine.ts";
import { modelOf, writeFiles } from "./write-files.ts";

/** `pin-reset fleet report` */
export const report = defineCommand({
  name: "report",
  summary: "Write the report of a run: as a page, JSON, CSV or Markdown.",
  details: [
    "The page is one HTML file that loads nothing from elsewhere. It says what drifted and who changed it, what failed and what to do, " +
      "and what changed since the run of the same operation before. A run that has not ended can be reported too.",
    "Commands that run tenants take the same options, so that a pipeline gets its files in one go.",
  ],
  options: z.strictObject({ ...reportOptions, ...runOption, ...fleetOption, ...engineOptions }),
  examples: [
    {
      command: "pin-reset fleet report --html report.html",
      does: "Writes the report of the newest run as a page.",
    },
  ],
  calls: [],
  async run(context, options) {
    const { html, json, csv, markdown } = options;
    if ([html, json, csv, markdown].every((file) => file === undefined)) {
      throw new CommandError("usage", "No file was given for the report.", {
        hint: "Give at least one of --html, --json, --csv and --markdown, each with a file.",
        ending: "usage",
      });
    }
    const fleet = await readFleetOf(options);
    return withEngine(context, fleet, options, async (engine) => {
      const state = await engine.state(await whichRun(engine, options.run));
      await writeFiles(() => modelOf({ fleet, engine }, state), options);
      context.output.note(totalsLine(state));
      return undefined;
    });
  },
});
