import { z } from "zod";
import { defineCommand } from "../../cli/command.ts";
import { planOptions } from "./new-run.ts";
import { fleetOption, temporalOptions } from "./options.ts";

/** `pin-reset fleet worker` */
export const worker = defineCommand({
  name: "worker",
  summary: "Do the work of runs with --engine temporal, until it is told to end.",
  details: [
    "Run as many as you like, on any machine that has this checkout, the fleet's file and the variables that the file names. Each " +
      "works on --concurrency tenants at once; how many of a ring run at once is the ring's own `concurrency`.",
    "The fleet's file is read again for each tenant, so that a worker goes on through changes. At the first Ctrl-C or at SIGTERM it " +
      "takes no more tenants and finishes those that it works on; a second Ctrl-C ends it at once, and its tenants go to another worker.",
    "It prints one line for each tenant that begins and ends, on standard error.",
  ],
  options: z.strictObject({
    concurrency: z.coerce.number().int().positive().max(100).default(4).meta({
      placeholder: "count",
      description: "How many tenants it works on at once. An engine's run takes about one core and 300 MiB.",
    }),
    ...fleetOption,
    ...temporalOptions,
  }),
  examples: [
    {
      command: "pin-reset fleet worker --address temporal.contoso.example:7233 --namespace fleets",
      does: "Works for that server.",
    },
  ],
  calls: [],
  async run(context, { concurrency, ...options }) {
    const { env, output, signal } = context;
    const { fleetReader } = await import("../file/reader.ts");
    const readFleet = fleetReader(options.fleet);
    // An unreadable file is told at once, and not with the first tenant.
    await readFleet();
    const [{ connectionSettings }, { startWorker }, { planRun }, { performWork }] = await Promise.all([
      import("../temporal/connection-settings.ts"),
      import("../temporal/temporal.ts"),
      import("../run/new-plan.ts"),
      import("../perform.ts"),
    ]);
    const terminated = new AbortController();
    const terminate = () => terminated.abort(new Error("Ended by SIGTERM."));
    process.once("SIGTERM", terminate);
    try {
      await startWorker({
        connection: await connectionSettings(options, env),
        taskQueue: options.taskQueue,
        concurrency,
        env,
        readFleet,
        performWork,
        planRun: (fleet, work) => planRun(fleet, fleet.tenants, planOptions(work)),
        log: output.note,
        signal: AbortSignal.any([signal, terminated.signal]),
        onReady: () => output.note(`This worker takes work. Ctrl-C ends it.`),
      });
    } finally {
      process.off("SIGTERM", terminate);
    }
    return undefined;
  },
});
