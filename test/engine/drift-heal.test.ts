import { describe, expect, it } from "vitest";
import { seeded } from "../../tenant/seed/ids.ts";
import { deployForDrift, ours, profile, settings, theirs } from "./drift-stack.ts";
import { configure } from "./support.ts";

const drift = deployForDrift({ keepPlugins: true });

describe("pin-reset drift of a program that was changed", () => {
  const renamed = { ...settings, "pin-reset:profile": { displayName: "Other" } };
  const unexcluded = { "pin-reset:assignments": { groups: ["Windows devices"] } };

  it("tells what is pending apart, and ends with 7 as --expect-no-changes does", async () => {
    await configure(drift.stack, unexcluded);
    const { code, report } = await drift.found();
    expect(code).toBe(7);
    expect(report).toMatchObject({
      drifted: false,
      resources: [],
      pending: [
        {
          name: "pin-reset-assignments",
          operation: "update",
          differences: [{ path: "targets[1]", declared: null, actual: { type: "exclusionGroup" } }],
        },
      ],
    });
  });

  it("brings back what drifted alone, and leaves what is pending", async () => {
    await configure(drift.stack, unexcluded);
    await drift.tamper();
    const { code, report } = await drift.found("--heal", "--yes");
    expect(code).toBe(7);
    expect(report).toMatchObject({ healed: true, pending: [{ name: "pin-reset-assignments" }] });
    expect(drift.portal.profile(profile)).toMatchObject({ description: ours });
    expect(drift.portal.profile(profile).assignments).toHaveLength(2);
  });

  it("heals nothing without being asked where the same resource has pending changes", async () => {
    await configure(drift.stack, renamed);
    await drift.tamper();
    const { code, report, stderr } = await drift.found("--heal", "--yes");
    expect(code).toBe(1);
    expect(report).toMatchObject({ healed: false, resources: [{}], pending: [{}] });
    expect(stderr).toContain("displayName: Windows Hello - PIN recovery -> Other");
    expect(drift.portal.profile(profile)).toMatchObject({ description: theirs });
  });
});

describe("pin-reset drift --heal", () => {
  it("reports what drifted when it cannot bring it back, and ends with 1", async () => {
    await drift.tamper();
    const match = { method: "PATCH", path: "/deviceConfigurations/", userAgent: "pulumi-intune/" };
    drift.tenant.faults.add({ match, count: "always", effect: { kind: "status", status: 403 } });
    const { code, report, stderr } = await drift.found(
      "--heal",
      "--yes",
      "--markdown",
      drift.file("failed.md"),
    );
    expect(code).toBe(1);
    expect(report).toMatchObject({ drifted: true, healed: false });
    expect(stderr).toContain("pulumi up failed:");
    expect(await drift.content("failed.md")).toContain("drifted**");
  });

  it("makes again what was deleted, with all that went with it", async () => {
    await drift.portal.remove(profile);
    const { code, report } = await drift.found("--heal", "--yes");
    expect(code).toBe(0);
    expect(report.resources).toMatchObject([
      { name: "pin-reset-profile", operation: "create", differences: [] },
      { name: "pin-reset-assignments", operation: "create", differences: [] },
    ]);
    expect(drift.portal.profile(profile).assignments).toHaveLength(2);
  });

  it("makes no second policy where another profile sets the node by now", async () => {
    const omaUri = `./Vendor/MSFT/PassportForWork/${seeded.tenantId}/Policies/EnablePinRecovery`;
    const setting = {
      "@odata.type": "#microsoft.graph.omaSettingBoolean",
      displayName: "PIN",
      omaUri,
      value: true,
    };
    const { status } = await drift.tenant.asAdministrator(
      "POST",
      "/v1.0/deviceManagement/deviceConfigurations",
      {
        "@odata.type": "#microsoft.graph.windows10CustomConfiguration",
        displayName: "By hand",
        omaSettings: [setting],
      },
    );
    expect(status).toBe(201);
    await drift.portal.remove(profile);
    const { code, report, stderr } = await drift.found("--heal", "--yes");
    expect(code).toBe(1);
    expect(report).toMatchObject({ drifted: true, healed: false });
    expect(stderr).toContain('The custom profile \\"By hand\\" (');
    const names = drift.tenant.state.deviceConfigurations.all().map(({ displayName }) => displayName);
    expect(names).toContain("By hand");
    expect(names).not.toContain(profile);
  });
});
