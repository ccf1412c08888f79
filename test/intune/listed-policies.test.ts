import { describe, expect, it } from "vitest";
import { listedCatalogPolicy, listedConfiguration, listedIntent } from "../../intune/listed-policies.ts";

const prefix = "#microsoft.graph.deviceManagementConfiguration";
const custom = "#microsoft.graph.windows10CustomConfiguration";
const identityProtection = "#microsoft.graph.windowsIdentityProtectionConfiguration";

describe("a device configuration", () => {
  it.each([
    undefined,
    "text",
    { "@odata.type": custom },
    { id: 7, "@odata.type": custom },
    { id: "c", "@odata.type": "#microsoft.graph.windows10GeneralConfiguration", pinRecoveryEnabled: true },
  ])("that is none of a kind that is listed is left out: %j", (item) => {
    expect(listedConfiguration(item)).toEqual([]);
  });

  it("is listed although it has no name, so that its settings are not missed", () => {
    const item = {
      id: "c",
      "@odata.type": custom,
      displayName: null,
      omaSettings: [{ omaUri: "./a", value: 1 }],
    };
    expect(listedConfiguration(item)).toEqual([
      { kind: "custom", id: "c", name: "", settings: [{ id: "./a", value: "1" }] },
    ]);
  });

  it("is listed without the settings that name no OMA-URI, and without a value that Graph masks", () => {
    const omaSettings = [
      null,
      { omaUri: "" },
      { omaUri: 7 },
      { omaUri: "./b", value: "****", isEncrypted: true },
      { omaUri: "./c", value: "PGEvPg==" },
    ];
    const [listed] = listedConfiguration({ id: "c", "@odata.type": custom, displayName: "C", omaSettings });
    expect(listed?.settings).toEqual([{ id: "./b" }, { id: "./c", value: "PGEvPg==" }]);
  });

  it("for identity protection has each plain property as a setting, and no annotation or list", () => {
    const item = {
      "@odata.type": identityProtection,
      id: "i",
      displayName: "I",
      pinRecoveryEnabled: false,
      pinMinimumLength: 6,
      description: "",
      roleScopeTagIds: ["0"],
    };
    expect(listedConfiguration(item)).toEqual([
      {
        kind: "identityProtection",
        id: "i",
        name: "I",
        settings: [
          { id: "id", value: "i" },
          { id: "displayName", value: "I" },
          { id: "pinRecoveryEnabled", value: "false" },
          { id: "pinMinimumLength", value: "6" },
        ],
      },
    ]);
  });
});

const instance = (kind: string, settingDefinitionId: unknown, members: object) => ({
  settingInstance: { "@odata.type": `${prefix}${kind}Instance`, settingDefinitionId, ...members },
});
const text = (value: unknown) => ({ "@odata.type": `${prefix}StringSettingValue`, value });
const secret = (value: unknown) => ({ "@odata.type": `${prefix}SecretSettingValue`, value });
const settingsOf = (...settings: object[]) => listedCatalogPolicy({ id: "p", name: "P", settings }).settings;

describe("a policy of the settings catalog", () => {
  it.each([
    [{ templateFamily: "none" }, {}],
    [null, {}],
    ["text", {}],
    [
      { templateFamily: "endpointSecurityAccountProtection" },
      { templateFamily: "endpointSecurityAccountProtection" },
    ],
  ])("with the template reference %j names its family only where it has one", (templateReference, named) => {
    expect(listedCatalogPolicy({ id: "p", templateReference, settings: null })).toEqual({
      kind: "settingsCatalog",
      id: "p",
      name: "",
      settings: [],
      ...named,
    });
  });

  it("of which Graph returned no list of settings is listed with none", () => {
    expect(listedCatalogPolicy({ id: "p", name: "P", settings: "text" }).settings).toEqual([]);
  });

  it("has a setting of several values once for each, and one without any all the same", () => {
    expect(
      settingsOf(
        instance("SimpleSettingCollection", "list", { simpleSettingCollectionValue: [text("a"), text("b")] }),
        instance("SimpleSettingCollection", "none", { simpleSettingCollectionValue: [] }),
        instance("ChoiceSettingCollection", "many", {
          choiceSettingCollectionValue: [{ value: "many_1" }, { value: "many_2" }],
        }),
      ),
    ).toEqual([
      { id: "list", value: "a" },
      { id: "list", value: "b" },
      { id: "none" },
      { id: "many", value: "many_1" },
      { id: "many", value: "many_2" },
    ]);
  });

  it("shows no secret of a list, alone or among plain values, although Graph returns it in the clear", () => {
    const shown = { ...secret("hush"), valueState: "notEncrypted" };
    const lists = settingsOf(
      instance("SimpleSettingCollection", "all", { simpleSettingCollectionValue: [shown, shown] }),
      instance("SimpleSettingCollection", "some", { simpleSettingCollectionValue: [shown, text("a")] }),
    );
    expect(lists).toEqual([{ id: "all" }, { id: "all" }, { id: "some" }, { id: "some", value: "a" }]);
  });

  it("has the settings below one whose own id is not known", () => {
    const below = instance("SimpleSetting", "child", { simpleSettingValue: text("a") }).settingInstance;
    expect(
      settingsOf(
        instance("GroupSettingCollection", null, { groupSettingCollectionValue: [{ children: [below] }] }),
        instance("ChoiceSetting", { id: 7 }, { choiceSettingValue: { value: "on", children: [below] } }),
      ),
    ).toEqual([
      { id: "child", value: "a" },
      { id: "child", value: "a" },
    ]);
  });
});

describe("an intent", () => {
  it("without a name or a template is listed all the same", () => {
    expect(listedIntent({ id: "i" }, [])).toEqual({ kind: "intent", id: "i", name: "", settings: [] });
  });

  it("has its settings by value, by the JSON where there is none, and without one where that is null", () => {
    const settings = [
      { definitionId: "a", value: true },
      { definitionId: "b", valueJson: "false" },
      { definitionId: "c", valueJson: "null" },
      { valueJson: "true" },
      null,
    ];
    expect(listedIntent({ id: "i", displayName: "I", templateId: "t" }, settings)).toEqual({
      kind: "intent",
      id: "i",
      name: "I",
      templateFamily: "t",
      settings: [{ id: "a", value: "true" }, { id: "b", value: "false" }, { id: "c" }],
    });
  });
});
