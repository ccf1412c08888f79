import { join } from "node:path";
import { runCompanion } from "../companion.ts";
import { addPhones } from "../fleet.ts";
import { type Effort, rounded, type Section } from "../results.ts";
import { onStage, type Stage } from "../stage.ts";

/** Graph's own page size for managed devices. */
const pageSize = 1000;

/** `pin-reset devices` in tenants of more and more devices. */
export function measureDevices({ quick }: Effort): Promise<Section> {
  return onStage(async (stage) => {
    const rows: number[][] = [];
    for (const count of quick ? [100, 1000] : [100, 1000, 10_000]) {
      rows.push(await measure(count, stage));
    }
    return {
      id: "devices",
      title: "Devices listed",
      how: "`pin-reset devices --output json`, from its start to its end.",
      columns: ["devices", "ms", "round trips to Graph", "MiB"],
      rows,
      targets: [],
    };
  });
}

async function measure(count: number, { tenant, folder }: Stage): Promise<number[]> {
  tenant.reset();
  tenant.state.settings.pageSize = pageSize;
  addPhones(tenant, count);
  const file = join(folder, `${count}.json`);
  const { milliseconds, mebibytes } = await runCompanion(["devices", "--output", "json"], tenant, file);
  const trips = tenant.requests.graph("pin-reset/").length;
  return [count, rounded(milliseconds), trips, rounded(mebibytes)];
}
