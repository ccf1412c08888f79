import { beforeEach, describe, expect, it } from "vitest";
import { seedConsented } from "../../../tenant/seed/consented.ts";
import { seeded } from "../../../tenant/seed/ids.ts";
import { recoveryRoutes } from "../../../tenant/seed/recovery-policies.ts";
import { runDoctor } from "../support/examine.ts";
import { permitEverything, recoveryProfile } from "../support/onboarded.ts";
import { serveCompanion } from "../support/tenant.ts";

const served = serveCompanion();
const { groups, tenantId } = seeded;

const another = (digit: number) => `b0c1d2e3-f4a5-4b6c-8d7e-9f0a1b2c3d0${digit}`;

describe("pin-reset doctor, of a tenant that was set up in the portal", () => {
  beforeEach(() => {
    seedConsented(served.tenant.state);
    permitEverything(served.tenant);
  });

  it.each(recoveryRoutes)("finds no fault with the route %s, and says for whom it is", async (route) => {
    served.tenant.seedRecoveryPolicy({ route, name: "Hello" });
    const found = await runDoctor(served.tenant.env);
    expect([found.in("fault"), found.in("warning"), found.in("unknown"), found.in("notChecked")]).toEqual([
      [],
      [],
      [],
      [],
    ]);
    expect(found.text("profile-present")).toMatch(
      /"Hello" \(.*\) sets it to true for the device, assigned to "Windows devices"\./,
    );
    expect(found.verdict).toEqual({
      outcome: "works",
      groups: ['"Windows devices"'],
      reasons: [],
      missingPermissions: [],
    });
  });

  it("takes nothing for EnablePinRecovery or a hindrance that only looks like it", async () => {
    served.tenant.seedScenario("healthy");
    const found = await runDoctor(served.tenant.env);
    expect([found.in("fault"), found.in("warning"), found.in("unknown")]).toEqual([[], [], []]);
    expect(found.checks.find(({ id }) => id === "profile-present")?.findings).toHaveLength(1);
  });

  it("names both policies that contradict, with both values and who gets both", async () => {
    served.tenant.seedScenario("conflict");
    const found = await runDoctor(served.tenant.env);
    expect(found.in("fault")).toEqual(["profiles-agree"]);
    expect(found.text("profiles-agree")).toMatch(
      /The Account protection policy "Account protection" .* of the device to false, and the settings catalog policy "PIN recovery \(settings catalog\)" .* of the device to true: devices that get both report a conflict; both are assigned to "Windows devices"\./,
    );
    expect(found.verdict).toMatchObject({ outcome: "fails", groups: [] });
  });

  it("names the members of both groups where the groups differ, and spares the rest", async () => {
    const { tenant } = served;
    const [first = ""] = tenant.state.groups.get(groups.windowsDevices)?.memberIds ?? [];
    tenant.state.groups.change(groups.kiosks, { memberIds: [first] });
    tenant.seedRecoveryPolicy({ route: "settingsCatalog" });
    tenant.seedRecoveryPolicy({ route: "accountProtectionIntent", value: false, groups: [groups.kiosks] });
    const found = await runDoctor(tenant.env);
    expect(found.text("profiles-agree")).toMatch(/1 member is in groups of both \(PHONE-01\)\./);
    expect(found.verdict).toMatchObject({
      outcome: "works",
      groups: ['"Windows devices"'],
      reasons: [{ state: "fault", code: "profilesContradict" }],
    });
  });

  it("warns of a contradiction that no one meets yet", async () => {
    const { tenant } = served;
    tenant.state.groups.change(groups.kiosks, { memberIds: [] });
    tenant.seedRecoveryPolicy({ route: "settingsCatalog" });
    tenant.seedRecoveryPolicy({ route: "custom", value: false, groups: [groups.kiosks] });
    const found = await runDoctor(tenant.env);
    expect([found.in("fault"), found.in("warning")]).toEqual([[], ["profiles-agree"]]);
    expect(found.text("profiles-agree")).toContain("no one is in groups of both today");
  });

  it("says that a user's setting silently beats the device's", async () => {
    const { tenant } = served;
    tenant.seedRecoveryPolicy({ route: "custom" });
    tenant.seedRecoveryPolicy({ route: "accountProtection", scope: "user", value: false });
    const found = await runDoctor(tenant.env);
    expect(found.in("fault")).toEqual(["scopes-agree"]);
    expect(found.text("scopes-agree")).toMatch(
      /"Account protection" .* of the user to false, and the custom profile .* of the device to true: the user's setting wins over the device's, and no conflict is reported/,
    );
    expect(found.verdict.outcome).toBe("fails");
  });

  it("warns where the user's setting turns on what the device's turns off", async () => {
    const { tenant } = served;
    tenant.seedRecoveryPolicy({ route: "settingsCatalog", scope: "user", groups: [groups.firstPilots] });
    tenant.seedRecoveryPolicy({ route: "accountProtection", value: false });
    const found = await runDoctor(tenant.env);
    expect([found.in("fault"), found.in("warning")]).toEqual([[], expect.arrayContaining(["scopes-agree"])]);
  });

  it("does not call a miscopied profile a fault beside a policy that is right by another route", async () => {
    const { tenant } = served;
    const omaUri = `./Vendor/MSFT/Policy/PassportForWork/${tenantId}/Policies/EnablePinRecovery`;
    await tenant.asAdministrator(
      "POST",
      "/v1.0/deviceManagement/deviceConfigurations",
      recoveryProfile({ omaUri }, "Copied"),
    );
    tenant.seedRecoveryPolicy({ route: "accountProtection" });
    const found = await runDoctor(tenant.env);
    expect([found.in("fault"), found.in("warning")]).toEqual([[], ["node-form"]]);
    expect(found.text("node-form")).toMatch(
      /"Copied"[\s\S]*Delete it: another policy sets EnablePinRecovery/,
    );
    expect(found.verdict.outcome).toBe("works");
  });

  it("does not take an identity protection profile that may not set it for one that turns it off", async () => {
    served.tenant.seedRecoveryPolicy({ route: "identityProtection", value: false });
    const found = await runDoctor(served.tenant.env);
    expect(found.in("fault")).toEqual(["profile-present"]);
    served.tenant.seedRecoveryPolicy({ route: "accountProtection" });
    expect((await runDoctor(served.tenant.env)).in("fault")).toEqual([]);
  });

  it("says which of several policies is assigned to no one", async () => {
    served.tenant.seedRecoveryPolicy({ route: "accountProtection", groups: [] });
    served.tenant.seedRecoveryPolicy({ route: "settingsCatalog", id: another(1) });
    const found = await runDoctor(served.tenant.env);
    expect(found.in("warning")).toEqual(["profiles-agree"]);
    expect(found.text("profile-present")).toMatch(/"Account protection" .* assigned to no one\./);
  });

  it("finds a setting beyond those that Graph expands", async () => {
    served.tenant.state.settings.expandedSettings = 1;
    const id = served.tenant.seedRecoveryPolicy({ route: "accountProtection" });
    const { settings = [] } = served.tenant.state.configurationPolicies.get(id) ?? {};
    served.tenant.state.configurationPolicies.change(id, { settings: settings.toReversed() });
    expect((await runDoctor(served.tenant.env)).verdict.outcome).toBe("works");
    served.tenant.state.settings.expandedSettings = undefined;
  });

  it("warns where the tenant-wide policy switches Windows Hello off", async () => {
    served.tenant.seedRecoveryPolicy({ route: "settingsCatalog" });
    served.tenant.state.deviceEnrollmentConfigurations.change(seeded.configurations.helloEnrollment, {
      state: "disabled",
    });
    const found = await runDoctor(served.tenant.env);
    expect([found.in("fault"), found.in("warning")]).toEqual([[], ["hello-enrollment"]]);
    expect(found.verdict.reasons).toMatchObject([{ code: "helloDisabled", state: "warning" }]);
  });

  it("names the permission of an optional check, ends well, and does not promise a reset", async () => {
    served.tenant.seedRecoveryPolicy({ route: "settingsCatalog" });
    served.tenant.setPermissions([
      "Application.ReadWrite.All",
      "DelegatedPermissionGrant.ReadWrite.All",
      "DeviceManagementApps.Read.All",
      "DeviceManagementConfiguration.ReadWrite.All",
      "DeviceManagementManagedDevices.PrivilegedOperations.All",
      "DeviceManagementManagedDevices.Read.All",
      "Group.Read.All",
      "Organization.Read.All",
    ]);
    const found = await runDoctor(served.tenant.env);
    expect(found.in("notChecked")).toContain("hello-enrollment");
    expect([found.in("fault"), found.in("warning"), found.ending]).toEqual([[], [], "done"]);
    expect(found.verdict).toMatchObject({
      outcome: "unknown",
      missingPermissions: expect.arrayContaining(["DeviceManagementServiceConfig.Read.All"]),
    });
  });

  it("says which kind of policy could not be read, and goes by the others", async () => {
    served.tenant.seedRecoveryPolicy({ route: "settingsCatalog" });
    served.tenant.faults.add({
      match: { path: "/intents" },
      count: "always",
      effect: { kind: "status", status: 403, code: "Forbidden", message: "No" },
    });
    const found = await runDoctor(served.tenant.env);
    expect(found.in("unknown")).toEqual(["policies-read"]);
    expect([found.in("fault"), found.verdict.outcome, found.ending]).toEqual([[], "unknown", "failed"]);
  });
});
