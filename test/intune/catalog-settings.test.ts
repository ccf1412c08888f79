import { describe, expect, it } from "vitest";
import { nestedInOrder, readSettings } from "../../intune/catalog-settings.ts";
import { type PropertyValue, Secret, unknown } from "../../provider/values.ts";

const prefix = "#microsoft.graph.deviceManagementConfiguration";
const simple = (simpleSettingValue: object) => ({
  settingInstance: {
    "@odata.type": `${prefix}SimpleSettingInstance`,
    settingDefinitionId: "s",
    simpleSettingValue,
  },
});
const secret = (more: object) => simple({ "@odata.type": `${prefix}SecretSettingValue`, ...more });
const nothing = () => undefined;

describe("what Graph returns as settings", () => {
  it("is kept as it is where it is no list, and is none where it is null", () => {
    expect(readSettings({ settings: "text" }, nothing).settings).toBe("text");
    expect(readSettings({ settings: null }, nothing).settings).toEqual([]);
  });

  it("keeps the note of a value, which no program declares, and leaves out an empty one", () => {
    const value = { "@odata.type": `${prefix}StringSettingValue`, value: "a" };
    const { settings } = readSettings(
      { settings: [simple({ ...value, note: "why" }), simple({ ...value, note: "" })] },
      nothing,
    );
    const read = { type: "simple", definitionId: "s", value: "a", valueType: "string" };
    expect(settings).toEqual([{ ...read, note: "why" }, read]);
  });

  it.each([null, "", 7, undefined])("has no token where an encrypted value is shown as %j", (value) => {
    const { hidden } = readSettings({ settings: [secret({ value })] }, nothing);
    expect(hidden).toEqual([{ key: "/s[0]", path: ["settings", 0, "value"], token: undefined }]);
  });
});

describe("settings below one that a program declares", () => {
  const child = (definitionId: string, more = {}) => ({ type: "simple", definitionId, value: 1, ...more });
  const ordered = (children: PropertyValue) =>
    nestedInOrder([{ type: "choice", definitionId: "c", children }]);
  const inOrder = (children: PropertyValue) => [{ type: "choice", definitionId: "c", children }];

  it("are put in order without case where all of them are marked as a secret, and stay marked", () => {
    expect(ordered(new Secret([child("B"), child("a")]))).toEqual(
      inOrder(new Secret([child("a"), child("B")])),
    );
  });

  it("are put in order where one of them is marked as a secret", () => {
    expect(ordered([child("b"), new Secret(child("a"))])).toEqual(
      inOrder([new Secret(child("a")), child("b")]),
    );
  });

  it("come before one that a preview does not know yet", () => {
    expect(ordered([unknown, child("b"), child("a")])).toEqual(inOrder([child("a"), child("b"), unknown]));
  });

  it("stay unknown where a preview knows none of them", () => {
    expect(ordered(unknown)).toEqual(inOrder(unknown));
  });
});
