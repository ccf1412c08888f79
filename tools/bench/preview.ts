import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { startTenant } from "../../tenant/server.ts";
import { findPulumi } from "../pulumi/find.ts";
import { prepareStack } from "../tenant/stack.ts";
import { machine, median, repository, timed, writeProject } from "./measure.ts";

const execute = promisify(execFile);
const pairs = 9;

/**
 * Times a preview of the dev stack, with its refresh, and one of an empty program, in turns on the same engine, and
 * prints the ratio of their medians. Both have been brought up, and both run with the compile cache.
 */
export async function measurePreviews(): Promise<void> {
  const cli = await findPulumi();
  const directory = await mkdtemp(join(tmpdir(), "pin-reset-bench-"));
  const tenant = await startTenant({ directory: join(directory, "tenant") });
  try {
    const empty = await writeProject(join(directory, "empty"), 'import "@pulumi/pulumi";\n');
    const env = { ...process.env, ...tenant.env, ...cli.env };
    const backend = await prepareStack(cli, directory, repository);
    const other = await prepareStack(cli, join(directory, "other"), empty);
    const run = (cwd: string, variables: Record<string, string>, args: string[]) =>
      execute(cli.command, [...args, "--stack", "dev", "--non-interactive"], {
        cwd,
        env: { ...env, ...variables },
      });
    await run(repository, backend, ["up", "--yes", "--skip-preview"]);
    await run(empty, other, ["up", "--yes", "--skip-preview"]);

    const devTimes: number[] = [];
    const emptyTimes: number[] = [];
    for (let pair = 0; pair < pairs; pair++) {
      devTimes.push(await timed(() => run(repository, backend, ["preview"])));
      emptyTimes.push(await timed(() => run(empty, other, ["preview"])));
    }
    report(devTimes, emptyTimes);
  } finally {
    await tenant.close();
    await rm(directory, { recursive: true, force: true });
  }
}

function report(devTimes: readonly number[], emptyTimes: readonly number[]): void {
  const [dev, empty] = [median(devTimes), median(emptyTimes)];
  const line = (name: string, seconds: number) => `${name.padEnd(34)} ${seconds.toFixed(2)} s\n`;
  process.stdout.write(`${devTimes.length} pairs, ${machine()}; medians\n`);
  process.stdout.write(line("preview of the dev stack", dev) + line("preview of an empty program", empty));
  process.stdout.write(`ratio ${(dev / empty).toFixed(2)}\n`);
}
