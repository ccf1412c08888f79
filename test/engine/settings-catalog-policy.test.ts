import { writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import { createStack, type Stack } from "./stack.ts";
import { plannedSteps, pluginProgram, pluginProject, succeed } from "./support.ts";

const group = "device_vendor_msft_passportforwork_{tenantid}";
const recovery = `${group}_policies_enablepinrecovery`;

const program = (value: boolean, description = "declared") => `
const policy = new SettingsCatalogPolicy("policy", { name: "PIN recovery", description: ${JSON.stringify(description)}, settings: [
  { type: "groupCollection", definitionId: "${group}", groups: [{ children: [
    { type: "choice", definitionId: "${recovery}", value: "${recovery}_${value}" }] }] }] });
new DeviceConfigurationAssignments("assigned", { configurationId: policy.id, policyKind: "settingsCatalog", targets: [{ type: "allDevices" }] });`;

const justified = { INTUNE_APPROVAL_JUSTIFICATION: "Monthly change 4711" };

let tenant: Tenant;
let stack: Stack;

beforeAll(async () => {
  tenant = await startTenant();
  stack = await createStack({ env: tenant.env, files: pluginProject(program(true)) });
});

afterAll(async () => {
  await stack?.close();
  await tenant?.close();
});

const policies = () => tenant.state.configurationPolicies.all();
const declare = (text: string) => writeFile(path.join(stack.directory, "index.ts"), pluginProgram(text));
const up = async () => {
  const { code, stdout, stderr } = await stack.run(["up", "--yes", "--skip-preview"], justified);
  return { code, output: stdout + stderr };
};

async function approve() {
  const waiting = tenant.state.operationApprovalRequests
    .all()
    .filter(({ status }) => status === "needsApproval");
  expect(waiting).toHaveLength(1);
  const target = `/beta/deviceManagement/operationApprovalRequests/${waiting[0]?.id}/approve`;
  const { status } = await tenant.asAdministrator("POST", target, { justification: "seen" });
  expect(status).toBe(200);
}

describe("a stack in a tenant where a second administrator approves writes", () => {
  it("is finished by `up` after each approval: the policy, then its assignments; then nothing is left to do", async () => {
    tenant.state.settings.approvals = { kinds: ["configurationPolicies"] };
    const held = await up();
    expect(held.code).not.toBe(0);
    expect(held.output).toContain("the next `pulumi up` finishes it");
    expect(policies()).toEqual([]);

    await approve();
    const created = await up();
    expect(created.code).not.toBe(0);
    expect(created.output).toContain("until a second administrator approves it");
    expect(policies().map(({ name, assignments }) => ({ name, assignments }))).toEqual([
      { name: "PIN recovery", assignments: [] },
    ]);

    await approve();
    const finished = await up();
    expect(finished, finished.output).toMatchObject({ code: 0 });
    expect(policies()[0]?.assignments).toHaveLength(1);
    await succeed(stack, "preview", "--expect-no-changes");
    tenant.state.settings.approvals = undefined;
  });
});

describe("a stack with a settings catalog policy and its assignments", () => {
  it("is previewed in one round trip where nothing has changed", async () => {
    tenant.requests.clear();
    await succeed(stack, "preview", "--expect-no-changes");
    expect(tenant.requests.graph("pulumi-intune/")).toHaveLength(1);
    expect(tenant.requests.single({ userAgent: "pulumi-intune/" })).toHaveLength(2);
  });

  it("shows a setting that an administrator changed by its path, and `up` writes it in one round trip", async () => {
    const [policy] = policies();
    const settings = JSON.parse(JSON.stringify(policy?.settings).replace("_true", "_false"));
    tenant.state.configurationPolicies.change(policy?.id ?? "", { settings });
    const { code, steps } = await plannedSteps(stack);
    expect(code).not.toBe(0);
    expect(Object.keys(steps.policy?.detailedDiff ?? {})).toEqual([
      "settings[0].groups[0].children[0].value",
    ]);
    tenant.requests.clear();
    await succeed(stack, "up", "--yes", "--skip-preview");
    expect(tenant.requests.graph("pulumi-intune/")).toHaveLength(2);
    expect(JSON.stringify(policies()[0]?.settings)).toContain(`${recovery}_true`);
    expect(policies()[0]?.assignments).toHaveLength(1);
  });

  it("is changed where it is, imported under another name with an empty preview, and destroyed", async () => {
    const [{ id = "" } = {}] = policies();
    await declare(program(false, "other"));
    await succeed(stack, "up", "--yes", "--skip-preview");
    expect(policies()).toMatchObject([{ id, description: "other" }]);
    const urns = (await stack.run(["stack", "--show-urns"])).stdout.match(/urn:pulumi:\S+/g) ?? [];
    for (const name of ["assigned", "policy"]) {
      const urn = urns.find((each) => each.endsWith(`::${name}`)) ?? "";
      await succeed(stack, "state", "delete", urn, "--yes");
    }
    const type = "intune:index:SettingsCatalogPolicy";
    await succeed(
      stack,
      "import",
      type,
      "policy",
      "name:PIN recovery",
      "--yes",
      "--protect=false",
      "--generate-code=false",
    );
    const assignments = "intune:index:DeviceConfigurationAssignments";
    await succeed(
      stack,
      "import",
      assignments,
      "assigned",
      `settingsCatalog:${id}`,
      "--yes",
      "--protect=false",
      "--generate-code=false",
    );
    await succeed(stack, "preview", "--expect-no-changes");
    await succeed(stack, "destroy", "--yes", "--skip-preview");
    expect(policies()).toEqual([]);
  });
});
