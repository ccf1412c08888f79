import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  accountProtectionFamily,
  catalogSetting,
  identityProtection,
  type PolicySettings,
  pinRecoveryOf,
  recoveryIntent,
  recoverySettingPart,
} from "../../domain/recovery-routes.ts";

const tenantId = "3b7a2d54-8f5e-4f0c-9a61-2c1e7d90b6aa";
const node = (root: string) => `${root}/Vendor/MSFT/PassportForWork/${tenantId}/Policies/EnablePinRecovery`;
const device = catalogSetting("device");
const user = catalogSetting("user");

const policy = (
  kind: PolicySettings["kind"],
  id: string,
  value?: unknown,
  templateFamily?: string,
): PolicySettings => ({ kind, id: "1", name: "Hello", templateFamily, settings: [{ id, value }] });

/** The same id with other letters in upper case. */
const respelled = (id: string) =>
  fc
    .infiniteStream(fc.boolean())
    .map((upper) =>
      [...id].map((letter) => (upper.next().value ? letter.toUpperCase() : letter.toLowerCase())).join(""),
    );

describe("the ids in the settings catalog", () => {
  it("are those that Graph lists, with the braces as they are", () => {
    expect(device).toEqual({
      group: "device_vendor_msft_passportforwork_{tenantid}",
      setting: "device_vendor_msft_passportforwork_{tenantid}_policies_enablepinrecovery",
      on: "device_vendor_msft_passportforwork_{tenantid}_policies_enablepinrecovery_true",
      off: "device_vendor_msft_passportforwork_{tenantid}_policies_enablepinrecovery_false",
    });
    expect(user.setting).toBe("user_vendor_msft_passportforwork_{tenantid}_policies_enablepinrecovery");
  });
});

it("every route's id of the setting contains the part that is looked for", () => {
  const ids = [
    node("./User"),
    device.setting,
    user.setting,
    recoveryIntent.definitionId,
    identityProtection.member,
  ];
  for (const id of ids) {
    expect(id.toLowerCase()).toContain(recoverySettingPart.toLowerCase());
  }
});

describe("pinRecoveryOf", () => {
  it.each<[string, PolicySettings, object]>([
    ["a custom profile", policy("custom", node("./Device"), true), { kind: "custom", scope: "device" }],
    ["a custom profile for users", policy("custom", node("./User"), true), { kind: "custom", scope: "user" }],
    ["a custom profile without the scope", policy("custom", node("."), true), { scope: "device" }],
    ["the catalog", policy("settingsCatalog", device.setting, device.on), { kind: "settingsCatalog" }],
    ["the catalog for users", policy("settingsCatalog", user.setting, user.on), { scope: "user" }],
    [
      "Account protection",
      policy("settingsCatalog", device.setting, device.on, accountProtectionFamily),
      { kind: "accountProtection", scope: "device" },
    ],
    [
      "the older Account protection",
      policy("intent", recoveryIntent.definitionId, true),
      { kind: "accountProtectionIntent" },
    ],
    [
      "identity protection",
      policy("identityProtection", identityProtection.member, true),
      { kind: "identityProtection" },
    ],
  ])("finds the setting in %s", (_, given, found) => {
    expect(pinRecoveryOf([given])).toEqual([
      expect.objectContaining({
        id: "1",
        name: "Hello",
        value: true,
        settingId: given.settings[0]?.id,
        ...found,
      }),
    ]);
  });

  it("reads the text of a Boolean as one", () => {
    const texts = [
      policy("custom", node("./Device"), "true"),
      policy("intent", recoveryIntent.definitionId, "false"),
      policy("identityProtection", identityProtection.member, "true"),
      policy("identityProtection", identityProtection.member, "false"),
    ];
    expect(pinRecoveryOf(texts).map(({ value }) => value)).toEqual([true, false, true]);
  });

  it.each<[string, PolicySettings]>([
    ["the catalog", policy("settingsCatalog", user.setting, user.off)],
    ["a custom profile", policy("custom", node("./Device"), false)],
    ["an intent", policy("intent", recoveryIntent.definitionId, false)],
  ])("reads off in %s as false", (_, given) => {
    expect(pinRecoveryOf([given])).toMatchObject([{ value: false }]);
  });

  it.each<[string, PolicySettings]>([
    ["a custom profile whose value is not known", policy("custom", node("./Device"))],
    ["a custom profile with a number", policy("custom", node("./Device"), 1)],
    ["the option of the other scope", policy("settingsCatalog", device.setting, user.on)],
  ])("does not take %s for on or off", (_, given) => {
    expect(pinRecoveryOf([given])).toMatchObject([{ value: "other" }]);
  });

  it.each<[string, PolicySettings]>([
    ["the group of the catalog without the setting", policy("settingsCatalog", device.group)],
    [
      "an Account protection policy for LAPS",
      policy("settingsCatalog", "device_laps", "on", accountProtectionFamily),
    ],
    ["identity protection that reads false", policy("identityProtection", identityProtection.member, false)],
    ["another member of identity protection", policy("identityProtection", "securityDeviceRequired", true)],
    ["an intent where it is not configured", policy("intent", recoveryIntent.definitionId, null)],
    ["a setting of the catalog among intents", policy("intent", device.setting, device.on)],
  ])("does not find the setting in %s", (_, given) => {
    expect(pinRecoveryOf([given])).toEqual([]);
  });

  it("finds both scopes in one policy", () => {
    const both = policy("settingsCatalog", device.setting, device.on);
    const settings = [...both.settings, { id: user.setting, value: user.off }];
    expect(pinRecoveryOf([{ ...both, settings }])).toMatchObject([
      { scope: "device", value: true },
      { scope: "user", value: false },
    ]);
  });

  it("compares ids and options without regard to case", () => {
    const spelled = fc.tuple(respelled(device.setting), respelled(device.off));
    fc.assert(
      fc.property(spelled, ([id, value]) => {
        expect(pinRecoveryOf([policy("settingsCatalog", id, value)])).toMatchObject([{ value: false }]);
      }),
    );
  });

  it("takes no longer or shorter id for the setting's", () => {
    const ids = fc.constantFrom(
      device.setting,
      user.setting,
      recoveryIntent.definitionId,
      "pinRecoveryEnabled",
    );
    const kinds = fc.constantFrom("settingsCatalog", "intent", "identityProtection");
    const added = fc.string({ minLength: 1 });
    fc.assert(
      fc.property(ids, kinds, added, fc.boolean(), (id, kind, more, before) => {
        const longer = before ? `${more}${id}` : `${id}${more}`;
        expect(pinRecoveryOf([policy(kind, longer, true), policy(kind, id.slice(1), true)])).toEqual([]);
      }),
    );
  });

  it("throws for no content of a tenant", () => {
    const known = [node("./User"), device.setting, recoveryIntent.definitionId, identityProtection.member];
    const id = fc.oneof(fc.string(), fc.constantFrom(...known));
    const setting = fc.record({ id, value: fc.anything({ withNullPrototype: true }) });
    const kinds = fc.constantFrom<PolicySettings["kind"]>(
      "custom",
      "settingsCatalog",
      "intent",
      "identityProtection",
    );
    const policies = fc.record({
      kind: kinds,
      id: fc.string(),
      name: fc.string(),
      templateFamily: fc.option(fc.string(), { nil: undefined }),
      settings: fc.array(setting),
    });
    fc.assert(
      fc.property(fc.array(policies), (given) => {
        pinRecoveryOf(given);
      }),
    );
  });
});
