import { mkdir, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { withOwnUpdates } from "../../../fleet/engine/own-updates.ts";
import type { TenantWork } from "../../../fleet/work.ts";
import { identify } from "../../../pulumi-cli/process-identity.ts";
import { makeFleet } from "../run/support.ts";

let made: Awaited<ReturnType<typeof makeFleet>>;

beforeEach(async () => {
  made = await makeFleet([{ tenants: ["contoso"] }]);
});

afterEach(() => made.close());

const startedAt = "2026-11-27T07:15:00Z";
/** No process of Linux has a higher id. */
const noProcess = 4_194_304;

/**
 * Whether a lock of that process counts as left by an update of the fleet that had the same id, and has ended.
 *
 * @param seconds How many seconds after that update the process began that has the id now, and the lock was taken.
 */
async function isLeft(pid: number, seconds: { began: number; locked: number }): Promise<boolean> {
  const { fleet } = made;
  const { began, locked } = seconds;
  const [tenant] = fleet.tenants;
  if (tenant === undefined) {
    throw new Error("The fleet has no tenant.");
  }
  const folder = path.join(path.dirname(fleet.file), ".pin-reset", "stacks");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const startTicks = String(Number(identify(process.pid).startTicks) - began * 100);
  const update = { pid, host: hostname(), startTicks, run: "up", startedAt, folder: "/none" };
  await writeFile(path.join(folder, `${tenant.stack}.json`), JSON.stringify([update]));
  const work: TenantWork = {
    fleet,
    tenant,
    operation: "up",
    options: { doctor: false },
    runId: "up-20261127T071500Z-4f2a",
    env: {},
    signal: new AbortController().signal,
    report: () => undefined,
  };
  const since = new Date(Date.parse(startedAt) + locked * 1_000).toISOString();
  const lock = { user: "admin", host: hostname(), pid, since };
  return withOwnUpdates(work, async (updates) => updates.left(lock));
}

describe.skipIf(process.platform !== "linux")("a lock of a process that the fleet had started", () => {
  it("is left once that process has gone", async () => {
    expect(await isLeft(noProcess, { began: 60, locked: 1 })).toBe(true);
  });

  it("is another one's where a living process has got the same id", async () => {
    expect(await isLeft(process.pid, { began: 60, locked: 61 })).toBe(false);
  });

  it("is left where what has got the same id began only after the lock was taken, as in a container that was restarted", async () => {
    expect(await isLeft(process.pid, { began: 60, locked: 1 })).toBe(true);
  });
});
