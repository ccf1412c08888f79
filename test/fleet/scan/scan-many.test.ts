import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TenantOutcome } from "../../../fleet/outcome.ts";
import { scanTenant, sharedByScans } from "../../../fleet/scan/scan-tenant.ts";
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

async function scanAll(signal = new AbortController().signal): Promise<TenantOutcome[]> {
  const env = { ...tenants.env, PULUMI_BACKEND_URL: `file://${folder}` };
  const works = tenants.list.map(({ name, tenantId }): TenantWork => {
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
    return { ...work, signal };
  });
  const [first] = works;
  const shared = first && (await sharedByScans(first.fleet, env));
  return Promise.all(works.map((work) => scanTenant(work, shared)));
}

/** What was asked of a tenant, each batch as one. */
function askedOf(index: number): string[] {
  return tenants
    .get(index)
    .requests.list({})
    .map(({ method, target }) => `${method} ${target.replace(/\?.*/, "")}`);
}

describe("scans of many tenants at once", () => {
  it("sign in to each tenant once, and ask it for one batch", async () => {
    const outcomes = await scanAll();
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

  it("find one that drifted among the others, and go on after one that fails", async () => {
    const [drifted, without] = [tenants.get(3), tenants.get(7)];
    for (const { id } of drifted.state.deviceConfigurations.all()) {
      await drifted.asAdministrator("POST", `/v1.0/deviceManagement/deviceConfigurations/${id}/assign`, {
        assignments: [],
      });
    }
    without.state.groups.clear();
    const outcomes = await scanAll();
    const others = outcomes.filter(({ status }) => status !== "inSync");
    expect(others.map(({ tenant, status }) => [tenant, status]).sort()).toEqual([
      ["tenant-0004", "drifted"],
      ["tenant-0008", "failed"],
    ]);
  });

  it("end with the signal's reason where it is aborted", async () => {
    const reason = new Error("Interrupted");
    await expect(scanAll(AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});
