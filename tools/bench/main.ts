import { measureBulk } from "./bulk.ts";
import { measureGrowth } from "./growth.ts";
import { measurePreviews } from "./preview.ts";

const benchmarks: Record<string, () => Promise<void>> = {
  preview: measurePreviews,
  growth: measureGrowth,
  bulk: measureBulk,
};

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !(name in benchmarks));

if (unknown.length > 0) {
  process.stderr.write(
    `There is no benchmark ${unknown.join(", ")}; there is ${Object.keys(benchmarks).join(", ")}.\n`,
  );
  process.exitCode = 1;
} else {
  for (const [name, run] of Object.entries(benchmarks)) {
    if (chosen.length === 0 || chosen.includes(name)) await run();
  }
}
