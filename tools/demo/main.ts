import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { findPulumiForEmbeddedTenant } from "../../pulumi-cli/find.ts";
import { fullMessage } from "../../text/explained-error.ts";
import { play } from "./play.ts";
import { Stage } from "./stage.ts";

let folder: string | undefined;
const stages: Stage[] = [];
let stopped = false;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    stopped = true;
    clear().then(() => process.exit(130));
  });
}
try {
  const { values } = parseArgs({ options: { verbose: { type: "boolean", default: false } } });
  const cli = await findPulumiForEmbeddedTenant();
  folder = await mkdtemp(join(tmpdir(), "pin-reset-demo-"));
  for (const name of ["own", "another"]) {
    stages.push(await Stage.set(cli, folder, name, values.verbose));
  }
  const [own, another] = stages;
  if (own !== undefined && another !== undefined) {
    await play(own, another);
  }
} catch (error) {
  if (!stopped) {
    process.stderr.write(`${fullMessage(error)}\n`);
    process.exitCode = 1;
  }
} finally {
  if (!stopped) {
    await clear();
  }
}

/** Removes all that the demo made. */
async function clear(): Promise<void> {
  await Promise.all(stages.map((stage) => stage.clear()));
  if (folder !== undefined) {
    await rm(folder, { recursive: true, force: true });
  }
}
