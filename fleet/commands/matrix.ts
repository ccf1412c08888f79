import { z } from "zod";
import { defineCommand } from "../../cli/command.ts";
import { jsonText } from "../../text/plain-text.ts";
import { fleetOption, selectionOptions } from "./options.ts";
import { readFleetOf, selected } from "./read-fleet.ts";

/** `pin-reset fleet matrix` */
export const matrix = defineCommand({
  name: "matrix",
  summary: "Divide the tenants among the jobs of a pipeline's matrix.",
  details: [
    "It prints one line of JSON. For GitHub Actions that is {include: [{shard, tenants}]}, for `strategy.matrix` by " +
      "`fromJSON`; for Azure Pipelines {shard_1: {shard, tenants}}, for `strategy.matrix` by an output variable. `tenants` is " +
      "what --tenant of the job's own command takes.",
    "A tenant stays in its shard when others are added or removed, unless the shards would become uneven. A shard without " +
      "tenants is left out.",
  ],
  options: z.strictObject({
    shards: z.coerce
      .number()
      .int()
      .min(1)
      .max(256)
      .default(10)
      .meta({ placeholder: "count", description: "How many jobs, at most 256." }),
    pipeline: z.enum(["github", "azure"]).default("github").describe("Whose matrix it is."),
    ...fleetOption,
    ...selectionOptions,
  }),
  examples: [
    {
      command: "pin-reset fleet matrix --shards 20",
      does: "Prints the matrix of twenty jobs for GitHub Actions.",
    },
  ],
  calls: [],
  async run({ output }, { shards, pipeline, ...options }) {
    const { azurePipelinesMatrix, githubMatrix, matrixOf } = await import("../file/matrix.ts");
    const divided = matrixOf(await selected(await readFleetOf(options), options), shards);
    output.data(jsonText(pipeline === "github" ? githubMatrix(divided) : azurePipelinesMatrix(divided)));
    return undefined;
  },
});
