import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { seeded } from "../../../tenant/seed/ids.ts";
import { startTenant, type Tenant } from "../../../tenant/server.ts";
import { fleetFindings } from "../../../tools/chaos/bulk.ts";

const id = seeded.managedDevices.firstPhone;

let tenant: Tenant;

beforeAll(async () => {
  tenant = await startTenant();
});
beforeEach(() => tenant.reset());
afterAll(() => tenant.close());

async function resetPhone(): Promise<string> {
  await tenant.asAdministrator("POST", `/v1.0/deviceManagement/managedDevices/${id}/resetPasscode`);
  return tenant.state.managedDevices.get(id)?.passcodeResets.at(-1)?.passcode ?? "";
}

const findings = (printed: string, unknown: readonly string[] = []) =>
  fleetFindings(tenant, [id], new Map([[id, printed]]), new Set(unknown)).map(({ kind }) => kind);

describe("the look at a list of phones after the companion was killed", () => {
  it("finds nothing where each was reset once and its passcode printed", async () => {
    expect(findings(await resetPhone())).toEqual([]);
  });

  it("tells a phone that was reset twice", async () => {
    await resetPhone();
    expect(findings(await resetPhone())).toEqual(["double reset"]);
  });

  it("tells a passcode that is no longer in force, and one that was never printed", async () => {
    const first = await resetPhone();
    await resetPhone();
    expect(findings(first)).toEqual(["double reset", "loss"]);
    expect(findings("")).toContain("loss");
  });

  it("takes a phone that was not reset only where that is noted as unknown", () => {
    expect(findings("", [id])).toEqual([]);
    expect(findings("")).toEqual(["loss"]);
  });
});
