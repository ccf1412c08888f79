import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { fullMessage } from "../../text/explained-error.ts";
import { shortCast, wholeCast } from "./names.ts";
import { play } from "./play.ts";
import { FleetStage } from "./stage.ts";

const { values } = parseArgs({
  options: {
    engine: { type: "string", default: "temporal" },
    short: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
const cast = values.short ? shortCast : wholeCast;
const engine = values.engine === "local" ? "local" : "temporal";

let stage: FleetStage | undefined;
let stopped = false;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    stopped = true;
    Promise.resolve(stage?.clear()).then(() => process.exit(130));
  });
}
if (values.help) {
  process.stdout.write("npm run demo:fleet -- [--engine temporal|local] [--short]\n");
} else {
  await run();
}

async function run(): Promise<void> {
  try {
    stage = await FleetStage.set(cast, engine);
    await play(stage, cast, engine, path.join(tmpdir(), "pin-reset-fleet-report.html"));
  } catch (error) {
    if (!stopped) {
      process.stderr.write(`${fullMessage(error)}\n`);
      process.exitCode = 1;
    }
  } finally {
    if (!stopped) {
      await stage?.clear();
    }
  }
}
