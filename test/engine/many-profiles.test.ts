import { afterAll, beforeAll, expect, it } from "vitest";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import { createStack, type Stack } from "./stack.ts";
import { pluginProject } from "./support.ts";

const program = `
for (let i = 0; i < 100; i++) {
  const profile = new WindowsCustomConfiguration("profile-" + i, { displayName: "Profile " + i, omaSettings: [
    { displayName: "b", omaUri: "./Device/B", type: "Boolean", value: true }] });
  new DeviceConfigurationAssignments("assigned-" + i, { configurationId: profile.id, targets: [{ type: "allDevices" }] });
}`;

let tenant: Tenant;
let stack: Stack;

beforeAll(async () => {
  tenant = await startTenant();
  stack = await createStack({ env: tenant.env, files: pluginProject(program) });
  const made = await stack.run(["up", "--yes", "--skip-preview"]);
  expect(made, made.stdout + made.stderr).toMatchObject({ code: 0 });
});

afterAll(async () => {
  await stack.close();
  await tenant.close();
});

it("a hundred profiles with assignments are read in batches that are full", async () => {
  tenant.requests.clear();
  const preview = await stack.run(["preview", "--expect-no-changes"]);
  expect(preview, preview.stdout + preview.stderr).toMatchObject({ code: 0 });
  const trips = tenant.requests.graph("pulumi-intune/");
  expect(trips.reduce((sum, { steps }) => sum + Math.max(1, steps.length), 0)).toBe(200);
  // Ten are the least. An engine that is held up for longer than reads wait for one another begins another batch.
  expect(trips.length).toBeLessThanOrEqual(12);
});
