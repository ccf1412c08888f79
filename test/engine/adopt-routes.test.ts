import { describe, expect, it } from "vitest";
import { seeded } from "../../tenant/seed/ids.ts";
import { declaredStack, makeConsent, writesTo } from "./clicked-together.ts";
import { configure, plannedSteps, succeed } from "./support.ts";

const given = declaredStack("each test");

const settings = {
  "pin-reset:assignments": { groups: ["Windows devices"] },
  "pin-reset:profile": {
    kind: "settingsCatalog",
    displayName: "PIN recovery (settings catalog)",
    description: "",
  },
};

describe("pin-reset adopt on a tenant that was set up by another route", () => {
  it("says how to declare a settings catalog policy, and brings it under management as it is", async () => {
    await makeConsent(given.tenant);
    const id = given.tenant.seedRecoveryPolicy({ route: "settingsCatalog" });
    const refused = await given.adopt("--apply");
    expect(refused).toMatchObject({ code: 1, stdout: "" });
    expect(refused.stderr).toContain('"pin-reset:profile.kind" settingsCatalog');

    await configure(given.stack, settings);
    given.tenant.requests.clear();
    const run = await given.adopt("--apply");
    expect(run, run.stderr).toMatchObject({ code: 0 });
    expect(run.stderr).toContain("Imported 6 resources. The next `pulumi up` changes nothing.");
    expect(writesTo(given.tenant)).toEqual([]);
    const { code, steps } = await plannedSteps(given.stack);
    expect([code, new Set(Object.values(steps).map(({ op }) => op))]).toEqual([0, new Set(["same"])]);
    await succeed(given.stack, "up", "--yes", "--skip-preview");
    expect(given.tenant.state.configurationPolicies.all().map((policy) => policy.id)).toEqual([id]);
    expect(given.tenant.state.deviceConfigurations.all()).toHaveLength(1);
  });

  it("leaves an Account protection policy as it is, imports the rest, and no second policy comes of it", async () => {
    await makeConsent(given.tenant);
    const id = given.tenant.seedRecoveryPolicy({ route: "accountProtection" });
    await configure(given.stack, settings);
    const before = given.tenant.state.configurationPolicies.get(id);
    const run = await given.adopt("--apply");
    expect(run, run.stderr).toMatchObject({ code: 0 });
    expect(run.stdout).toMatch(/pin-reset-profile .* another policy stays in its place/);
    expect(run.stderr).toContain('The Account protection policy "Account protection"');
    expect(run.stderr).toContain("Imported 4 resources.");
    expect(run.stderr).not.toContain("create pin-reset-profile");

    const up = await given.stack.run(["up", "--yes", "--skip-preview"]);
    expect(up.code).not.toBe(0);
    expect(up.stdout + up.stderr).toContain("sets EnablePinRecovery already");
    expect(given.tenant.state.configurationPolicies.all()).toEqual([before]);
    expect(given.tenant.state.deviceConfigurations.all().map((profile) => profile.id)).toEqual([
      seeded.configurations.kioskRestrictions,
    ]);
  });
});
