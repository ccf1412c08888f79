import { afterAll, beforeAll, expect, it } from "vitest";
import { pinResetApps } from "../../../tenant/seed/ids.ts";
import { startTenant, type Tenant } from "../../../tenant/server.ts";
import type { Stack } from "../stack.ts";
import { plannedSteps, succeed } from "../support.ts";
import { startWorkspace } from "./workspace.ts";

let tenant: Tenant;
let stack: Stack;

const program = `import { PinReset } from "pulumi-pin-reset";
const { profileId } = new PinReset("pin-reset", { assignments: { groups: ["Windows devices"] } });
export { profileId };
`;

beforeAll(async () => {
  tenant = await startTenant();
  stack = await startWorkspace(program, { env: tenant.env });
});

afterAll(async () => {
  await stack.close();
  await tenant.close();
});

it("a program of another repository's workspace brings up PinReset with the npm package alone", async () => {
  await succeed(stack, "up", "--yes", "--skip-preview");
  const [profile] = tenant.state.deviceConfigurations
    .all()
    .filter(({ displayName }) => displayName.includes("PIN recovery"));
  expect((await succeed(stack, "stack", "output", "profileId")).trim()).toBe(profile?.id);
  const appIds = tenant.state.servicePrincipals.all().map(({ appId }) => appId);
  expect(appIds).toEqual(expect.arrayContaining(Object.values(pinResetApps).map(({ id }) => id)));
});

it("its next preview is empty, and it can be destroyed", async () => {
  expect((await plannedSteps(stack)).code).toBe(0);
  await succeed(stack, "destroy", "--yes", "--skip-preview");
  expect(
    tenant.state.deviceConfigurations.all().filter(({ displayName }) => displayName.includes("PIN recovery")),
  ).toEqual([]);
});
