import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { expect, it, onTestFinished } from "vitest";
import { connectProtocol } from "../provider/support/protocol.ts";
import { serveAzureNative, urns } from "./support/azure-native.ts";

const served = serveAzureNative();
const require = createRequire(import.meta.url);
const launcher = new URL("../../stand-ins/azure-native/pulumi-resource-azure-native", import.meta.url);
const installed = JSON.parse(readFileSync(require.resolve("@pulumi/azure-native/package.json"), "utf8"));

it("starts by its launcher, in the version of the installed package, and serves a tenant", async () => {
  const child = spawn(process.execPath, [launcher.pathname], {
    env: { ...process.env, ...served.tenant.env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => {
    child.kill();
  });
  const [line] = await once(createInterface(child.stdout), "line");
  const plugin = connectProtocol(Number(line));
  onTestFinished(() => plugin.close());
  expect(await plugin.pluginVersion()).toBe(installed.version);
  expect(await plugin.pluginVersion()).toBe(installed.pulumi.version);
  await plugin.configure();
  const id = `/subscriptions/${served.tenant.state.subscriptionId}/resourceGroups/none`;
  expect(await plugin.read(urns.group, id)).toBeUndefined();
});

it("describes what it serves", async () => {
  expect(await served.plugin.schema()).toMatchObject({
    name: "azure-native",
    version: installed.version,
    resources: {
      "azure-native:resources:ResourceGroup": {},
      "azure-native:keyvault:Vault": { inputProperties: { vaultName: { willReplaceOnChanges: true } } },
      "azure-native:authorization:RoleAssignment": {},
      "azure-native:managedidentity:UserAssignedIdentity": {},
      "azure-native:managedidentity:FederatedIdentityCredential": {},
    },
  });
});
