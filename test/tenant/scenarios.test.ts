import { readFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { connectToTenant, type TenantControl } from "../../tenant/control/client.ts";
import { seeded } from "../../tenant/seed/ids.ts";
import { collection, create } from "./configurations.ts";
import { policies } from "./policies.ts";
import { serveTenant } from "./served.ts";

const served = serveTenant();
const beta = `/beta/${collection}`;
const intents = "/beta/deviceManagement/intents";
const { recoveryPolicies, groups } = seeded;

describe("a tenant that was set up in the portal", () => {
  let control: TenantControl;
  beforeAll(() => {
    const { origin, caFile, controlKey } = served.tenant;
    control = connectToTenant({ origin, ca: readFileSync(caFile, "utf8"), controlKey });
  });
  beforeEach(() => control.reset());
  afterAll(() => control.reset());

  it.each([
    ["custom", `${beta}/${recoveryPolicies.custom}`],
    ["identityProtection", `${beta}/${recoveryPolicies.identityProtection}`],
    ["settingsCatalog", `${policies}/${recoveryPolicies.settingsCatalog}`],
    ["accountProtection", `${policies}/${recoveryPolicies.accountProtection}`],
    ["accountProtectionIntent", `${intents}/${recoveryPolicies.accountProtectionIntent}`],
  ] as const)("has one policy by the route %s, assigned to Windows devices", async (scenario, path) => {
    await control.seedScenario(scenario);
    const { body } = await served.graph("GET", `${path}?$expand=assignments`);
    expect(body.assignments?.map(({ target }) => target?.groupId)).toEqual([groups.windowsDevices]);
    const expanded = await served.graph(
      "GET",
      path.includes("eviceConf") ? path : `${path}?$expand=settings`,
    );
    expect(JSON.stringify(expanded.body)).toMatch(/pinrecovery/i);
  });

  it("has settings and profiles that could be written as they are read", async () => {
    for (const route of ["settingsCatalog", "accountProtection"] as const) {
      const id = await control.seedRecoveryPolicy({ route });
      const { body } = await served.graph("GET", `${policies}/${id}?$expand=settings`);
      const { "@odata.context": _, ...whole } = body;
      expect((await served.graph("PUT", `${policies}/${id}`, whole)).status).toBe(204);
      expect((await served.graph("GET", `${policies}/${id}?$expand=settings`)).body.settings).toEqual(
        body.settings,
      );
    }
    const id = await control.seedRecoveryPolicy({ route: "custom" });
    const { omaSettings } = (await served.graph("GET", `${beta}/${id}`)).body;
    const written = omaSettings?.map(({ secretReferenceValueId: _, ...setting }) => setting);
    expect((await create(served, written, {}, "beta")).status).toBe(201);
  });

  it("has what a test asks for: another value, scope, name and groups", async () => {
    const id = await control.seedRecoveryPolicy({
      route: "settingsCatalog",
      id: "00000000-0000-4000-8000-000000000001",
      name: "Mine",
      value: false,
      scope: "user",
      groups: [],
    });
    const { body } = await served.graph("GET", `${policies}/${id}?$expand=settings,assignments`);
    expect(body).toMatchObject({ name: "Mine", assignments: [] });
    expect(JSON.stringify(body.settings)).toContain(
      "user_vendor_msft_passportforwork_{tenantid}_policies_enablepinrecovery_false",
    );
  });

  it("has two policies that conflict for a common group, or nothing that is wrong", async () => {
    await control.seedScenario("conflict");
    const conflict = await served.graph("GET", `${policies}?$expand=settings,assignments`);
    expect(conflict.body.value?.map((row) => [row.name, row.assignments?.length])).toEqual([
      ["PIN recovery (settings catalog)", 1],
      ["Account protection", 2],
    ]);
    await control.reset();
    await control.seedScenario("healthy");
    const { servicePrincipals, configurationPolicies } = await control.state();
    expect(servicePrincipals.some(({ id }) => id === seeded.principals.pinResetClient)).toBe(true);
    expect(configurationPolicies.map(({ name }) => name)).toEqual([
      "PIN recovery (settings catalog)",
      "Lock screen",
      "Cloud Kerberos trust",
    ]);
    await expect(control.seedScenario("broken" as "healthy")).rejects.toThrow("healthy");
  });

  it("has devices that report, from another process too", async () => {
    await expect(control.seedRunStates({ scriptId: "none", reports: [] })).rejects.toThrow(
      "no script package none",
    );
  });
});
