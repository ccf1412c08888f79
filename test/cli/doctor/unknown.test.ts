import { describe, expect, it } from "vitest";
import { runDoctor } from "../support/examine.ts";
import { onboard } from "../support/onboarded.ts";
import { serveCompanion } from "../support/tenant.ts";

const served = serveCompanion();

const all = [
  "Application.ReadWrite.All",
  "DelegatedPermissionGrant.ReadWrite.All",
  "DeviceManagementApps.Read.All",
  "DeviceManagementConfiguration.ReadWrite.All",
  "DeviceManagementManagedDevices.PrivilegedOperations.All",
  "DeviceManagementManagedDevices.Read.All",
  "Group.Read.All",
  "Organization.Read.All",
];

const profileChecks = [
  "policies-read",
  "profile-present",
  "node-form",
  "node-tenant",
  "node-spelling",
  "value-type",
];

describe("pin-reset doctor", () => {
  it.each([
    ["Application.ReadWrite.All", "Application.Read.All", ["service-present", "client-present"]],
    ["DelegatedPermissionGrant.ReadWrite.All", "Directory.Read.All", ["client-grant", "service-grant"]],
    ["DeviceManagementConfiguration.ReadWrite.All", "DeviceManagementConfiguration.Read.All", profileChecks],
    ["Group.Read.All", "Group.Read.All", ["groups-exist", "groups-members", "other-platforms"]],
  ])("without %s calls what it cannot see unknown, never ok", async (lost, named, ids) => {
    await onboard(served.tenant);
    served.tenant.setPermissions(all.filter((permission) => permission !== lost));
    const found = await runDoctor(served.tenant.env);
    expect(found.in("fault")).toEqual(["permissions"]);
    expect(found.in("unknown")).toEqual(expect.arrayContaining(ids));
    for (const id of ids) {
      expect(found.text(id)).toContain(named);
    }
    expect(found.ending).toBe("failed");
  });

  it("does not ask who has which devices where it may not", async () => {
    await onboard(served.tenant);
    served.tenant.faults.add({
      match: { path: "/managedDevices" },
      count: "always",
      effect: { kind: "status", status: 403, code: "Forbidden", message: "No" },
    });
    const found = await runDoctor(served.tenant.env);
    expect(found.in("unknown")).toEqual(["other-platforms"]);
    expect(found.text("other-platforms")).toContain("DeviceManagementManagedDevices.Read.All");
    expect([found.in("fault"), found.ending]).toEqual([[], "failed"]);
  });

  it("says what is wrong with the sign-in, and asks nothing more", async () => {
    const env = { ...served.tenant.env, ARM_CLIENT_SECRET: "not-the-secret" };
    const found = await runDoctor(env);
    expect(found.in("fault")).toEqual(["sign-in"]);
    expect(found.text("sign-in")).toMatch(/AADSTS7000215[\s\S]*ARM_CLIENT_SECRET/);
    expect(found.text("service-present")).toBe(
      "Nothing could be read without signing in.\nFix sign-in first.",
    );
    expect(found.in("ok")).toEqual([]);
    expect(found.ending).toBe("failed");
    expect(served.tenant.requests.graph("pin-reset/")).toEqual([]);
    expect(JSON.stringify(found.checks)).not.toContain("not-the-secret");
  });

  it("does not call a sign-in a fault that could not be tried", async () => {
    served.tenant.faults.add({
      match: { path: "/oauth2/" },
      count: "always",
      effect: { kind: "status", status: 503 },
    });
    const found = await runDoctor(served.tenant.env);
    expect([found.in("fault"), found.in("ok")]).toEqual([[], []]);
    expect(found.in("unknown")).toContain("sign-in");
    expect(found.ending).toBe("failed");
  });

  it("shows nothing of the token", async () => {
    await onboard(served.tenant);
    const found = await runDoctor(served.tenant.env);
    expect(JSON.stringify(found.checks)).not.toMatch(/eyJ/);
  });

  it("asks Graph in two rounds of one batch for each version, whatever there is", async () => {
    await onboard(served.tenant);
    await runDoctor(served.tenant.env);
    const batches = served.tenant.requests
      .graph("pin-reset/")
      .map(({ target, steps }) => [target, steps.length]);
    expect(batches.sort()).toEqual([
      ["/beta/$batch", 2],
      ["/beta/$batch", 6],
      ["/v1.0/$batch", 6],
      ["/v1.0/$batch", 9],
    ]);
  });

  it("reads every page", async () => {
    await onboard(served.tenant);
    served.tenant.state.settings.pageSize = 1;
    const found = await runDoctor(served.tenant.env);
    expect([found.in("warning"), found.in("fault"), found.in("unknown")]).toEqual([[], [], []]);
  });
});
