import { beforeEach, describe, expect, it } from "vitest";
import { failureOf } from "../../graph/support/connection.ts";
import { serveSignIns } from "../../tenant/identity.ts";
import { creates, lookingUp, node, profile, unknown } from "./looking-up.ts";

const served = serveSignIns();
beforeEach(() => served.tenant.reset());
const { lookUp, lookUpFully, makeProfile } = lookingUp(() => served.tenant);

describe("a policy of another route", () => {
  const catalog = creates("intune:index:SettingsCatalogPolicy", "profile", { name: "PIN", settings: [] });
  const catalogAssignments = creates(
    "intune:index:DeviceConfigurationAssignments",
    "assignments",
    { configurationId: unknown, policyKind: "settingsCatalog" },
    { configurationId: "profile" },
  );

  it("of the settings catalog is found by its setting, with its assignments", async () => {
    const id = served.tenant.seedRecoveryPolicy({ route: "settingsCatalog" });
    expect(await lookUp([catalog, catalogAssignments])).toEqual([id, `settingsCatalog:${id}`]);
  });

  it("of the settings catalog for users is found too", async () => {
    const id = served.tenant.seedRecoveryPolicy({ route: "settingsCatalog", scope: "user" });
    expect(await lookUp([catalog])).toEqual([id]);
  });

  it("is not said to be all that a reset needs where it turns PIN recovery off", async () => {
    served.tenant.seedRecoveryPolicy({ route: "accountProtection", value: false });
    const [found] = await lookUpFully([profile]);
    expect(found?.note).toContain("It does not turn PIN recovery on");
    expect(found?.note).not.toContain("A reset needs nothing more");
  });

  it("is not imported where an update would remove what else it holds", async () => {
    served.tenant.seedRecoveryPolicy({ route: "accountProtection" });
    const [found, dependent] = await lookUpFully([catalog, catalogAssignments]);
    expect(found).toMatchObject({
      id: undefined,
      isLeft: true,
      note: expect.stringMatching(
        /^The Account protection policy "Account protection" .* is not imported: it was made from a template and holds other settings, which `pulumi up` would remove \(.*_policies_requiresecuritydevice, .*\)\. No second policy is declared/,
      ),
    });
    expect(dependent).toMatchObject({ id: undefined, isLeft: true });
  });

  it.each([
    ["accountProtectionIntent", "older Account protection policy"],
    ["identityProtection", "identity protection profile"],
  ] as const)("%s is left as it is, since no resource serves it", async (route, noun) => {
    served.tenant.seedRecoveryPolicy({ route });
    for (const declared of [profile, catalog]) {
      const [found] = await lookUpFully([declared]);
      expect(found).toMatchObject({ id: undefined, isLeft: true, note: expect.stringContaining(noun) });
      expect(found?.note).toContain("no resource serves policies of its kind");
    }
  });

  it("says how to declare the kind that the tenant has, and makes no second policy", async () => {
    served.tenant.seedRecoveryPolicy({ route: "settingsCatalog", scope: "user" });
    const failure = await failureOf(lookUp([profile]));
    expect(failure).toMatchObject({ code: "otherKind" });
    expect(failure).toHaveProperty(
      "hint",
      expect.stringMatching(/"pin-reset:profile\.kind" settingsCatalog\n.*"pin-reset:profile\.scope" user\n/),
    );
  });

  it("says so of a custom profile where the settings catalog is declared", async () => {
    await makeProfile(node);
    expect(await failureOf(lookUp([catalog]))).toMatchObject({
      code: "otherKind",
      hint: expect.stringContaining('"pin-reset:profile.kind" custom'),
    });
  });

  it("that the stack itself has, and is about to replace, is none", async () => {
    const id = await makeProfile(node);
    expect(await lookUpFully([catalog], undefined, undefined, id)).toMatchObject([{ id: undefined }]);
  });

  it("does not hide the one that can be managed", async () => {
    served.tenant.seedRecoveryPolicy({ route: "accountProtection" });
    served.tenant.seedRecoveryPolicy({ route: "identityProtection" });
    const id = await makeProfile(node);
    expect(await lookUp([profile])).toEqual([id]);
  });
});
