import { median, timed } from "../measure.ts";
import { watchProcesses } from "../memory.ts";
import { type Effort, rounded, type Section } from "../results.ts";
import { moduleUrl, onStage, type Stage } from "../stage.ts";

const plugin = "pulumi-resource-intune";
const engine = "preview --non-interactive";

type Row = {
  readonly profiles: number;
  readonly milliseconds: number;
  readonly roundTrips: number;
  readonly pluginMebibytes: number;
  readonly engineMebibytes: number;
};

/** A preview of stacks of more and more profiles, each with its assignments, and what a profile adds. */
export function measureGrowth({ quick }: Effort): Promise<Section> {
  return onStage(async (stage) => {
    const rows: Row[] = [];
    for (const profiles of quick ? [1, 10, 100] : [1, 10, 100, 1000]) {
      rows.push(await measure(profiles, quick ? 1 : 3, stage));
    }
    const more = rows.map((row, index) => perProfile(row, rows[index - 1]));
    const [before = Number.NaN, largest = Number.NaN] = more.slice(-2);
    return {
      id: "growth",
      title: "Many profiles in one stack",
      how: "Previews without drift, refresh included: medians; memory is the highest of any process in any of them.",
      columns: ["profiles", "ms", "ms a profile more", "round trips to Graph", "plugin MiB", "CLI MiB"],
      rows: rows.map((row, index) => [
        row.profiles,
        rounded(row.milliseconds),
        index === 0 ? "-" : rounded(more[index] ?? Number.NaN, 1),
        rounded(row.roundTrips),
        rounded(row.pluginMebibytes),
        rounded(row.engineMebibytes),
      ]),
      targets: [
        {
          what: "what a profile adds up to the largest stack, in times of what it adds up to the one before",
          atMost: 1,
          measured: rounded(largest / before, 2),
        },
      ],
    };
  });
}

function perProfile(row: Row, before: Row | undefined): number {
  if (before === undefined) {
    return Number.NaN;
  }
  return (row.milliseconds - before.milliseconds) / (row.profiles - before.profiles);
}

async function measure(profiles: number, turns: number, { tenant, stackOf }: Stage): Promise<Row> {
  const stack = await stackOf(program(profiles));
  await stack.pulumi(["up", "--yes", "--skip-preview"]);
  tenant.requests.clear();
  const watch = watchProcesses([plugin, engine]);
  const times: number[] = [];
  for (let turn = 0; turn < turns; turn++) {
    times.push(await timed(() => stack.pulumi(["preview"])));
  }
  const seen = await watch.stop();
  return {
    profiles,
    milliseconds: median(times),
    roundTrips: tenant.requests.graph("pulumi-intune/").length / turns,
    pluginMebibytes: seen.get(plugin)?.peakMebibytes ?? 0,
    engineMebibytes: seen.get(engine)?.peakMebibytes ?? 0,
  };
}

function program(profiles: number): string {
  return `import { DeviceConfigurationAssignments, WindowsCustomConfiguration } from "${moduleUrl("intune", "sdk.ts")}";
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
