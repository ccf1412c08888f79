import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { expect, it, onTestFinished } from "vitest";
import { version } from "../../stand-ins/azuread/version.ts";
import { seeded } from "../../tenant/seed/ids.ts";
import { connectProtocol } from "../provider/support/protocol.ts";
import { serveStandIn } from "./support/served.ts";

const served = serveStandIn();
const launcher = new URL("../../stand-ins/azuread/pulumi-resource-azuread", import.meta.url).pathname;

it("starts by its launcher, tells its port and serves a tenant", async () => {
  const child = spawn(process.execPath, [launcher], {
    env: { ...process.env, ...served.tenant.env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => {
    child.kill();
  });
  const [line] = await once(createInterface(child.stdout), "line");
  expect(line).toMatch(/^\d+$/);
  const plugin = connectProtocol(Number(line));
  onTestFinished(() => plugin.close());
  expect(await plugin.pluginVersion()).toBe(version);
  await plugin.configure();
  const { result } = await plugin.invoke("azuread:index/getClientConfig:getClientConfig", {});
  expect(result.clientId).toBe(seeded.clientId);
});

it("describes what it serves", async () => {
  expect(await served.plugin.schema()).toMatchObject({
    name: "azuread",
    version,
    resources: {
      "azuread:index/servicePrincipal:ServicePrincipal": { requiredInputs: ["clientId"] },
      "azuread:index/servicePrincipalDelegatedPermissionGrant:ServicePrincipalDelegatedPermissionGrant": {},
      "azuread:index/appRoleAssignment:AppRoleAssignment": {},
    },
    functions: { "azuread:index/getClientConfig:getClientConfig": {} },
  });
});
