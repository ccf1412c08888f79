import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { runCompanion } from "../companion.ts";
import { repository } from "../measure.ts";
import { highestOf, watchProcesses } from "../memory.ts";
import { rounded, type Section } from "../results.ts";
import { onStage } from "../stage.ts";

const plugin = "pulumi-resource-intune";

/** Resident memory of the plugin and of the companion, at rest and at their peaks in the main job. */
export function measureMemory(): Promise<Section> {
  return onStage(async ({ tenant, folder, ownStack }) => {
    const stack = await ownStack();
    const watch = watchProcesses([plugin]);
    await stack.pulumi(["up", "--yes", "--skip-preview"]);
    await stack.pulumi(["preview"]);
    const peak = (await watch.stop()).get(plugin)?.peakMebibytes ?? 0;
    const companion = (...args: string[]) => runCompanion(args, tenant, join(folder, "printed"));
    const version = await companion("--version");
    const doctor = await companion("doctor");
    const reset = await companion("reset", "PHONE-01", "--yes", "--show");
    return {
      id: "memory",
      title: "Memory",
      how: "The highest resident memory of any process of the kind; Node.js alone is `node -e 0`.",
      columns: ["what", "MiB"],
      rows: [
        ["Node.js alone", rounded(await nodeAlone())],
        ["the Intune plugin, started and not asked for anything", rounded(await atRest())],
        ["the Intune plugin, in `up` and `preview` of the dev stack", rounded(peak)],
        ["`pin-reset --version`", rounded(version.mebibytes)],
        ["`pin-reset doctor`", rounded(doctor.mebibytes)],
        ["`pin-reset reset` of one device", rounded(reset.mebibytes)],
      ],
      targets: [],
    };
  });
}

async function nodeAlone(): Promise<number> {
  return highestOnce(["-e", "process.stdout.write('.'); setInterval(() => {}, 1000)"]);
}

function atRest(): Promise<number> {
  return highestOnce([join(repository, "intune", plugin), "127.0.0.1:1"]);
}

/** The highest resident memory until the process has printed something. */
async function highestOnce(args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  const mebibytes = highestOf(child.pid ?? 0);
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
  return mebibytes;
}
