import { writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { policiesFor } from "../../policy/rules.ts";
import { seeded } from "../../tenant/seed/ids.ts";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import { passcodeVault, pipelineIdentity } from "./azure-settings.ts";
import { createStack, repository, type Stack } from "./stack.ts";
import { configure, pluginProject } from "./support.ts";

const withPack = ["--policy-pack", path.join(repository, "policy")];
const names = policiesFor(() => undefined).map(({ name }) => name);
const other = "aaaaaaaa-8f5e-4f0c-9a61-2c1e7d90b6aa";

let tenant: Tenant;

beforeAll(async () => {
  tenant = await startTenant();
});
afterAll(() => tenant.close());

/** The mandatory violations that a run printed, each as policy and resource. */
const violated = (printed: string) =>
  [...printed.matchAll(/\[mandatory\].*? ([a-z-]+) {2}\(.*: (\S+)\)/g)]
    .map(([, policy, name]) => `${policy} ${name}`)
    .sort();

describe("the project with every part, under the policy pack", () => {
  let stack: Stack;
  const settings = (assignments: object) =>
    configure(stack, {
      "pin-reset:assignments": assignments,
      "pin-reset:passcodeVault": passcodeVault,
      "pin-reset:pipelineIdentity": pipelineIdentity,
    });

  beforeAll(async () => {
    stack = await createStack({ env: tenant.env, keepPlugins: true });
    await settings({ groups: ["Windows devices"] });
  });
  afterAll(() => stack.close());

  it("is previewed, brought up and previewed again without a violation, advisory ones included", async () => {
    for (const args of [["preview"], ["up", "--yes", "--skip-preview"], ["preview", "--expect-no-changes"]]) {
      const { code, stdout, stderr } = await stack.run([...args, ...withPack]);
      expect(code, stdout + stderr).toBe(0);
      expect(stdout).toMatch(/✅ pin-reset@v/);
      expect(stdout).not.toMatch(/\[(?:mandatory|advisory)\]/);
    }
  });

  it("may assign to all devices only where the configuration says so", async () => {
    await settings({ allDevices: true });
    const refused = await stack.run(["preview", ...withPack]);
    expect(refused.code).not.toBe(0);
    expect(violated(refused.stdout)).toEqual([
      "all-devices-and-users-only-where-allowed pin-reset-assignments",
    ]);
    expect(refused.stdout).toContain('add "pin-reset/dev" to allowedStacks');
    const file = path.join(stack.root, "config.json");
    await writeFile(file, JSON.stringify({ [String(names[3])]: { allowedStacks: ["pin-reset/dev"] } }));
    const allowed = await stack.run(["preview", ...withPack, "--policy-pack-config", file]);
    expect(allowed, allowed.stdout).toMatchObject({ code: 0 });
  });
});

/** Breaks every rule, each by a resource of its own, and declares well what stands beside it. */
const lawless = `
import * as azuread from "@pulumi/azuread";
import { Vault } from "@pulumi/azure-native/keyvault/vault.js";
import { FederatedIdentityCredential } from "@pulumi/azure-native/managedidentity/federatedIdentityCredential.js";

const uri = (tenant) => "./Device/Vendor/MSFT/PassportForWork/" + tenant + "/Policies/EnablePinRecovery";
const profile = (name, omaUri, value) => new WindowsCustomConfiguration(name, {
  displayName: name, omaSettings: [{ displayName: "b", omaUri, type: "Boolean", value }],
});
const assign = (name, profile, targets) => new DeviceConfigurationAssignments(name, { configurationId: profile.id, targets });
const group = { type: "group", groupId: "${seeded.groups.windowsDevices}" };

assign("off-group", profile("off", uri("${other}"), false), [group]);
assign("elsewhere-group", profile("elsewhere", uri("${seeded.tenantId}"), true), [group]);
assign("everyone", profile("fine", uri("${other}"), true), [{ type: "allUsers" }]);
profile("unassigned", uri("${other}"), true);
new azuread.ServicePrincipal("unkept", { clientId: "b8456c59-1230-44c7-a4a2-99b085333e84", useExisting: true });
new azuread.ServicePrincipal("kept", { clientId: "9115dd05-fad5-4f9c-acc7-305d08b1b04e", useExisting: true }, { protect: true });
new FederatedIdentityCredential("any", {
  resourceGroupName: "rg", resourceName: "id", federatedIdentityCredentialResourceName: "any", issuer: "https://token.actions.githubusercontent.com", subject: "repo:contoso/*",
  audiences: ["api://AzureADTokenExchange"],
});
new Vault("purgeable", {
  vaultName: "kv-purgeable", resourceGroupName: "rg", location: "westeurope",
  properties: { tenantId: "${seeded.tenantId}", sku: { family: "A", name: "standard" } },
});`;

describe("a program that breaks every rule", () => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await createStack({ env: tenant.env, files: pluginProject(lawless), keepPlugins: true });
    // The tenant that the stack is for, in a setting, which counts before the environment.
    await configure(stack, { "pin-reset:tenantId": other });
  });
  afterAll(() => stack.close());

  it("is refused in a preview, by every policy with the resource that breaks it", async () => {
    const { code, stdout, stderr } = await stack.run(["preview", ...withPack]);
    expect(code, stdout + stderr).not.toBe(0);
    expect(violated(stdout)).toEqual([
      "all-devices-and-users-only-where-allowed everyone",
      "first-party-principals-kept unkept",
      "no-wildcard-subjects any",
      "oma-uri-names-own-tenant elsewhere",
      "pin-recovery-never-off off",
      "profiles-assigned unassigned",
      "vaults-purge-protected purgeable",
    ]);
  });

  it("makes no profile that turns PIN recovery off, in an update without a preview either", async () => {
    const { code, stdout } = await stack.run(["up", "--yes", "--skip-preview", ...withPack]);
    expect(code, stdout).not.toBe(0);
    const made = tenant.state.deviceConfigurations.all().map(({ displayName }) => displayName);
    expect(made).not.toContain("off");
    expect(made).not.toContain("elsewhere");
  });
});
