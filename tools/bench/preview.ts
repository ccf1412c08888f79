import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { startTenant } from "../../tenant/server.ts";
import { findPulumi } from "../pulumi/find.ts";
import { prepareStack } from "../tenant/stack.ts";

const execute = promisify(execFile);
const repository = join(import.meta.dirname, "../..");
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
    const empty = await emptyProgram(join(directory, "empty"));
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

async function emptyProgram(folder: string): Promise<string> {
  await mkdir(folder);
  await symlink(join(repository, "node_modules"), join(folder, "node_modules"), "junction");
  await writeFile(
    join(folder, "package.json"),
    JSON.stringify({ name: "empty", type: "module", main: "index.ts" }),
  );
  await writeFile(join(folder, "index.ts"), 'import "@pulumi/pulumi";\n');
  const project = {
    name: "empty",
    runtime: { name: "nodejs", options: { typescript: false } },
    options: { refresh: "always" },
  };
  await writeFile(join(folder, "Pulumi.yaml"), JSON.stringify(project));
  return folder;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

function report(devTimes: readonly number[], emptyTimes: readonly number[]): void {
  const [dev, empty] = [median(devTimes), median(emptyTimes)];
  const line = (name: string, seconds: number) => `${name.padEnd(34)} ${seconds.toFixed(2)} s\n`;
  process.stdout.write(
    `${devTimes.length} pairs, ${cpus().length} cores, Node.js ${process.version}; medians\n`,
  );
  process.stdout.write(line("preview of the dev stack", dev) + line("preview of an empty program", empty));
  process.stdout.write(`ratio ${(dev / empty).toFixed(2)}\n`);
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
}
