import { describe, expect, it } from "vitest";
import { catalogSetting } from "../../domain/recovery-routes.ts";
import { byHand, catalogPolicy, settingsFor } from "./catalog-stack.ts";
import { deployForDrift } from "./drift-stack.ts";

const drift = deployForDrift({ keepPlugins: true }, settingsFor("settingsCatalog"));
const { on, off } = catalogSetting("device");

function ownPolicy(): string {
  const [policy] = drift.tenant.state.configurationPolicies.all();
  return policy?.id ?? "";
}

describe("pin-reset drift of a settings catalog policy", () => {
  it("finds none on a stack that was just deployed", async () => {
    expect(await drift.found()).toMatchObject({ code: 0, report: { drifted: false, resources: [] } });
  });

  it("names the setting in words, and its value, once somebody turned it off", async () => {
    await byHand(drift.tenant, catalogPolicy("off"), ownPolicy());
    const { code, report } = await drift.found("--markdown", drift.file("drift.md"));
    expect(code).toBe(7);
    expect(report).toMatchObject({
      resources: [
        {
          type: "intune:index:SettingsCatalogPolicy",
          name: "pin-reset-profile",
          differences: [{ setting: "EnablePinRecovery", declared: on, actual: off }],
        },
      ],
    });
    expect(await drift.content("drift.md")).toContain(
      "| `pin-reset-profile` | `EnablePinRecovery` | `true` | `false` |",
    );
    const { stderr } = await drift.start(["--heal", "--yes"]).ended;
    expect(stderr).toContain("restored");
    expect((await drift.found()).code).toBe(0);
  });

  it("says that a policy of another route turns it off, which is no drift", async () => {
    drift.tenant.seedRecoveryPolicy({ route: "accountProtectionIntent", value: false });
    drift.tenant.seedRecoveryPolicy({ route: "identityProtection" });
    const { code, report, stderr } = await drift.found();
    expect([code, report.drifted]).toEqual([0, false]);
    expect(report.notices).toEqual([
      expect.stringMatching(
        /^The older Account protection policy \(intents\) "Account protection \(old\)" .* turns PIN recovery off, beside the stack's own policy: devices that get both report a conflict\./,
      ),
    ]);
    expect(stderr).toContain("turns PIN recovery off");
  });
});
