import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { seeded } from "../../tenant/seed/ids.ts";
import { seedRecoveryPolicy } from "../../tenant/seed/recovery-policies.ts";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import {
  assignByHand,
  byHand,
  catalogPolicy,
  declaredGroups,
  recoveryPolicies,
  settingsFor,
} from "./catalog-stack.ts";
import { createStack, type Stack } from "./stack.ts";
import { configure, plannedSteps, succeed } from "./support.ts";

let tenant: Tenant;
let stack: Stack;

/** Opens a stack that declares a policy of the settings catalog, on an empty tenant, for the tests of a group. */
function declaresCatalog(): void {
  beforeAll(async () => {
    tenant = await startTenant();
    stack = await createStack({ env: tenant.env });
    await configure(stack, settingsFor("settingsCatalog"));
  });
  afterAll(async () => {
    await stack.close();
    await tenant.close();
  });
  beforeEach(() => tenant.requests.clear());
}

const up = () => succeed(stack, "up", "--yes", "--skip-preview");
const ours = () => tenant.requests.graph("pulumi-intune/").map(({ method, target }) => `${method} ${target}`);
const declared = { kind: "settingsCatalog", isOn: true, groups: declaredGroups };

describe("a stack that sets EnablePinRecovery by the settings catalog", () => {
  declaresCatalog();

  it("creates one policy with its assignments and no custom profile, in six round trips, three of them for lookups", async () => {
    await up();
    expect(recoveryPolicies(tenant)).toEqual([{ ...declared, id: expect.any(String) }]);
    expect(ours().slice(0, 3).sort()).toEqual([
      "POST /beta/$batch",
      "POST /v1.0/$batch",
      "POST /v1.0/$batch",
    ]);
    expect(ours().slice(3)).toEqual([
      expect.stringContaining("/beta/deviceManagement/configurationPolicies"),
      "POST /beta/$batch",
      "POST /beta/$batch",
    ]);
  });

  it("has no drift then, which takes two round trips: the lookups, and the policy with its assignments", async () => {
    const { code, steps } = await plannedSteps(stack);
    expect(code).toBe(0);
    expect(new Set(Object.values(steps).map(({ op }) => op))).toEqual(new Set(["same"]));
    expect(ours()).toEqual(["POST /v1.0/$batch", "POST /beta/$batch"]);
  });

  it("says by path what an administrator changed, and heals it by one write for each", async () => {
    const [policy] = recoveryPolicies(tenant);
    await byHand(tenant, catalogPolicy("off"), policy?.id);
    await assignByHand(tenant, policy?.id ?? "", [seeded.groups.windowsDevices]);
    const { code, steps } = await plannedSteps(stack);
    expect(code).toBe(7);
    expect(steps["pin-reset-profile"]?.detailedDiff).toEqual({
      "settings[0].groups[0].children[0].value": expect.objectContaining({ kind: "update" }),
    });
    expect(Object.keys(steps["pin-reset-assignments"]?.detailedDiff ?? {})).toHaveLength(1);
    tenant.requests.clear();
    await up();
    expect(recoveryPolicies(tenant)).toEqual([{ ...declared, id: policy?.id }]);
    const writes = tenant.requests
      .single({ userAgent: "pulumi-intune/" })
      .filter(({ method }) => method !== "GET");
    expect(writes.map(({ method }) => method).sort()).toEqual(["POST", "PUT"]);
  });

  it("is destroyed, and leaves no policy", async () => {
    await succeed(stack, "destroy", "--yes", "--skip-preview");
    expect(recoveryPolicies(tenant)).toEqual([]);
  });
});

describe("a stack of the settings catalog beside a policy that it has not made", () => {
  declaresCatalog();

  it("makes no second one beside an Account protection policy, and says what to do", async () => {
    const id = seedRecoveryPolicy(tenant.state, { route: "accountProtection" });
    const run = await stack.run(["up", "--yes", "--skip-preview"]);
    expect(run.code).not.toBe(0);
    expect(run.stdout).toContain(
      `The Account protection policy "Account protection" (${id}) sets EnablePinRecovery already, to true, for devices`,
    );
    expect(run.stdout).toContain("npm run pin-reset -- consent");
    expect(recoveryPolicies(tenant)).toHaveLength(1);
    tenant.state.configurationPolicies.remove(id);
  });

  it("takes over the one that is equal", async () => {
    const id = await byHand(tenant, catalogPolicy("on"));
    await up();
    expect(recoveryPolicies(tenant)).toEqual([{ ...declared, id }]);
    expect((await plannedSteps(stack)).code).toBe(0);
  });
});
