import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { documentedDeviceLimits } from "../../../tenant/intune/limits.ts";
import type { Tenant } from "../../../tenant/server.ts";
import { runCompanion } from "../companion.ts";
import { addPhones } from "../fleet.ts";
import { type Effort, rounded, type Section } from "../results.ts";
import { onStage } from "../stage.ts";

/**
 * `pin-reset reset --from` against a tenant that keeps Intune's documented limits: its time over the least that
 * they allow, whether anyone was left out or reset twice, and its memory.
 */
export function measureBulk({ quick }: Effort): Promise<Section> {
  const count = quick ? 250 : 1000;
  return onStage(async ({ tenant, folder }) => {
    tenant.state.settings.deviceLimits = documentedDeviceLimits;
    const list = join(folder, "devices.csv");
    await writeFile(list, ["id", ...addPhones(tenant, count), ""].join("\n"));
    const args = ["reset", "--from", list, "--yes", "--output", "json"];
    const { milliseconds, mebibytes } = await runCompanion(args, tenant, join(folder, "passcodes.json"));
    const resets = tenant.state.managedDevices.all().map(({ passcodeResets }) => passcodeResets.length);
    const least = leastSeconds(tenant, count);
    const ratio = rounded(milliseconds / 1000 / least, 2);
    return {
      id: "bulk",
      title: `${count} devices reset under Intune's limits`,
      how: "`pin-reset reset --from`, with 200 writes and 2,000 requests in any 20 s, as Intune documents them for an app.",
      columns: ["what", "measured"],
      rows: [
        ["devices reset once", resets.filter((times) => times === 1).length],
        ["devices reset more than once", resets.filter((times) => times > 1).length],
        ["round trips to Graph", tenant.requests.graph("pin-reset/").length],
        ["refused by the limits", refusals(tenant)],
        ["least time that the limits allow, s", rounded(least, 1)],
        ["time, s", rounded(milliseconds / 1000, 1)],
        ["ratio", ratio],
        ["peak memory, MiB", rounded(mebibytes)],
      ],
      targets: [
        { what: "time, over the least that the limits allow", atMost: 1.2, measured: ratio },
        { what: "peak memory, MiB", atMost: 200, measured: rounded(mebibytes) },
      ],
    };
  });
}

function refusals({ requests }: Tenant): number {
  return requests.single({ userAgent: "pin-reset/" }).filter(({ status }) => status === 429).length;
}

/** The seconds until the last reset may be asked for, and until that device has answered. */
function leastSeconds({ state }: Tenant, count: number): number {
  const { seconds, writes } = documentedDeviceLimits;
  const wholeWindows = Math.floor((count - 1) / writes.perApp);
  return wholeWindows * seconds + state.settings.passcodeDelayMilliseconds / 1000;
}
