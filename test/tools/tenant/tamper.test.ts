import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { startTenant, type Tenant } from "../../../tenant/server.ts";
import { actions } from "../../../tools/tenant/tamper/actions.ts";
import { runTamper } from "../../../tools/tenant/tamper/run.ts";

let tenant: Tenant;
let printed: string;

beforeAll(async () => {
  tenant = await startTenant();
});
afterAll(() => tenant.close());

beforeEach(() => {
  tenant.reset();
  tenant.consent();
  const { windowsDevices, helpdesk } = tenant.ids.groups;
  tenant.seedRecoveryPolicy({ route: "custom", groups: [windowsDevices, helpdesk] });
  printed = "";
  const write = (text: string | Uint8Array) => {
    printed += String(text);
    return true;
  };
  vi.spyOn(process.stdout, "write").mockImplementation(write);
  vi.spyOn(process.stderr, "write").mockImplementation(write);
  vi.stubEnv("TENANT_ORIGIN", tenant.origin);
  vi.stubEnv("TENANT_CONTROL_KEY", tenant.controlKey);
  vi.stubEnv("NODE_EXTRA_CA_CERTS", tenant.caFile);
  return () => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
  };
});

const tamper = (name?: string, count = 3) => runTamper(name, count, undefined);
const profile = () =>
  tenant.state.deviceConfigurations.find(({ id }) => id === tenant.ids.recoveryPolicies.custom);

describe("npm run tenant -- tamper", () => {
  it.each([50, 80, 120])("lists every action, in a terminal of %i columns too", async (columns) => {
    const before = { isTTY: process.stdout.isTTY, columns: process.stdout.columns };
    Object.assign(process.stdout, { isTTY: true, columns });
    try {
      expect(await tamper()).toBe(0);
    } finally {
      Object.assign(process.stdout, before);
    }
    const lines = printed.split("\n");
    expect(lines.filter((line) => line.length > columns)).toEqual([]);
    const names = lines.map((line) => /^ {2}(\w+)/.exec(line)?.[1]).filter(Boolean);
    expect(names).toEqual(Object.keys(actions));
  });

  it("says of an unknown action which there are, and outside of its shell where to type it", async () => {
    await expect(tamper("toString")).rejects.toMatchObject({
      code: "unknown-tampering",
      hint: expect.stringContaining("value, rename, assignment"),
    });
    vi.stubEnv("TENANT_CONTROL_KEY", "");
    await expect(tamper("value")).rejects.toMatchObject({
      code: "no-tenant",
      hint: expect.stringContaining("npm run tenant -- shell"),
    });
  });

  it("says of a tenant that has stopped how to get another", async () => {
    vi.stubEnv("TENANT_ORIGIN", "https://localhost:1");
    await expect(tamper("value")).rejects.toMatchObject({
      code: "no-tenant",
      message: expect.stringContaining("https://localhost:1, does not run any more"),
    });
  });

  it("value: EnablePinRecovery is False, by a person whom the audit log names", async () => {
    await tamper("value");
    expect(profile()?.omaSettings?.[0]?.value).toBe(false);
    expect(tenant.state.auditEvents.all().at(-1)?.actor).toMatchObject({
      userPrincipalName: "admin@contoso.example",
    });
    expect(printed).toContain("To see it: pin-reset drift");
  });

  it("rename, assignment, profile: the profile has another name, has a group less and then none, is gone", async () => {
    await tamper("rename");
    expect(profile()?.displayName).toBe("PIN recovery (custom) (old)");
    await tamper("assignment");
    expect(profile()?.assignments.map(({ target }) => target.groupId)).toEqual([tenant.ids.groups.helpdesk]);
    await tamper("assignment");
    await expect(tamper("assignment")).rejects.toMatchObject({ code: "cannot-tamper" });
    await tamper("profile");
    expect(profile()).toBeUndefined();
    await expect(tamper("value")).rejects.toMatchObject({ hint: "Run `pulumi up` first." });
  });

  it("contradiction: another policy turns PIN recovery off", async () => {
    const before = tenant.state.configurationPolicies.all().length;
    await tamper("contradiction");
    expect(tenant.state.configurationPolicies.all()).toHaveLength(before + 1);
  });

  it("consent, disable: an application has one grant less, and is disabled", async () => {
    const before = tenant.state.oauth2PermissionGrants.all().length;
    await tamper("consent");
    expect(tenant.state.oauth2PermissionGrants.all()).toHaveLength(before - 1);
    await tamper("disable");
    expect(
      tenant.state.servicePrincipals.where(
        ({ displayName, accountEnabled }) =>
          displayName?.startsWith("Microsoft Pin Reset") === true && !accountEnabled,
      ),
    ).toHaveLength(1);
  });

  it("group, permissions: the group is gone, and the application has no permissions", async () => {
    await tamper("group");
    expect(tenant.state.groups.get(tenant.ids.groups.windowsDevices)).toBeUndefined();
    await expect(tamper("group")).rejects.toMatchObject({ code: "cannot-tamper" });
    await tamper("permissions");
    expect(printed).toContain("no permissions any more");
  });

  it("devices: as many phones as asked for, each with an ID, a name and a serial number of its own", async () => {
    const before = tenant.state.managedDevices.all().length;
    await tamper("devices", 120);
    const devices = tenant.state.managedDevices.all();
    expect(devices).toHaveLength(before + 120);
    for (const key of ["id", "deviceName", "serialNumber"] as const) {
      expect(new Set(devices.map((device) => device[key])).size).toBe(devices.length);
    }
  });

  it("is described in docs/try-it.md, each action", async () => {
    const page = await readFile("docs/try-it.md", "utf8");
    const told = [...page.matchAll(/^\| `(\w+)` +\|/gm)].map(([, name]) => name);
    expect(told).toEqual(Object.keys(actions));
  });
});
