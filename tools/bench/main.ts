import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { machine } from "./measure.ts";
import { asText } from "./print.ts";
import type { Effort, Results, Section } from "./results.ts";
import { measureBulk } from "./sections/bulk.ts";
import { measureCold } from "./sections/cold.ts";
import { measureDevices } from "./sections/devices.ts";
import { measureFleet } from "./sections/fleet.ts";
import { measureGrowth } from "./sections/growth.ts";
import { measureLatency } from "./sections/latency.ts";
import { measureMemory } from "./sections/memory.ts";
import { measurePreview } from "./sections/preview.ts";
import { measureRequests } from "./sections/requests.ts";
import { measureStartUp } from "./sections/start-up.ts";

type Measure = (effort: Effort) => Promise<Section | readonly Section[]>;

const sections: Readonly<Record<string, Measure>> = {
  "start-up": measureStartUp,
  preview: measurePreview,
  requests: measureRequests,
  latency: measureLatency,
  cold: measureCold,
  growth: measureGrowth,
  devices: measureDevices,
  bulk: measureBulk,
  memory: measureMemory,
  fleet: measureFleet,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: "boolean", default: false },
    against: { type: "string" },
    "against-name": { type: "string", default: "the older checkout" },
    json: { type: "string", default: "performance.json" },
  },
});
const unknown = positionals.filter((name) => !(name in sections));

if (unknown.length > 0) {
  process.stderr.write(
    `There is no benchmark ${unknown.join(", ")}; there is ${Object.keys(sections).join(", ")}.\n`,
  );
  process.exitCode = 1;
} else {
  await measure(positionals.length === 0 ? Object.keys(sections) : positionals, values);
}

async function measure(names: readonly string[], options: typeof values): Promise<void> {
  const { quick, json, against } = options;
  const older =
    against === undefined ? undefined : { folder: resolve(against), name: options["against-name"] };
  const results: Results = {
    measuredAt: new Date().toISOString(),
    quick,
    machine: await machine(),
    sections: [],
  };
  for (const [name, section] of Object.entries(sections)) {
    if (!names.includes(name)) {
      continue;
    }
    for (const measured of [await section({ quick, older })].flat()) {
      results.sections.push(measured);
      process.stdout.write(`${asText(measured)}\n`);
    }
  }
  await writeFile(json, `${JSON.stringify(results, undefined, 2)}\n`);
  process.stdout.write(`Written to ${json}.\n`);
}
