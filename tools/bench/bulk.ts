import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { documentedDeviceLimits } from "../../tenant/limits.ts";
import { seeded } from "../../tenant/seed/ids.ts";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import { machine, repository, timed } from "./measure.ts";
import { watchMemory } from "./memory.ts";

const execute = promisify(execFile);
const devices = 1000;
const program = join(repository, "cli", "pin-reset.js");

/**
 * Times `pin-reset reset --from` of a thousand devices, against a tenant that keeps Intune's documented limits, and
 * prints its time over the least that the limits allow, and its peak memory.
 */
export async function measureBulk(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "pin-reset-bench-"));
  const tenant = await startTenant({ directory: join(directory, "tenant") });
  tenant.state.settings.deviceLimits = documentedDeviceLimits;
  try {
    const list = join(directory, "devices.csv");
    await writeFile(list, ["id", ...addDevices(tenant), ""].join("\n"));
    const memory = watchMemory([program]);
    const seconds = await timed(() =>
      execute(process.execPath, [program, "reset", "--from", list, "--yes", "--output", "json"], {
        env: { ...process.env, ...tenant.env },
        maxBuffer: 64 * 1024 * 1024,
      }),
    );
    const peaks = await memory.stop();
    report(tenant, seconds, peaks.get(program) ?? Number.NaN);
  } finally {
    await tenant.close();
    await rm(directory, { recursive: true, force: true });
  }
}

function addDevices({ state }: Tenant): string[] {
  const phone = state.managedDevices.get(seeded.managedDevices.firstPhone);
  if (phone === undefined) throw new Error("The tenant has lost its first phone.");
  return Array.from({ length: devices }, (_, index) => {
    const id = `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
    state.managedDevices.put({ ...phone, id, deviceName: `FLEET-${index}`, serialNumber: `FLEET${index}` });
    return id;
  });
}

/** The seconds until the last reset may be asked for, and until that device has answered. */
function leastSeconds({ state }: Tenant): number {
  const { seconds, writes } = documentedDeviceLimits;
  const wholeWindows = Math.floor((devices - 1) / writes.perApp);
  return wholeWindows * seconds + state.settings.passcodeDelayMilliseconds / 1000;
}

function report(tenant: Tenant, seconds: number, mebibytes: number): void {
  const resets = tenant.state.managedDevices.all().map(({ passcodeResets }) => passcodeResets.length);
  const steps = tenant.requests.single({ userAgent: "pin-reset/" });
  const least = leastSeconds(tenant);
  const lines = {
    "devices reset once": resets.filter((count) => count === 1).length,
    "devices reset more than once": resets.filter((count) => count > 1).length,
    "round trips to Graph": tenant.requests.graph("pin-reset/").length,
    "refused by the limits": steps.filter(({ status }) => status === 429).length,
    "least that the limits allow": `${least.toFixed(1)} s`,
    time: `${seconds.toFixed(1)} s`,
    ratio: (seconds / least).toFixed(2),
    "peak memory": `${mebibytes.toFixed(0)} MiB`,
  };
  process.stdout.write(`Reset of ${devices} devices within Intune's limits; ${machine()}\n`);
  for (const [name, value] of Object.entries(lines)) process.stdout.write(`${name.padEnd(30)} ${value}\n`);
}
