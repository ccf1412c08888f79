import { describe, expect, it } from "vitest";
import { withDoctor } from "../../../fleet/doctor/with-doctor.ts";
import type { Fleet, FleetTenant } from "../../../fleet/fleet.ts";
import type { TenantOutcome } from "../../../fleet/outcome.ts";
import type { TenantWork } from "../../../fleet/work.ts";
import { seeded } from "../../../tenant/seed/ids.ts";
import { onboard, permitEverything } from "../../cli/support/onboarded.ts";
import { serveCompanion } from "../../cli/support/tenant.ts";
import { failed, outcome } from "../support/outcomes.ts";

const served = serveCompanion();

const tenant: FleetTenant = {
  name: "contoso",
  tenantId: seeded.tenantId,
  ring: "canary",
  tags: [],
  stack: "contoso",
  settings: {},
  credential: { kind: "environment" },
};

const fleet: Fleet = {
  file: "/fleet/fleet.yaml",
  project: "/fleet",
  secretsProvider: undefined,
  rings: [],
  tenants: [tenant],
  webhooks: [],
};

async function run(doctor: boolean, found: TenantOutcome = outcome("contoso")) {
  const said: string[] = [];
  const work: TenantWork = {
    fleet,
    tenant,
    operation: "scan",
    options: { doctor },
    runId: "scan-20261127T071500Z-4f2a",
    env: served.tenant.env,
    signal: new AbortController().signal,
    report: (text) => said.push(text),
  };
  return { said, outcome: await withDoctor(async () => found)(work) };
}

describe("doctor's verdict on a tenant of a fleet", () => {
  it("takes no request where nobody asked for it, or the work failed", async () => {
    expect((await run(false)).outcome.doctor).toBeUndefined();
    expect((await run(true, failed("contoso"))).outcome.doctor).toBeUndefined();
    expect(served.tenant.requests.list({})).toEqual([]);
  });

  it("says in a sentence why a reset will not work, with the codes of the faults", async () => {
    permitEverything(served.tenant);
    const { outcome: found, said } = await run(true);
    expect(found.doctor?.verdict).toMatch(/^A reset will not work, because: \w+(, \w+)*\.$/);
    expect(found.doctor?.findings).toContain("applicationMissing");
    expect(said).toEqual(["lets doctor examine the tenant"]);
  });

  it("says for whom it works, where it does", async () => {
    permitEverything(served.tenant);
    await onboard(served.tenant);
    served.tenant.requests.clear();
    const { outcome: found } = await run(true);
    const sent = served.tenant.requests.list({ method: "POST" }).map(({ target }) => target.split("?")[0]);
    expect(sent.filter((target) => target?.endsWith("/token")).length).toBe(2);
    expect(sent.filter((target) => target?.endsWith("/$batch")).length).toBe(4);
    expect(found.doctor?.verdict).toBe(
      'A reset will work for the devices of these groups: "Windows devices".',
    );
  });

  it("names the permissions without which it cannot be told", async () => {
    await onboard(served.tenant);
    served.tenant.setPermissions(["DeviceManagementConfiguration.Read.All"]);
    const { outcome: found } = await run(true);
    expect(found.doctor?.verdict).toMatch(
      /cannot be told, because these permissions are missing: .*Application\.Read\.All/,
    );
    expect(found.status).toBe("inSync");
  });
});
