import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import { findPulumi, type PulumiCli } from "../pulumi/find.ts";
import { prepareStack } from "../tenant/stack.ts";
import { machine, median, repository, timed, writeProject } from "./measure.ts";
import { watchMemory } from "./memory.ts";

const execute = promisify(execFile);
const sizes = [1, 10, 100, 300];
const previews = 3;
const plugin = "pulumi-resource-intune";

type Row = { profiles: number; seconds: number; roundTrips: number; pluginMemory: number; cliMemory: number };

/** Times a preview of stacks of more and more profiles with assignments, and prints what a profile adds. */
export async function measureGrowth(): Promise<void> {
  const cli = await findPulumi();
  const directory = await mkdtemp(join(tmpdir(), "pin-reset-bench-"));
  const tenant = await startTenant({ directory: join(directory, "tenant") });
  try {
    const rows: Row[] = [];
    for (const profiles of sizes) rows.push(await measure(profiles, { cli, directory, tenant }));
    report(rows);
  } finally {
    await tenant.close();
    await rm(directory, { recursive: true, force: true });
  }
}

async function measure(
  profiles: number,
  { cli, directory, tenant }: { cli: PulumiCli; directory: string; tenant: Tenant },
): Promise<Row> {
  const own = join(directory, String(profiles));
  const plugins = { providers: [{ name: "intune", path: join(repository, "intune") }] };
  const folder = await writeProject(own, program(profiles), { plugins });
  const backend = await prepareStack(cli, join(own, "state"), folder);
  const run = (...args: string[]) =>
    execute(cli.command, [...args, "--stack", "dev", "--non-interactive"], {
      cwd: folder,
      env: { ...process.env, ...tenant.env, ...cli.env, ...backend },
      maxBuffer: 64 * 1024 * 1024,
    });
  await run("up", "--yes", "--skip-preview");
  tenant.requests.clear();
  const memory = watchMemory([plugin, cli.command]);
  const times: number[] = [];
  for (let turn = 0; turn < previews; turn++) times.push(await timed(() => run("preview")));
  const peaks = await memory.stop();
  return {
    profiles,
    seconds: median(times),
    roundTrips: tenant.requests.graph("pulumi-intune/").length / previews,
    pluginMemory: peaks.get(plugin) ?? Number.NaN,
    cliMemory: peaks.get(cli.command) ?? Number.NaN,
  };
}

function program(profiles: number): string {
  const sdk = JSON.stringify(pathToFileURL(join(repository, "intune", "sdk.ts")).href);
  return `import { DeviceConfigurationAssignments, WindowsCustomConfiguration } from ${sdk};
for (let index = 0; index < ${profiles}; index++) {
  const profile = new WindowsCustomConfiguration(\`profile-\${index}\`, {
    displayName: \`${profiles}: \${index}\`,
    omaSettings: [{ displayName: "b", omaUri: "./Device/B", type: "Boolean", value: true }],
  });
  new DeviceConfigurationAssignments(\`assigned-\${index}\`, {
    configurationId: profile.id,
    targets: [{ type: "allDevices" }],
  });
}
`;
}

function report(rows: readonly Row[]): void {
  const [first] = rows;
  const columns = ["profiles", "preview s", "ms a profile more", "round trips", "plugin MiB", "CLI MiB"];
  const lines = rows.map(({ profiles, seconds, roundTrips, pluginMemory, cliMemory }) => [
    String(profiles),
    seconds.toFixed(2),
    first === undefined || profiles === first.profiles
      ? "-"
      : ((1000 * (seconds - first.seconds)) / (profiles - first.profiles)).toFixed(1),
    roundTrips.toFixed(1),
    pluginMemory.toFixed(0),
    cliMemory.toFixed(0),
  ]);
  process.stdout.write(`Preview with refresh of many profiles; medians of ${previews}; ${machine()}\n`);
  for (const line of [columns, ...lines]) {
    process.stdout.write(
      `${line.map((cell, index) => cell.padStart(columns[index]?.length ?? 0)).join("  ")}\n`,
    );
  }
}
