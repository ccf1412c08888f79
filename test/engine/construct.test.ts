import { writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Tenants } from "../../tenant/many.ts";
import type { Stack } from "./stack.ts";
import { plannedSteps, succeed } from "./support.ts";
import { createTwoTenantStack, moduleOf, programInTwoTenants, startTwoTenants } from "./two-tenants.ts";

let tenants: Tenants;
let stack: Stack;

/** A program in which PinReset is the class of TypeScript, or what an SDK of another language registers. */
function program(form: "class" | "remote", body: string): string {
  const remote = `class PinReset extends pulumi.ComponentResource {
  constructor(name, args, opts) {
    const outputs = { omaUri: undefined, profileId: undefined, servicePrincipalIds: undefined, assignedTo: undefined, links: undefined };
    super("intune:index:PinReset", name, { ...outputs, ...args }, opts, true);
  }
}`;
  const imports = [
    `import { WindowsCustomConfiguration } from ${moduleOf("intune", "sdk.ts")};`,
    form === "class" ? `import { PinReset } from ${moduleOf("components", "index.ts")};` : remote,
  ];
  return programInTwoTenants(tenants, imports, body);
}

const body = `
const omaSettings = [{ displayName: "b", omaUri: "./Device/B", type: "Boolean", value: true }];
const other = new WindowsCustomConfiguration("other", { displayName: "Other", omaSettings }, { provider: of.contoso.providers[1] });
const outer = new pulumi.ComponentResource("test:index:Outer", "outer", {}, { providers: of.contoso.providers });
const contoso = new PinReset("contoso", {
  profile: { displayName: pulumi.secret("A secret name"), description: other.id.apply((id) => "beside " + id) },
  assignments: { groups: ["Windows devices"], excludedGroups: ["Kiosks"] },
}, { parent: outer, dependsOn: [other] });
const fabrikam = new PinReset("fabrikam", { assignments: { groups: [other.id.apply(() => "Windows devices")] } }, { ...of.fabrikam, protect: false });
export const { omaUri, profileId, servicePrincipalIds, assignedTo } = contoso;
export const fabrikamOmaUri = fabrikam.omaUri;
`;

beforeAll(async () => {
  tenants = await startTwoTenants();
  stack = await createTwoTenantStack(tenants, "construct", program("class", body));
});

afterAll(async () => {
  await stack.close();
  await tenants.close();
});

const write = (form: "class" | "remote", more: string) =>
  writeFile(path.join(stack.directory, "index.ts"), program(form, more));

type Exported = {
  urn: string;
  parent?: string;
  provider?: string;
  dependencies?: string[];
  protect?: boolean;
  retainOnDelete?: boolean;
  ignoreChanges?: string[];
  inputs?: unknown;
};

async function exported(): Promise<readonly Exported[]> {
  const { deployment } = JSON.parse(await succeed(stack, "stack", "export"));
  const all: Exported[] = deployment.resources;
  return all.sort((one, other) => (one.urn < other.urn ? -1 : 1));
}

/** Which resources they are, under what, by which provider and with which options and inputs. */
function asDeclared(resources: readonly Exported[]): unknown[] {
  return resources.map(({ urn, parent, provider = "", protect, retainOnDelete, ignoreChanges, inputs }) => ({
    urn,
    parent,
    // The last part of a provider's reference is an id that each creation draws.
    provider: provider.replace(/::[^:]*$/, ""),
    protect,
    retainOnDelete,
    ignoreChanges,
    inputs: urn.includes("pulumi:providers:") ? undefined : withoutIds(inputs),
  }));
}

/** Without what differs from creation to creation: the ids of objects, and ciphertexts. */
function withoutIds(inputs: unknown): unknown {
  return JSON.parse(
    JSON.stringify(inputs ?? {})
      .replace(/"ciphertext":"[^"]*"/g, '"ciphertext":""')
      .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "id"),
  );
}

it("PinReset of the provider registers what PinReset of TypeScript registers, name by name", async () => {
  await succeed(stack, "up", "--yes", "--skip-preview");
  const byClass = await exported();
  await succeed(stack, "destroy", "--yes", "--skip-preview");

  await write("remote", body);
  const { code, steps } = await plannedSteps(stack);
  expect(code).toBe(7);
  expect(steps["contoso-assignments"]?.op).toBe("create");
  await succeed(stack, "up", "--yes", "--skip-preview");

  const byProvider = await exported();
  expect(asDeclared(byProvider)).toEqual(asDeclared(byClass));
  for (const [index, { urn, dependencies = [] }] of byClass.entries()) {
    // The engine counts what an argument depends on among what the component depends on.
    expect([urn, byProvider[index]?.dependencies ?? []]).toEqual([urn, expect.arrayContaining(dependencies)]);
  }
  expect(byClass).toHaveLength(28);
  expect((await plannedSteps(stack)).code).toBe(0);
  const outputs = JSON.parse(await succeed(stack, "stack", "output", "--json"));
  const [contoso, fabrikam] = tenants.list;
  expect(outputs.omaUri).toContain(contoso?.tenantId);
  expect(outputs.fabrikamOmaUri).toContain(fabrikam?.tenantId);
  expect(outputs.assignedTo).toHaveLength(2);
});

it("a stack goes from the one form to the other and back without a change", async () => {
  await write("class", body);
  expect((await plannedSteps(stack)).code).toBe(0);
  await write("remote", body);
  expect((await plannedSteps(stack)).code).toBe(0);
});

it("what is secret in the program stays so in the state", async () => {
  expect(await succeed(stack, "stack", "export")).not.toContain("A secret name");
});

it("says what is wrong with an argument in the words of the class", async () => {
  await write("remote", body.replace('["Windows devices"], excluded', '["No such group"], excluded'));
  const { code, stdout, stderr } = await stack.run(["preview"]);
  expect(code).not.toBe(0);
  expect(stdout + stderr).toContain('PinReset "contoso" has 1 issue; nothing of it was created or changed.');
  expect(stdout + stderr).toContain('assignments.groups[0] names the group "No such group"');
  // The SDK of the program adds its own trace, of where the program made the component.
  expect(stdout + stderr).not.toMatch(/at .*(?:lookups|settings|provider)\//);
  await write("remote", body.replace("excludedGroups", "excluded"));
  expect((await stack.run(["preview"])).stdout).toContain("assignments.excluded");
});

it("is destroyed", async () => {
  await write("remote", body);
  await succeed(stack, "destroy", "--yes", "--skip-preview");
  for (const { name } of tenants.list) {
    expect(JSON.stringify(tenants.get(name).state.deviceConfigurations.all())).not.toContain(
      "PassportForWork",
    );
  }
});
