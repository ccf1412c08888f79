import { describe, expect, it } from "vitest";
import { hasSecretAt, isUnknown, keysOf, shownAt, valueAt } from "../../../cli/drift/values.ts";

/** As the engine's events have a secret. */
const hidden = {
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  ciphertext: "[secret]",
};
const notYet = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

describe("a property path", () => {
  it.each([
    ["description", ["description"]],
    ["omaSettings[0].value", ["omaSettings", 0, "value"]],
    ['tags["a.b"].c', ["tags", "a.b", "c"]],
    ['["with \\"quotes\\""][12]', ['with "quotes"', 12]],
  ])("%s has its keys", (path, keys) => expect(keysOf(path)).toEqual(keys));

  it("leads to a value, or to nothing", () => {
    const inputs = { omaSettings: [{ value: 7 }] };
    expect(valueAt(inputs, ["omaSettings", 0, "value"])).toBe(7);
    expect(valueAt(inputs, ["omaSettings", 1, "value"])).toBeUndefined();
    expect(valueAt(inputs, ["toString"])).toBeUndefined();
  });
});

describe("a value that is shown", () => {
  it("is as it is, where no secret is near", () => {
    const inputs = { list: [{ name: "a", value: 1 }, null] };
    expect(shownAt(inputs, ["list"], [])).toEqual([{ name: "a", value: 1 }, null]);
    expect(shownAt(inputs, ["gone"], [])).toBeUndefined();
  });

  it("is hidden where it is a secret, or a part of it, or what it is in", () => {
    expect(shownAt({ a: hidden }, ["a"], [])).toBe("[secret]");
    expect(shownAt({ a: [{ b: hidden, c: 1 }] }, ["a", 0], [])).toEqual({ b: "[secret]", c: 1 });
    expect(shownAt({ a: { b: "hush" } }, ["a", "b"], [{ a: hidden }])).toBe("[secret]");
  });

  it("is hidden where the other side marks it alone", () => {
    const plain = { settings: [{ name: "a", value: "hush" }] };
    const marked = { settings: [{ name: "a", value: hidden }] };
    expect(shownAt(plain, ["settings", 0, "value"], [marked])).toBe("[secret]");
    expect(shownAt(plain, ["settings", 0], [marked])).toEqual({ name: "a", value: "[secret]" });
    expect(shownAt(plain, ["settings"], [marked])).toEqual([{ name: "a", value: "[secret]" }]);
  });

  it("is hidden where items of a list may have moved past a secret one", () => {
    const plain = { settings: [{ value: "hush" }] };
    const marked = { settings: [{ value: 1 }, { value: hidden }] };
    expect(shownAt(plain, ["settings", 0, "value"], [marked])).toBe("[secret]");
    expect(shownAt(plain, ["settings"], [marked])).toEqual([{ value: "[secret]" }]);
  });

  it("is nothing where there is nothing, even beside a secret", () => {
    expect(shownAt({}, ["a"], [{ a: hidden }])).toBeUndefined();
  });

  it("says so where it is not known yet", () => {
    expect(shownAt({ a: [notYet, 1] }, ["a"], [])).toEqual(["[not known yet]", 1]);
  });
});

it("a secret is found at a path, above it and below it, and nowhere else", () => {
  const inputs = { a: hidden, b: [{ c: hidden, d: 1 }] };
  expect(hasSecretAt(inputs, ["a"])).toBe(true);
  expect(hasSecretAt(inputs, ["a", "anything"])).toBe(true);
  expect(hasSecretAt(inputs, ["b"])).toBe(true);
  expect(hasSecretAt(inputs, ["b", 0, "d"])).toBe(false);
});

it("what is not known yet is found within a value", () => {
  expect(isUnknown({ a: [{ b: notYet }] })).toBe(true);
  expect(isUnknown({ a: [{ b: "known" }] })).toBe(false);
});
