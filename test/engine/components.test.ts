import { writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Tenants } from "../../tenant/many.ts";
import type { Stack } from "./stack.ts";
import { plannedSteps, succeed } from "./support.ts";
import { createTwoTenantStack, moduleOf, programInTwoTenants, startTwoTenants } from "./two-tenants.ts";

let tenants: Tenants;
let stack: Stack;

const sdk = moduleOf("intune", "sdk.ts");
const components = moduleOf("components", "index.ts");

/** A program in two tenants, each with providers of its own. */
function program(body: string): string {
  return programInTwoTenants(tenants, [`import { PinReset } from ${components};`], body);
}

const both = (groups: string) => `
const outputs = Object.fromEntries(Object.keys(tenants).map((name) =>
  [name, new PinReset(name, { tenantId: tenants[name], assignments: { groups: ${groups} } }, of[name])]));
export const omaUris = Object.fromEntries(Object.entries(outputs).map(([name, { omaUri }]) => [name, omaUri]));
`;

beforeAll(async () => {
  tenants = await startTwoTenants();
  stack = await createTwoTenantStack(tenants, "two-tenants", program(both('["Windows devices"]')));
});

afterAll(async () => {
  await stack.close();
  await tenants.close();
});

const write = (body: string) => writeFile(path.join(stack.directory, "index.ts"), program(body));

it("each component of a program goes to the tenant of its own providers, look-ups and all", async () => {
  await succeed(stack, "up", "--yes", "--skip-preview");
  for (const { name, tenantId } of tenants.list) {
    const { state } = tenants.get(name);
    const uris = JSON.stringify(state.deviceConfigurations.all()).match(/PassportForWork\/[^/]+/g);
    expect([...new Set(uris)]).toEqual([`PassportForWork/${tenantId}`]);
  }
  expect((await plannedSteps(stack)).code).toBe(0);
});

it.each([
  ["whose outputs are the program's", "export const omaUris"],
  ["whose outputs nothing uses", "const unused"],
  [
    "whose outputs another component takes",
    "new pulumi.ComponentResource('a:b:C', 'c').registerOutputs({ id: outputs.fabrikam.profileId }); const unused",
  ],
])(
  "a component of which an argument is wrong, and %s, says which, once, and changes nothing",
  async (_, used) => {
    await write(
      both('["Windows devices", name === "fabrikam" ? "No such group" : "Kiosks"]').replace(
        "export const omaUris",
        used,
      ),
    );
    const fabrikam = tenants.get("fabrikam").requests;
    fabrikam.clear();
    const { code, stdout, stderr } = await stack.run(["up", "--yes", "--skip-preview"]);
    const methods = fabrikam
      .single()
      .map(({ method, target }) => (target.includes("/oauth2/") ? "" : method));
    expect([...new Set(methods)].sort()).toEqual(["", "GET"]);
    const said = stdout + stderr;
    expect(code).not.toBe(0);
    expect(said).toContain('PinReset "fabrikam" has 1 issue; nothing of it was created or changed.');
    expect(said).toContain(
      'assignments.groups[1] names the group "No such group", which the directory does not have',
    );
    expect(said).toContain('set assignments.groups[1] to "NAME OR OBJECT ID"');
    expect(said.match(/No such group/g)).toHaveLength(1);
    expect(said).not.toMatch(/\bat .*\.ts:\d+/);
    expect(said).not.toContain("pulumi config set");
  },
);

it("what a resource of the same program gives is unknown in the preview, and there after the update", async () => {
  await write(`
    import { WindowsCustomConfiguration } from ${sdk};
    const omaSettings = [{ displayName: "b", omaUri: "./Device/B", type: "Boolean", value: true }];
    const other = new WindowsCustomConfiguration("other", { displayName: "Other", omaSettings }, { provider: of.contoso.providers[1] });
    const later = (value) => other.id.apply(() => value);
    new PinReset("contoso", {
      consent: { serviceScopes: later(["User.Read"]) },
      profile: { displayName: pulumi.secret("A name"), description: later("A description") },
      assignments: { groups: [later("Windows devices")], excludedGroups: ["Kiosks"] },
    }, of.contoso);
    new PinReset("fabrikam", { assignments: { groups: ["Windows devices"] } }, of.fabrikam);
  `);
  const { code, steps } = await plannedSteps(stack);
  expect(code).toBe(7);
  const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
  expect(steps["contoso-profile"]?.newState?.inputs).toMatchObject({ description: unknown });
  expect(steps["contoso-assignments"]?.newState?.inputs).toMatchObject({ targets: unknown });
  expect(steps["contoso-service-on-directory"]?.newState?.inputs).toMatchObject({ claimValues: unknown });
  expect(steps["contoso-client-on-service"]?.op).toBe("same");

  await succeed(stack, "up", "--yes", "--skip-preview");
  expect(assigned("contoso", "A name")).toEqual(["exclusionGroupAssignmentTarget", "groupAssignmentTarget"]);
  expect((await plannedSteps(stack)).code).toBe(0);
  expect(await succeed(stack, "stack", "export")).not.toContain('"A name"');
});

it("components of one name under different parents do not take each other's resources for their own", async () => {
  const under = (type: string, tenant: string) => `
    const ${tenant} = new pulumi.ComponentResource("test:index:${type}", "${tenant}");
    new PinReset("same", { assignments: { groups: ["Windows devices"] } }, { parent: ${tenant}, ...of.${tenant} });`;
  await succeed(stack, "destroy", "--yes", "--skip-preview");
  await write(under("One", "contoso"));
  await succeed(stack, "up", "--yes", "--skip-preview");
  await write(under("One", "contoso") + under("Two", "fabrikam"));
  await succeed(stack, "up", "--yes", "--skip-preview");
  expect((await plannedSteps(stack)).code).toBe(0);
  expect(assigned("fabrikam", "Windows Hello - PIN recovery")).toEqual(["groupAssignmentTarget"]);
});

it("is destroyed with all that it made but the principals", async () => {
  await succeed(stack, "destroy", "--yes", "--skip-preview");
  for (const { name } of tenants.list) {
    expect(JSON.stringify(tenants.get(name).state.deviceConfigurations.all())).not.toContain(
      "PassportForWork",
    );
    expect(tenants.get(name).state.servicePrincipals.all().length).toBeGreaterThan(1);
  }
});

/** The kinds of targets of a profile. */
function assigned(tenant: string, displayName: string): string[] {
  const profile = tenants
    .get(tenant)
    .state.deviceConfigurations.all()
    .find((each) => each.displayName === displayName);
  return (JSON.stringify(profile).match(/\w+AssignmentTarget/g) ?? []).sort();
}
