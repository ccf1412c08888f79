import { beforeEach, describe, expect, it } from "vitest";
import { documentedReportLimits } from "../../../tenant/intune/limits.ts";
import { seeded } from "../../../tenant/seed/ids.ts";
import { seedScenario } from "../../../tenant/seed/scenarios.ts";
import { runDoctor } from "../support/examine.ts";
import { onboard, permitEverything } from "../support/onboarded.ts";
import { serveCompanion } from "../support/tenant.ts";
import { plantedBlockers, plantedHarmless } from "./planted-blockers.ts";

const served = serveCompanion();

const optional = [
  "AuditLog.Read.All",
  "DirectoryRecommendations.Read.All",
  "Domain.Read.All",
  "Domain-InternalFederation.Read.All",
  "Policy.Read.ConditionalAccess",
];

const needed = [
  "Application.ReadWrite.All",
  "DelegatedPermissionGrant.ReadWrite.All",
  "DeviceManagementApps.Read.All",
  "DeviceManagementConfiguration.ReadWrite.All",
  "DeviceManagementManagedDevices.PrivilegedOperations.All",
  "DeviceManagementManagedDevices.Read.All",
  "DeviceManagementServiceConfig.Read.All",
  "Group.Read.All",
  "Organization.Read.All",
];

beforeEach(() => permitEverything(served.tenant));

describe("pin-reset doctor, of what stands in the way of a reset", () => {
  it("finds nothing in a tenant where nothing is wrong, and names what it does not look at", async () => {
    await onboard(served.tenant);
    const found = await runDoctor(served.tenant.env, { strict: true });
    expect([found.in("warning"), found.in("notChecked"), found.ending]).toEqual([[], [], "done"]);
    expect(found.text("reset-link").match(/administrative templates/g)).toHaveLength(1);
  });

  it("finds nothing in policies that look as if they stood in the way", async () => {
    seedScenario(served.tenant.state, "healthy");
    const found = await runDoctor(served.tenant.env);
    expect(found.in("ok")).toContain("reset-link");
  });

  it.each(plantedBlockers)("warns of %s", async (_planted, id, says, plant) => {
    const made = await onboard(served.tenant);
    await plant(served.tenant, made);
    const found = await runDoctor(served.tenant.env);
    expect([found.in("warning"), found.in("fault"), found.ending]).toEqual([[id], [], "done"]);
    expect(found.text(id)).toMatch(says);
    const { outcome, reasons } = found.verdict;
    const isCounted = id !== "directory-retirement";
    expect([outcome, reasons.map(({ check, state }) => [check, state])]).toEqual([
      "works",
      isCounted ? reasons.map(() => [id, "warning"]) : [],
    ]);
    expect(reasons.length > 0).toBe(isCounted);
  });

  it.each(plantedHarmless)("does not mind %s", async (_planted, id, plant) => {
    const made = await onboard(served.tenant);
    await plant(served.tenant, made);
    const found = await runDoctor(served.tenant.env);
    expect(found.in("ok")).toContain(id);
    expect([found.in("notChecked"), found.ending]).toEqual([[], "done"]);
    expect(found.in("warning")).toEqual([]);
  });

  it("ends well without every optional permission, and names each", async () => {
    await onboard(served.tenant);
    served.tenant.setPermissions(needed);
    const found = await runDoctor(served.tenant.env, { strict: true });
    const skipped = [
      "web-sign-in",
      "conditional-access",
      "mfa-methods",
      "failed-sign-ins",
      "directory-retirement",
    ];
    expect(found.in("notChecked")).toEqual(skipped);
    expect([found.in("warning"), found.in("unknown"), found.ending]).toEqual([[], [], "done"]);
    expect(found.text("web-sign-in")).toContain("Domain.Read.All");
    expect(found.text("conditional-access")).toContain("Policy.Read.ConditionalAccess");
    expect(found.text("mfa-methods")).toContain("AuditLog.Read.All");
    expect(found.text("failed-sign-ins")).toContain("AuditLog.Read.All");
    expect(found.text("directory-retirement")).toContain("DirectoryRecommendations.Read.All");
    expect(found.verdict).toMatchObject({
      outcome: "unknown",
      missingPermissions: ["AuditLog.Read.All", "Domain.Read.All", "Policy.Read.ConditionalAccess"],
    });
  });

  it("decrypts no hosts in a tenant without a federated domain", async () => {
    const made = await onboard(served.tenant);
    const hosts = plantedHarmless.find(([planted]) => planted.includes("without a federated domain"));
    await hosts?.[2](served.tenant, made);
    await runDoctor(served.tenant.env);
    const targets = served.tenant.requests.single().map(({ target }) => target);
    expect(targets.filter((target) => target.includes("getOmaSettingPlainTextValue"))).toEqual([]);
  });

  it("says what it could not see of a federated domain, and still checks the values", async () => {
    const made = await onboard(served.tenant);
    const malformed = plantedBlockers.find(([planted]) => planted.includes("scheme"));
    await malformed?.[3](served.tenant, made);
    const others = optional.filter((permission) => permission !== "Domain-InternalFederation.Read.All");
    served.tenant.setPermissions([...needed, ...others]);
    const found = await runDoctor(served.tenant.env);
    expect(found.text("web-sign-in")).toMatch(/no host alone[\s\S]*Domain-InternalFederation\.Read\.All/);
    expect(found.in("warning")).toEqual(["web-sign-in"]);
  });

  it("does not decrypt the allowed hosts where it may not, and names the permission", async () => {
    const made = await onboard(served.tenant);
    const harmless = plantedHarmless.find(([planted]) => planted.includes("federated"));
    await harmless?.[2](served.tenant, made);
    const readOnly = needed.map((name) => name.replace("Configuration.ReadWrite", "Configuration.Read"));
    served.tenant.setPermissions([...readOnly, ...optional]);
    const found = await runDoctor(served.tenant.env);
    expect(found.in("notChecked")).toEqual(["web-sign-in"]);
    expect(found.text("web-sign-in")).toContain("DeviceManagementConfiguration.ReadWrite.All");
  });

  it("names the permission without which an encrypted value cannot be looked at", async () => {
    const made = await onboard(served.tenant);
    const blocking = plantedBlockers.find(([planted]) => planted.includes("encrypted"));
    await blocking?.[3](served.tenant, made);
    const readOnly = needed.map((name) => name.replace("Configuration.ReadWrite", "Configuration.Read"));
    served.tenant.setPermissions([...readOnly, ...optional]);
    const found = await runDoctor(served.tenant.env);
    expect(found.in("notChecked")).toEqual(["reset-link"]);
    expect(found.text("reset-link")).toContain("DeviceManagementConfiguration.ReadWrite.All");
  });

  it("tells a missing licence from a missing permission", async () => {
    await onboard(served.tenant);
    served.tenant.state.settings.hasPremiumLicense = false;
    const found = await runDoctor(served.tenant.env);
    expect(found.in("notChecked")).toEqual(["mfa-methods", "failed-sign-ins"]);
    expect(found.text("failed-sign-ins")).toMatch(/no Microsoft Entra ID P1 or P2[\s\S]*no permission helps/);
    expect([found.ending, found.verdict.outcome]).toEqual(["done", "works"]);
  });

  it("stays within the limit of the reports, and evaluates for one user and each application", async () => {
    await onboard(served.tenant);
    served.tenant.state.settings.reportLimits = documentedReportLimits;
    await runDoctor(served.tenant.env);
    const { requests } = served.tenant;
    expect(requests.single({ path: "signIns|userRegistrationDetails" })).toHaveLength(0);
    const targets = requests.single().map(({ target }) => target);
    expect(targets.filter((target) => /signIns|userRegistrationDetails/.test(target))).toHaveLength(4);
    const evaluated = requests.single().filter(({ target }) => target.endsWith("/evaluate"));
    expect(evaluated).toHaveLength(2);
    for (const { body } of evaluated) {
      expect(body).toMatchObject({ signInIdentity: { userId: seeded.users.sam }, appliedPoliciesOnly: true });
    }
  });

  it("counts every hybrid joined device where the members of the groups cannot be read", async () => {
    await onboard(served.tenant);
    served.tenant.state.managedDevices.change(seeded.managedDevices.laptop, {
      joinType: "hybridAzureADJoined",
    });
    served.tenant.faults.add({
      match: { path: "/groups/" },
      count: "always",
      effect: { kind: "status", status: 403, code: "Forbidden", message: "No" },
    });
    const found = await runDoctor(served.tenant.env);
    expect(found.text("hybrid-joined")).toMatch(
      /Windows in the tenant, since the members .* 1 is hybrid joined/,
    );
  });
});
