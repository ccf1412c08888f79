import { afterAll, beforeAll, expect, it } from "vitest";
import { startTenants, type Tenants } from "../../../tenant/many.ts";
import type { Stack } from "../stack.ts";
import { plannedSteps, succeed } from "../support.ts";
import { startWorkspace } from "./workspace.ts";

let tenants: Tenants;
let stack: Stack;

const program = `import * as azuread from "@pulumi/azuread";
import { PinReset } from "pulumi-pin-reset";
import { Provider } from "pulumi-pin-reset/intune";

for (const tenantId of (process.env.TENANT_IDS ?? "").split(",")) {
  const providers = [
    new azuread.Provider(tenantId, { tenantId }),
    new Provider(tenantId, { tenantId }),
  ];
  new PinReset(\`pin-reset-\${tenantId}\`, { assignments: { groups: ["Windows devices"] } }, { providers });
}
`;

beforeAll(async () => {
  tenants = await startTenants({ count: 2 });
  const ids = tenants.list.map(({ tenantId }) => tenantId).join(",");
  stack = await startWorkspace(program, { env: { ...tenants.env, TENANT_IDS: ids } });
});

afterAll(async () => {
  await stack.close();
  await tenants.close();
});

const omaUris = (index: number) =>
  tenants
    .get(index)
    .state.deviceConfigurations.all()
    .flatMap((profile) => ("omaSettings" in profile ? profile.omaSettings : []))
    .map((setting) => setting.omaUri)
    .filter((omaUri) => omaUri.includes("EnablePinRecovery"));

it("a program brings up PinReset in two tenants, each with its own profile and no other's", async () => {
  await succeed(stack, "up", "--yes", "--skip-preview");
  for (const [index, { tenantId }] of tenants.list.entries()) {
    expect(omaUris(index)).toEqual([
      `./Device/Vendor/MSFT/PassportForWork/${tenantId}/Policies/EnablePinRecovery`,
    ]);
  }
  expect((await plannedSteps(stack)).code).toBe(0);
});

it("what it has in both tenants is destroyed together", async () => {
  await succeed(stack, "destroy", "--yes", "--skip-preview");
  expect([omaUris(0), omaUris(1)]).toEqual([[], []]);
});
