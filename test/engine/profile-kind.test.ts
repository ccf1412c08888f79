import { afterEach, beforeEach, expect, it } from "vitest";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import { assignedAfterEachWrite, declaredGroups, recoveryPolicies, settingsFor } from "./catalog-stack.ts";
import { createStack, type Stack } from "./stack.ts";
import { configure, plannedSteps, succeed } from "./support.ts";

let tenant: Tenant;
let stack: Stack;

beforeEach(async () => {
  tenant = await startTenant();
  stack = await createStack({ env: tenant.env });
  await configure(stack, settingsFor("custom"));
  await up();
});

afterEach(async () => {
  await stack.close();
  await tenant.close();
});

const up = () => succeed(stack, "up", "--yes", "--skip-preview");
const ours = () => tenant.requests.graph("pulumi-intune/").map(({ method, target }) => `${method} ${target}`);

/** The only policy that sets EnablePinRecovery; it must be as declared. */
function theOnlyPolicy(kind: string) {
  const [only, ...others] = recoveryPolicies(tenant);
  expect(others).toEqual([]);
  expect(only).toMatchObject({ kind, isOn: true, groups: declaredGroups });
  return only?.id ?? "";
}

const words = {
  settingsCatalog:
    'the settings catalog policy "Windows Hello - PIN recovery" is created and assigned first, and the custom profile "Windows Hello - PIN recovery" is removed after that',
  custom:
    'the custom profile "Windows Hello - PIN recovery" is created and assigned first, and the settings catalog policy "Windows Hello - PIN recovery" is removed after that',
};

it("another kind and back leaves no moment without an assigned policy, and no policy behind", async () => {
  for (const [kind, before] of [
    ["settingsCatalog", "custom"],
    ["custom", "settingsCatalog"],
  ] as const) {
    const old = theOnlyPolicy(before);
    const { omaUri } = JSON.parse(await succeed(stack, "stack", "output", "--json"));
    await configure(stack, settingsFor(kind));
    expect(await succeed(stack, "preview")).toContain(words[kind]);

    tenant.requests.clear();
    await up();
    expect(assignedAfterEachWrite(tenant, old)).toEqual([2, 1, 1]);
    expect(ours()).toHaveLength(8);
    const id = theOnlyPolicy(kind);
    const outputs = JSON.parse(await succeed(stack, "stack", "output", "--json"));
    expect(outputs).toMatchObject({ omaUri, profileId: id });
    const after = await stack.run(["preview", "--expect-no-changes"]);
    expect(after, after.stdout).toMatchObject({ code: 0 });
    expect(after.stdout).not.toContain("profile.kind is");
  }
});

it("a change of kind whose new policy is not assigned leaves the old one as it was, until the next up", async () => {
  const old = theOnlyPolicy("custom");
  tenant.faults.add({
    match: { method: "POST", path: "/configurationPolicies/[^/]+/assign$" },
    count: "always",
    effect: { kind: "status", status: 403 },
  });
  await configure(stack, settingsFor("settingsCatalog"));
  tenant.requests.clear();
  expect((await stack.run(["up", "--yes", "--skip-preview"])).code).not.toBe(0);
  expect(assignedAfterEachWrite(tenant, old)).toEqual([]);
  expect(recoveryPolicies(tenant)).toMatchObject([{ id: old, groups: declaredGroups }, { groups: [] }]);

  tenant.faults.clear();
  await up();
  expect(Math.min(...assignedAfterEachWrite(tenant, old))).toBe(1);
  theOnlyPolicy("settingsCatalog");
});

it("a change of kind that waits for a second administrator's approval keeps the old policy until all of it is done", async () => {
  const old = theOnlyPolicy("custom");
  tenant.state.settings.approvals = { kinds: ["configurationPolicies"] };
  await configure(stack, {
    ...settingsFor("settingsCatalog"),
    "intune:approvalJustification": "Change 4711",
  });
  tenant.requests.clear();
  // The policy, and then its assignments.
  for (const held of [1, 2]) {
    expect((await stack.run(["up", "--yes", "--skip-preview"])).stdout).toContain("second administrator");
    expect(recoveryPolicies(tenant)).toHaveLength(held);
    expect(recoveryPolicies(tenant)[0]).toMatchObject({ id: old, groups: declaredGroups });
    await approve();
  }
  await up();
  expect(assignedAfterEachWrite(tenant, old)).toEqual([2, 1, 1]);
  theOnlyPolicy("settingsCatalog");
});

async function approve(): Promise<void> {
  const waiting = tenant.state.operationApprovalRequests
    .all()
    .find(({ status }) => status === "needsApproval");
  const path = `/beta/deviceManagement/operationApprovalRequests/${waiting?.id}/approve`;
  expect((await tenant.asAdministrator("POST", path, { justification: "seen" })).status).toBe(200);
}

it("a change of kind that was not finished can be taken back: the old policy stays assigned", async () => {
  const old = theOnlyPolicy("custom");
  for (const [method, path] of [
    ["POST", `/deviceConfigurations/${old}/assign$`],
    ["DELETE", `/deviceConfigurations/${old}$`],
  ] as const) {
    const effect = { kind: "status", status: 403 } as const;
    tenant.faults.add({ match: { method, path }, count: "always", effect });
  }
  await configure(stack, settingsFor("settingsCatalog"));
  expect((await stack.run(["up", "--yes", "--skip-preview"])).code).not.toBe(0);
  expect(recoveryPolicies(tenant)).toMatchObject([
    { id: old, groups: declaredGroups },
    { kind: "settingsCatalog", groups: declaredGroups },
  ]);

  tenant.faults.clear();
  await configure(stack, settingsFor("custom"));
  tenant.requests.clear();
  await up();
  expect(Math.min(...assignedAfterEachWrite(tenant, old))).toBeGreaterThan(0);
  expect(theOnlyPolicy("custom")).toBe(old);
  expect((await plannedSteps(stack)).code).toBe(0);
});
