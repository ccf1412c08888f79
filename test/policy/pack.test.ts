import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";
import { readConfig } from "../../policy/config.ts";
import { policiesFor } from "../../policy/rules.ts";
import { surroundings } from "../../policy/surroundings.ts";
import { version } from "../../version.ts";

const repository = path.resolve(import.meta.dirname, "..", "..");
const read = (...file: string[]) => readFile(path.join(repository, ...file), "utf8");
const policies = policiesFor(() => undefined);

it("every policy is mandatory, and says in its message what is wrong and what to do", () => {
  expect(policies.map(({ enforcementLevel }) => enforcementLevel)).toEqual(policies.map(() => "mandatory"));
  expect(new Set(policies.map(({ name }) => name)).size).toBe(7);
});

it("the page has every policy, with every setting of its configuration", async () => {
  const page = await read("docs", "policy-pack.md");
  for (const { name, configSchema } of policies) {
    for (const word of [name, ...Object.keys(configSchema?.properties ?? {})]) {
      expect(page).toContain(`\`${word}\``);
    }
  }
});

it("the pack has the project's version, and needs what the project has", async () => {
  const pack = JSON.parse(await read("policy", "package.json"));
  const { dependencies } = JSON.parse(await read("package.json"));
  expect(pack.version).toBe(version);
  expect(dependencies).toMatchObject(pack.dependencies);
});

it("a policy that is configured without a level does not become advisory", () => {
  expect(
    readConfig(
      '{"one": {"allowedStacks": ["dev"]}, "two": "disabled", "three": {"enforcementLevel": "advisory"}}',
    ),
  ).toEqual({
    one: { enforcementLevel: "mandatory", allowedStacks: ["dev"] },
    two: "disabled",
    three: { enforcementLevel: "advisory" },
  });
});

it("the configuration in the repository names policies that there are", async () => {
  const named = Object.keys(readConfig(await read("policy", "config.json")));
  expect(policies.map(({ name }) => name)).toEqual(expect.arrayContaining(named));
});

it("the stack's settings come from the language host, and the environment counts without them", () => {
  const given = surroundings({ PULUMI_CONFIG: '{"pin-reset:tenantId":"a"}', ARM_TENANT_ID: "b" });
  expect([given("pin-reset:tenantId"), given("azuread:tenantId"), given("ARM_TENANT_ID")]).toEqual([
    "a",
    undefined,
    "b",
  ]);
  expect(surroundings({ ARM_TENANT_ID: "b" })("ARM_TENANT_ID")).toBe("b");
});
