import { describe, expect, it } from "vitest";
import { optionInWords, settingAt } from "../../../cli/drift/catalog-words.ts";
import { catalogSetting } from "../../../domain/recovery-routes.ts";

const { group, setting, on } = catalogSetting("device");
const catalog = "intune:index:SettingsCatalogPolicy";
const other = `${group}_policies_requiresecuritydevice`;

const state = (...children: object[]) => ({
  settings: [{ type: "groupCollection", definitionId: group, groups: [{ children }] }],
});

const declared = state({ type: "choice", definitionId: setting, value: on });
const actual = state(
  { type: "choice", definitionId: setting, value: on },
  { type: "choice", definitionId: other, value: `${other}_true` },
);

describe("a setting of a catalog policy", () => {
  it("is named by the setting that a path leads into", () => {
    expect(settingAt(catalog, "settings[0].groups[0].children[0].value", [declared])).toEqual({
      id: setting,
      name: "EnablePinRecovery",
    });
  });

  it("is named where one side alone has it", () => {
    expect(settingAt(catalog, "settings[0].groups[0].children[1]", [declared, actual])?.name).toBe(
      "passportforwork_{tenantid}_policies_requiresecuritydevice",
    );
  });

  it("of the user is told from the device's", () => {
    const users = { settings: [{ definitionId: catalogSetting("user").setting }] };
    expect(settingAt(catalog, "settings[0].value", [users])?.name).toBe("EnablePinRecovery of the user");
  });

  it.each([
    ["a property beside the settings", catalog, "description"],
    [
      "another resource",
      "intune:index:WindowsCustomConfiguration",
      "settings[0].groups[0].children[0].value",
    ],
  ])("is not made up for %s", (_, type, path) => {
    expect(settingAt(type, path, [declared])).toBeUndefined();
  });
});

describe("an option", () => {
  it("is shown without the id that it begins with", () => {
    expect(optionInWords(on.toUpperCase(), setting)).toBe("TRUE");
    expect(optionInWords({ type: "choice", definitionId: other, value: `${other}_true` }, other)).toBe(
      "true",
    );
  });

  it("of no choice stays what it is", () => {
    for (const value of [6, undefined, "[secret]", `${other}_true`, { type: "simple", value: 6 }]) {
      expect(optionInWords(value, setting)).toBe(value);
    }
  });
});
