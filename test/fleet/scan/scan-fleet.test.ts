import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TenantOutcome } from "../../../fleet/outcome.ts";
import { scanFleet } from "../../../fleet/scan/scan-fleet.ts";
import type { TenantWork } from "../../../fleet/work.ts";
import { startTenants, type Tenants } from "../../../tenant/many.ts";
import { workFor } from "../../../tools/differential/deployment.ts";
import { fabricate, fabricatedSettings, writeState } from "../../../tools/differential/fabricate.ts";
import { trust } from "../../intune/support/served.ts";

const count = 20;
let tenants: Tenants;
let folder: string;

beforeAll(async () => {
  tenants = await startTenants({ count });
  trust(tenants.home);
  folder = await mkdtemp(path.join(tmpdir(), "scan-fleet-"));
  for (const [index, { name }] of tenants.list.entries()) {
    await writeState(folder, name, await fabricate(tenants.get(index)));
  }
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await tenants.close();
});

/** Work for each tenant; `running` is told of each that begins. */
function works(begun: () => void = () => undefined, signal = new AbortController().signal): TenantWork[] {
  const env = { ...tenants.env, PULUMI_BACKEND_URL: `file://${folder}` };
  return tenants.list.map(({ name, tenantId }) => {
    const work = workFor({ directory: folder, env }, fabricatedSettings, {
      name,
      tenantId,
      stack: name,
      credential: {
        kind: "clientSecret",
        clientId: tenants.home.ids.clientId,
        secretVariable: "ARM_CLIENT_SECRET",
      },
    });
    return { ...work, signal, report: (text) => text.startsWith("Reading the stack") && begun() };
  });
}

async function outcomesOf(scans: AsyncIterable<TenantOutcome>): Promise<TenantOutcome[]> {
  const outcomes: TenantOutcome[] = [];
  for await (const outcome of scans) {
    outcomes.push(outcome);
  }
  return outcomes;
}

/** What was asked of a tenant, each batch as one. */
function askedOf(index: number): string[] {
  return tenants
    .get(index)
    .requests.list({})
    .map(({ method, target }) => `${method} ${target.replace(/\?.*/, "")}`);
}

describe("the scan of a fleet", () => {
  it("signs in to each tenant once, and asks it for one batch", async () => {
    const outcomes = await outcomesOf(scanFleet(works()));
    expect(outcomes.map(({ tenant }) => tenant).sort()).toEqual(tenants.list.map(({ name }) => name));
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(["inSync"]));
    for (const [index, { tenantId }] of tenants.list.entries()) {
      expect(askedOf(index)).toEqual([
        // Of a host that is not Microsoft's: @azure/identity knows the endpoints of its clouds.
        `GET /${tenantId}/v2.0/.well-known/openid-configuration`,
        `POST /${tenantId}/oauth2/v2.0/token`,
        "POST /v1.0/$batch",
      ]);
    }
  });

  it("has no more tenants under way than it may, and gives each as it ends", async () => {
    let begun = 0;
    let ended = 0;
    let most = 0;
    for await (const _ of scanFleet(
      works(() => {
        begun += 1;
        most = Math.max(most, begun - ended);
      }),
      3,
    )) {
      ended += 1;
    }
    expect([begun, ended, most]).toEqual([count, count, 3]);
  });

  it("finds one that drifted among the others, and goes on after one that fails", async () => {
    const [drifted, without] = [tenants.get(3), tenants.get(7)];
    for (const { id } of drifted.state.deviceConfigurations.all()) {
      await drifted.asAdministrator("POST", `/v1.0/deviceManagement/deviceConfigurations/${id}/assign`, {
        assignments: [],
      });
    }
    without.state.groups.clear();
    const outcomes = await outcomesOf(scanFleet(works(), 8));
    const others = outcomes.filter(({ status }) => status !== "inSync");
    expect(others.map(({ tenant, status }) => [tenant, status]).sort()).toEqual([
      ["tenant-0004", "drifted"],
      ["tenant-0008", "failed"],
    ]);
  });

  it("ends with the signal's reason where it is aborted", async () => {
    const controller = new AbortController();
    const reason = new Error("Interrupted");
    const scans = outcomesOf(
      scanFleet(
        works(() => controller.abort(reason), controller.signal),
        4,
      ),
    );
    await expect(scans).rejects.toBe(reason);
  });
});
