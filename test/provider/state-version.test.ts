import { describe, expect, it } from "vitest";
import { type Migration, migrated, stateMark } from "../../provider/state-version.ts";

const renamed: Migration = ({ inputs: { name, ...inputs }, properties }) => ({
  inputs: { ...inputs, displayName: name ?? null },
  properties,
});
const counted: Migration = ({ inputs, properties }) => ({ inputs, properties: { ...properties, count: 0 } });
const both = [renamed, counted];

describe("the version of state", () => {
  it("is not written for the first one, and then one more with each migration", () => {
    expect([[], [renamed], both].map(stateMark)).toEqual([{}, { __stateVersion: 2 }, { __stateVersion: 3 }]);
  });

  it("leads state without a mark through every migration, the first one first", () => {
    expect(migrated("x", { inputs: { name: "n" }, properties: {} }, both)).toEqual({
      inputs: { displayName: "n" },
      properties: { count: 0 },
    });
  });

  it("leads marked state through what came after it", () => {
    const state = { inputs: { displayName: "n" }, properties: { __stateVersion: 2 } };
    expect(migrated("x", state, both).properties).toEqual({ __stateVersion: 2, count: 0 });
    const latest = { inputs: {}, properties: { __stateVersion: 3 } };
    expect(migrated("x", latest, both)).toBe(latest);
  });

  it.each([4, 0, 1.5, "three", null])("refuses %s, and says which plugin can read it", (version) => {
    const read = () => migrated("a:b:C", { inputs: {}, properties: { __stateVersion: version } }, both);
    expect(read).toThrow(/state of this a:b:C is of version .*versions up to 3: a later version/);
  });
});
