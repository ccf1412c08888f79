import { writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import { createStack, type Stack } from "./stack.ts";
import { pluginProgram, pluginProject, succeed } from "./support.ts";

const template = "fcef01f2-439d-4c3f-9184-823fd6e97646_1";
const group = "device_vendor_msft_passportforwork_{tenantid}";

let tenant: Tenant;
let stack: Stack;

const program = (more: string) => `
const setting = "${group}_policies_enablepinrecovery";
const policy = new SettingsCatalogPolicy("policy", { name: "Hello", ${more} settings: [{
  type: "groupCollection", definitionId: "${group}",
  groups: [{ children: [{ type: "choice", definitionId: setting, value: setting + "_true" }] }],
}] });
new DeviceConfigurationAssignments("assigned", {
  configurationId: policy.id, policyKind: "settingsCatalog", targets: [{ type: "allDevices" }],
});`;

beforeAll(async () => {
  tenant = await startTenant();
  stack = await createStack({ env: tenant.env, files: pluginProject(program("")) });
});

afterAll(async () => {
  await stack.close();
  await tenant.close();
});

it("a policy whose template changes is replaced under its name, and assigned again", async () => {
  await succeed(stack, "up", "--yes", "--skip-preview");
  const [before] = tenant.state.configurationPolicies.all();
  await writeFile(
    path.join(stack.directory, "index.ts"),
    pluginProgram(program(`templateId: "${template}",`)),
  );
  await succeed(stack, "up", "--yes", "--skip-preview");
  const [after, ...others] = tenant.state.configurationPolicies.all();
  expect(others).toEqual([]);
  expect(after).toMatchObject({ name: "Hello", templateId: template });
  expect(after?.assignments).toHaveLength(1);
  expect(after?.id).not.toBe(before?.id);
});
