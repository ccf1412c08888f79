import type { Context } from "../../cli/context.ts";
import type { Fleet } from "../fleet.ts";
import type { FleetEngine } from "../run/run-state.ts";
import type { EngineOptions } from "./options.ts";

/**
 * Gives `use` the engine that `--engine` names, and closes its connection afterwards.
 *
 * @throws FleetError where Temporal's packages are missing or its server cannot be reached, and what `use` throws.
 */
export async function withEngine<Result>(
  { env, output }: Pick<Context, "env" | "output">,
  fleet: Fleet,
  options: EngineOptions,
  use: (engine: FleetEngine) => Promise<Result>,
): Promise<Result> {
  if (options.engine === "local") {
    const [{ localEngine }, { performWork }] = await Promise.all([
      import("../run/local.ts"),
      import("../perform.ts"),
    ]);
    return use(localEngine({ fleet, env, performWork }));
  }
  const [{ connectionSettings }, { temporalEngine }] = await Promise.all([
    import("../temporal/connection-settings.ts"),
    import("../temporal/temporal.ts"),
  ]);
  const { taskQueue } = options;
  const connection = await connectionSettings(options, env);
  const engine = await temporalEngine({ connection, fleet, taskQueue, onNotice: output.note });
  try {
    return await use(engine);
  } finally {
    await engine.close();
  }
}
