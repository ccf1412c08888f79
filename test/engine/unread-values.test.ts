import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import { runPinReset } from "../cli/support/run.ts";
import { portalOf } from "../intune/support/portal.ts";
import { createStack, type Stack } from "./stack.ts";
import { configure, plannedSteps, succeed } from "./support.ts";

const profile = "Windows Hello - PIN recovery";
const node = "./Vendor/MSFT/Policy/Config/Authentication/ConfigureWebSignInAllowedUrls";
/** What the README lists for a preview, and what tells who changed something. */
const reading = [
  "Application.Read.All",
  "Directory.Read.All",
  "Group.Read.All",
  "DeviceManagementConfiguration.Read.All",
  "DeviceManagementApps.Read.All",
];

let tenant: Tenant;
let stack: Stack;

const settings = (...hosts: string[]) => ({
  "pin-reset:assignments": { groups: ["Windows devices"] },
  "pin-reset:profile": { webSignInAllowedUrls: hosts },
});

beforeAll(async () => {
  tenant = await startTenant();
  stack = await createStack({
    env: { ...tenant.env, INTUNE_READ_ENCRYPTED_VALUES: "false" },
    keepPlugins: true,
  });
  await configure(stack, settings("login.contoso.com"));
  await succeed(stack, "up", "--yes", "--skip-preview");
  tenant.setPermissions(reading);
});

beforeEach(async () => {
  await configure(stack, settings("login.contoso.com"));
  tenant.requests.clear();
});

afterAll(async () => {
  await stack.close();
  await tenant.close();
});

const ours = () => tenant.requests.graph("pulumi-intune/").map(({ method, target }) => `${method} ${target}`);
const asked = () => JSON.stringify(tenant.requests.single({ userAgent: "pulumi-intune/" }));

function drift() {
  const env = Object.entries(stack.env).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value]],
  );
  return runPinReset(["drift"], Object.fromEntries(env), "", stack.directory);
}

describe("with the permission to read alone, on a stack with encrypted values", () => {
  it("a preview of what nobody changed ends with 0, and says that the values were not compared", async () => {
    const args = ["preview", "--diff", "--expect-no-changes", "--non-interactive", "--suppress-progress"];
    const { code, stdout, stderr } = await stack.run(args);
    expect(code, stderr).toBe(0);
    const text = stdout + stderr;
    expect(text).toContain(`Encrypted values of the profile "${profile}" were not compared`);
    expect(text).toContain("intune:readEncryptedValues is false: 1");
    expect(ours().sort()).toEqual([
      expect.stringMatching(/^GET \/beta\/deviceManagement\/deviceConfigurations\/[\w-]+$/),
      expect.stringMatching(/^GET \/v1\.0\/deviceManagement\/deviceConfigurations\/[\w-]+\/assignments$/),
      "POST /v1.0/$batch",
    ]);
    expect(asked()).not.toContain("getOmaSettingPlainTextValue");
  });

  it("a preview of another list of hosts has it as a change", async () => {
    await configure(stack, settings("login.contoso.com", "sso.contoso.com"));
    const { code, steps } = await plannedSteps(stack);
    expect(code).toBe(7);
    expect(steps["pin-reset-profile"]).toMatchObject({ op: "update" });
    expect(asked()).not.toContain("getOmaSettingPlainTextValue");
  });

  it("drift that is none ends with 0, and says what it did not compare", async () => {
    const ended = await drift();
    expect(ended, ended.stderr).toMatchObject({ code: 0 });
    expect(ended.stderr).toContain("were not compared");
  });

  it("a value that somebody wrote is drift, with a warning that names it", async () => {
    await portalOf(tenant).setValues(profile, { [node]: "evil.example" });
    const ended = await drift();
    expect(ended, ended.stderr).toMatchObject({ code: 7 });
    expect(ended.stderr).toContain(`("${node}") was written since the last \`up\``);
    expect(ended.stdout + ended.stderr).not.toContain("evil.example");
    expect(asked()).not.toContain("getOmaSettingPlainTextValue");
  });
});

it("up of who may read the values compares them again, and the preview without them has no change", async () => {
  tenant.setPermissions([
    ...reading,
    "DeviceManagementConfiguration.ReadWrite.All",
    "Application.ReadWrite.All",
    "DelegatedPermissionGrant.ReadWrite.All",
  ]);
  const ended = await stack.run(["up", "--yes", "--skip-preview"]);
  expect(ended, ended.stdout).toMatchObject({ code: 0 });
  tenant.setPermissions(reading);
  expect((await plannedSteps(stack)).code).toBe(0);
});
