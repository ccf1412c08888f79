import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { expect, it } from "vitest";
import { z } from "zod";
import { serveAzureNative } from "./support/azure-native.ts";

const served = serveAzureNative();
const root = path.dirname(createRequire(import.meta.url).resolve("@pulumi/azure-native/package.json"));

const schema = z.object({
  resources: z.record(z.string(), z.object({ inputProperties: z.record(z.string(), z.unknown()) })),
  types: z.record(z.string(), z.object({ properties: z.record(z.string(), z.unknown()) })),
});

/** The members of an interface that a declaration file of the package has, within a namespace where one is given. */
function membersOf(file: string, name: string, namespace = ""): string[] {
  const declarations = readFileSync(path.join(root, file), "utf8");
  const from = namespace === "" ? 0 : declarations.indexOf(`namespace ${namespace} {`);
  const [, indent = "", body = ""] =
    new RegExp(`^( *)(?:export )?interface ${name} \\{\\n(.*?)^\\1\\}`, "ms").exec(
      declarations.slice(from),
    ) ?? [];
  return [...body.matchAll(new RegExp(`^${indent}    (\\w+)\\??:`, "gm"))].map(([, member]) =>
    String(member),
  );
}

it.each([
  ["azure-native:resources:ResourceGroup", "resources/resourceGroup.d.ts", "ResourceGroupArgs"],
  ["azure-native:keyvault:Vault", "keyvault/vault.d.ts", "VaultArgs"],
  ["azure-native:authorization:RoleAssignment", "authorization/roleAssignment.d.ts", "RoleAssignmentArgs"],
  [
    "azure-native:managedidentity:UserAssignedIdentity",
    "managedidentity/userAssignedIdentity.d.ts",
    "UserAssignedIdentityArgs",
  ],
  [
    "azure-native:managedidentity:FederatedIdentityCredential",
    "managedidentity/federatedIdentityCredential.d.ts",
    "FederatedIdentityCredentialArgs",
  ],
])("%s has the inputs that the package has, and no others", async (token, file, name) => {
  const { resources } = schema.parse(await served.plugin.schema());
  const members = membersOf(file, name);
  expect(members.length).toBeGreaterThan(0);
  expect(Object.keys(resources[token]?.inputProperties ?? {}).sort()).toEqual(members.sort());
});

it.each([
  ["VaultProperties", "VaultPropertiesArgs"],
  ["NetworkRuleSet", "NetworkRuleSetArgs"],
  ["IPRule", "IPRuleArgs"],
  ["VirtualNetworkRule", "VirtualNetworkRuleArgs"],
  ["Sku", "SkuArgs"],
  ["AccessPolicyEntry", "AccessPolicyEntryArgs"],
  ["Permissions", "PermissionsArgs"],
])("a vault's %s has the members that the package has, and no others", async (type, name) => {
  const { types } = schema.parse(await served.plugin.schema());
  const members = membersOf("types/input.d.ts", name, "keyvault");
  expect(members.length).toBeGreaterThan(0);
  expect(Object.keys(types[`azure-native:index:${type}`]?.properties ?? {}).sort()).toEqual(members.sort());
});
