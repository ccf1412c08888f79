import { readdir } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runEngine } from "../../fleet/engine/run-engine.ts";
import type { FleetTenant } from "../../fleet/fleet.ts";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import { type Portal, portalOf } from "../intune/support/portal.ts";
import { createFleetStacks, type FleetStacks } from "./fleet-stacks.ts";

const profile = "Windows Hello - PIN recovery";
let tenant: Tenant;
let portal: Portal;
let stacks: FleetStacks;
let contoso: FleetTenant;

beforeAll(async () => {
  tenant = await startTenant();
  portal = portalOf(tenant);
  stacks = await createFleetStacks(tenant);
  contoso = stacks.tenant("contoso");
});

afterAll(async () => {
  await stacks.close();
  await tenant.close();
});

const stacksThere = async () =>
  await readdir(path.join(stacks.root, "state", ".pulumi", "stacks", "pin-reset")).catch(() => []);

describe("one tenant of a fleet", () => {
  it("has no drift, and no stack afterwards, before it was deployed", async () => {
    expect(await runEngine(stacks.work("drift", contoso))).toMatchObject({
      status: "notScanned",
      reason: "neverDeployed",
    });
    const previewed = await runEngine(stacks.work("preview", contoso));
    expect(previewed, JSON.stringify(previewed)).toMatchObject({ status: "pending", drift: [] });
    expect(previewed.changes?.create).toBeGreaterThan(5);
    expect(await stacksThere()).toEqual([]);
  });

  it("is deployed by up", async () => {
    const outcome = await runEngine(stacks.work("up", contoso));
    expect(outcome, JSON.stringify(outcome)).toMatchObject({ status: "changed", notices: [] });
    expect(portal.named(profile)).toHaveLength(1);
    expect(await runEngine(stacks.work("preview", contoso))).toMatchObject({ status: "inSync" });
  });
});
