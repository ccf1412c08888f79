import { writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import { createStack, type Stack } from "./stack.ts";
import { plannedSteps, pluginProgram, pluginProject, succeed } from "./support.ts";

let tenant: Tenant;
let stack: Stack;

/** Two explicit providers with different settings, and a profile of each; a third profile has the default one. */
const program = (description: string) => `
class IntuneProvider extends pulumi.ProviderResource {
  constructor(name, args) { super("intune", name, args); }
}
const providers = {
  one: new IntuneProvider("one", { retryTimeoutSeconds: 300 }),
  two: new IntuneProvider("two", { retryTimeoutSeconds: 400, readEncryptedValues: false }),
  none: undefined,
};
for (const [name, provider] of Object.entries(providers)) {
  const profile = new WindowsCustomConfiguration(name, {
    displayName: name, description: ${JSON.stringify(description)},
    omaSettings: [{ displayName: "b", omaUri: "./Device/B", type: "Boolean", value: true }],
  }, { provider });
  new DeviceConfigurationAssignments(name, { configurationId: profile.id, targets: [{ type: "allDevices" }] }, { provider });
}`;

beforeAll(async () => {
  tenant = await startTenant();
  stack = await createStack({ env: tenant.env, files: pluginProject(program("first")) });
});

afterAll(async () => {
  await stack.close();
  await tenant.close();
});

it("the engine starts a process for each provider of a program, and configures none of them twice", async () => {
  await succeed(stack, "up", "--yes", "--skip-preview");
  expect((await plannedSteps(stack)).code).toBe(0);
  const again = await stack.run(["up", "--yes"]);
  expect(again, again.stderr).toMatchObject({ code: 0 });
  await writeFile(path.join(stack.directory, "index.ts"), pluginProgram(program("second")));
  const { code, steps } = await plannedSteps(stack);
  expect(code).toBe(7);
  for (const name of ["one", "two", "none"]) {
    expect(steps[name]).toBeDefined();
  }
  const changed = await stack.run(["up", "--yes"]);
  expect(changed, changed.stdout).toMatchObject({ code: 0 });
  expect(again.stdout + changed.stdout).not.toContain("configured already");
  const descriptions = ["one", "two", "none"].map(
    (name) => tenant.state.deviceConfigurations.all().find((each) => each.displayName === name)?.description,
  );
  expect(descriptions).toEqual(["second", "second", "second"]);
});

it("another setting of a provider is an update of that provider, and no second configuration of its process", async () => {
  const more = program("third").replace("retryTimeoutSeconds: 300", "retryTimeoutSeconds: 500");
  await writeFile(path.join(stack.directory, "index.ts"), pluginProgram(more));
  expect((await plannedSteps(stack)).code).toBe(7);
  const up = await stack.run(["up", "--yes"]);
  expect(up, up.stdout).toMatchObject({ code: 0 });
  expect((await plannedSteps(stack)).code).toBe(0);
  await succeed(stack, "destroy", "--yes", "--skip-preview");
});
